/* X-ray: what every layer makes of one photo, all maps at one glance; also of a picture of the reader's own. */

import { argmax, drawMaps, extent, number, percent, range } from "../kit/draw.mjs";
import { button, choice, photoPicker, toggle } from "../kit/controls.mjs";
import { describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, cellMap, scaleBar } from "../kit/maps.mjs";
import { OwnPanel, ofOwnPictures } from "../kit/own-panel.mjs";
import { Photos, openNetwork, toInput } from "../kit/resources.mjs";
import * as WORDS from "./x-ray.words.mjs";

const GAP = 2, LONG = 290; // between maps; how long a layer may get, in numbers
const NARROW = 36, AROUND = 48; // the least room that a layer gets from left to right, for its name; and what all leave free
const TILE = 9, POINT = 32; // the least side of a map's tile, and the largest of a single number, when lines are filled
const SILENT = 0.95; // the share of zeros in the first challenge
const GREY = "#aaa79f"; // of the lines under maps

/** For each of `n` maps: lowest, highest, mean, the end of its scale, the share of units at or below zero: silent after ReLU. */
function survey({ output: values, shape: [height, width, n] }) {
  const places = height * width;
  return range(n).map((map) => {
    const [low, high] = extent(values, map, n);
    let sum = 0, zeros = 0;
    for (let i = map; i < values.length; i += n) {
      sum += values[i];
      if (values[i] <= 0) zeros++;
    }
    return { low, high, mean: sum / places, end: Math.max(high, -low), silent: zeros / places };
  });
}

/**
 * The stages of a network: a layer with the ReLU behind it (`before` and `after` it), but for the last layer, which gives the answer.
 * Their `n` maps stand in `short` lines of `long`; `gap`: between maps, 0 where each is one number; `step`: from one to the next.
 */
function stagesOf(layers) {
  const shown = layers.slice(0, -1).filter(({ rules }) => !rules.isActivation && !rules.doesNothing);
  return shown.map((before) => {
    const [high, wide, n] = before.shape, next = layers[layers.indexOf(before) + 1], gap = wide > 1 ? GAP : 0;
    const long = Math.min(n, 2 ** Math.floor(Math.log2(LONG / Math.max(TILE, wide + gap)))), short = Math.ceil(n / long);
    const step = gap ? wide + gap : Math.min(POINT, Math.floor(LONG / long));
    return { before, after: next.rules.isActivation ? next : before, high, wide, n, gap, long, short, step, order: range(n) };
  });
}

/** The lines and columns of a stage's maps: layers stand from left to right, or, on a narrow page, one below the other. */
const sizeOf = ({ long, short }, isTall) => (isTall ? [short, long] : [long, short]);

/** The maps of a stage, as the reader orders them: by number, or the one that responds most first. */
const ordered = ({ after, n }, order) =>
  (order === "response" ? range(n).sort((a, b) => after.facts[b].mean - after.facts[a].mean) : range(n));

/** Draw all maps of a stage on its canvas; under each a line: its share of silent units. */
function drawStage({ order, gap, high, wide }, { output, shape, facts }, [rows, columns], limits, sheet, canvas) {
  drawMaps(sheet, output, shape, { maps: order, columns, gap, limits });
  Object.assign(canvas, { width: columns * (wide + gap), height: rows * (high + gap) });
  const pen = canvas.getContext("2d");
  pen.drawImage(sheet, 0, 0);
  pen.fillStyle = GREY;
  if (!gap) return;
  order.forEach((map, i) => {
    const left = (i % columns) * (wide + gap), top = Math.floor(i / columns) * (high + gap) + high;
    pen.fillRect(left, top, Math.round(wide * facts[map].silent), 1);
  });
}

class XRay {
  constructor(root, model, network) {
    Object.assign(this, { root, network, layers: network.layers, classes: network.classes, photos: new Photos(model) });
    this.stages = stagesOf(this.layers);
    this.own = null; // the bytes of the reader's own picture, while it is shown
    this.chosen = [0, Math.min(2, this.stages[0].n - 1)]; // stage and map
    this.answer = ""; // the network's, in words
    this.isTall = false; // whether layers stand one below the other
    this.sheet = el("canvas"); // where maps are drawn before the lines under them
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.build();
  }

  allowed() {
    return {
      image: whole(0, this.photos.n - 1), scale: oneOf(...Object.keys(WORDS.scales)),
      side: oneOf("before", "after"), order: oneOf(...Object.keys(WORDS.orders)),
    };
  }

  tries() {
    const { silent, own } = WORDS.tries, first = this.layers.find(({ rules }) => rules.isActivation) ?? this.layers[0];
    const isSilent = ([s, map]) => s === 0 && this.state.side === "after" && this.stages[0].after.facts[map].silent > SILENT;
    return [
      { text: silent.text(first.name), then: silent.then, done: () => isSilent(this.chosen) },
      { text: own.text, then: own.then(this.classes.length), done: () => this.own },
    ];
  }

  build() {
    const { frame, root } = this;
    this.picker = photoPicker(frame, this.photos, (image) => this.leaveOwn(image));
    this.panel = new OwnPanel(root, (rgb) => this.takeOwn(rgb));
    this.lens = picture(WORDS.lens);
    this.bar = scaleBar();
    this.chances = bars(this.classes);
    this.fact = el("p");
    this.note = el("p.x-was");
    this.caution = el("p.x-was");
    this.wall = el(".x-wall", ...this.stages.map((stage, s) => this.buildStage(stage, s)));
    this.fields = this.buildFields();
    frame.body.classList.add("x-xray");
    frame.body.append(
      el(".x-row", ...Object.values(this.fields), root.requestFullscreen && button(WORDS.fullScreen, () => root.requestFullscreen())),
      el(".x-look", this.picker, el("div", this.lens, this.bar), this.fact), el(".x-network", this.wall, this.note),
      el(".x-answer", this.chances, this.caution), this.panel.element,
    );
    this.watcher = new ResizeObserver(() => frame.later(() => this.show()));
    frame.onEnd(() => { this.watcher.disconnect(); this.panel.close(); });
  }

  buildFields() {
    const pick = (key) => (value) => this.frame.set({ [key]: value });
    return {
      side: toggle(WORDS.after, true, (isOn) => this.frame.set({ side: isOn ? "after" : "before" })),
      scale: choice(WORDS.scale, Object.entries(WORDS.scales), "", pick("scale")),
      order: choice(WORDS.maps, Object.entries(WORDS.orders), "", pick("order")),
    };
  }

  /** The maps of a stage, in which one can point at one. */
  buildStage(stage, s) {
    const mapAt = (row, column) => stage.order[Math.min(stage.n - 1, row * this.size(stage)[1] + column)];
    stage.words = el("p");
    stage.cells = cellMap({
      label: WORDS.maps, size: () => this.size(stage), words: () => this.fact.textContent,
      onmove: (...place) => this.choose(s, mapAt(...place)), onhover: (...place) => this.look(s, mapAt(...place)),
    });
    stage.cells.addEventListener("pointerleave", () => this.look(...this.chosen));
    return el("div", stage.words, stage.cells);
  }

  size(stage) {
    return sizeOf(stage, this.isTall);
  }

  choose(s, map) {
    this.chosen = [s, map];
    this.point();
    this.frame.tick();
  }

  async draw() {
    const { image } = this.state, { own, classes } = this, { rgb, label } = own ? { rgb: own, label: -1 } : await this.photos.get(image);
    if (image !== this.state.image || (this.own && rgb !== this.own)) return; // the reader has gone on
    toInput(rgb, this.network.input);
    const shares = [...this.network.run()], top = argmax(shares);
    for (const layer of this.layers) layer.facts = survey(layer);
    this.picker.show(rgb, this.own ? "" : image, this.own ? WORDS.yours : classes[label] ?? "");
    this.chances.set(shares, label);
    this.answer = WORDS.says(classes[top], percent(shares[top]));
    write(this.caution, this.own ? WORDS.caution(this.answer, classes.length) : "");
    for (const [key, field] of Object.entries(this.fields)) field.set(key === "side" ? this.state.side === "after" : this.state[key]);
    this.frame.later(() => this.show());
  }

  /** As large as the width allows, in whole pixels of the screen. */
  fit() {
    const width = this.wall.clientWidth, all = this.stages.reduce((sum, { short, step }) => sum + Math.max(NARROW, short * step), 0);
    this.isTall = width < all;
    this.wall.classList.toggle("is-tall", this.isTall);
    const scale = Math.max(1, Math.floor((width / (this.isTall ? LONG : all + AROUND)) * devicePixelRatio) / devicePixelRatio);
    for (const stage of this.stages) stage.cells.style.width = `${this.size(stage)[1] * stage.step * scale}px`;
  }

  show() {
    this.fit();
    const { scale, side } = this.state, ends = this.stages.map((stage) => Math.max(...stage[side].facts.map(({ end }) => end)));
    this.stages.forEach((stage, s) => {
      stage.order = ordered(stage, this.state.order);
      stage.limit = (map) => ({ map: stage[side].facts[map].end, layer: ends[s], network: Math.max(...ends) })[scale];
      drawStage(stage, stage[side], this.size(stage), stage.order.map(stage.limit), this.sheet, stage.cells.canvas);
      this.title(stage);
    });
    write(this.note, WORDS.note(scale === "map", side === "after"));
    this.point();
  }

  /** The words over a stage: its name, the end of its scale, its share of silent units. */
  title(stage) {
    const { scale, side } = this.state, { name, facts } = stage[side];
    const silent = facts.reduce((sum, fact) => sum + fact.silent, 0) / stage.n;
    const lines = [scale === "map" ? "" : WORDS.ends(number(stage.limit(0), 1)), stage.gap ? percent(silent) : ""];
    stage.words.replaceChildren(el("strong", name), ...lines.map((line) => el("span", line)));
  }

  /** Frame the chosen map, in its layer. */
  point() {
    const [chosen, map] = this.chosen;
    this.look(chosen, map);
    this.stages.forEach((stage, s) => {
      const tile = s === chosen ? stage.order.indexOf(map) : 0, columns = this.size(stage)[1];
      stage.cells.classList.toggle("is-at", s === chosen);
      stage.cells.set(Math.floor(tile / columns), tile % columns);
      if (s !== chosen) describe(stage.cells, WORDS.mapsOf(stage[this.state.side].name));
    });
    this.frame.say(`${this.fact.textContent} ${this.answer}`);
  }

  /** One map under the lens, and in words. */
  look(s, map) {
    const stage = this.stages[s], { name, output, shape } = stage[this.state.side], limit = stage.limit(map);
    drawMaps(this.lens, output, shape, { maps: [map], limits: limit });
    this.bar.set(limit);
    write(this.fact, this.about(s, map));
    describe(this.lens, this.fact.textContent);
    this.frame.python(name, this.own ? "x" : `x_test[${this.state.image}]`, `[0, ${stage.gap ? ":, :, " : ""}${map}]`);
  }

  /** What there is to say of a map; of a stage without maps, of its number. */
  about(s, map) {
    const stage = this.stages[s], layer = stage[this.state.side], { low, high, silent } = layer.facts[map];
    const score = s === this.stages.length - 1 && WORDS.scoreOf(this.classes[map]);
    if (!stage.gap) return WORDS.aboutUnit(layer.name, score || WORDS.unitOf(map, stage.n), number(low));
    const which = score || WORDS.mapOf(map, stage.n), isAfter = layer === stage.after;
    return WORDS.aboutMap({ layer: layer.name, which, low: number(low), high: number(high), silent: percent(silent), isAfter });
  }
}

Object.assign(XRay.prototype, ofOwnPictures);

async function render({ model, el: root }) {
  const figure = new XRay(root, model, await openNetwork(model));
  await figure.draw();
  figure.show();
  figure.watcher.observe(figure.wall);
  return figure.frame.close;
}

export default { render };
