/* X-ray: what every layer makes of a photo, all maps at one glance and those of one layer large; also of a picture of the reader's own. */

import { argmax, clamp, drawMaps, number, percent, tint } from "../kit/draw.mjs";
import { button, choice } from "../kit/controls.mjs";
import { MUTE, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, cellMap, scaleBar, walkOver } from "../kit/maps.mjs";
import { ofOwnPictures } from "../kit/own-panel.mjs";
import { Photos, answersOf, openNetwork, toInput } from "../kit/resources.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import { layOut, ordered, stagesOf, survey } from "./x-ray.stages.mjs";
import * as WORDS from "./x-ray.words.mjs";

const FEW = 20; // stages: of more, one sees a part
const NAMED = 120; // pixels that a score gets, with the name of its class
const SILENT = 0.95; // the share of zeros in the first challenge
const FRAME = "#c9c4b8", SHARE = "#5d5f69"; // around maps; the part of the lower side that tells the share of silent units

class XRay {
  constructor(root, model, network) {
    Object.assign(this, { root, network, layers: network.layers, classes: network.classes, photos: new Photos(model, network) });
    this.stages = stagesOf(network);
    this.answer = ""; // the network's, in words
    this.columns = 1; // of the large maps
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
      layer: oneOf(...this.stages.map(({ before }) => before.name)), map: whole(0, Infinity),
    };
  }

  tries() {
    const { silent, own } = WORDS.tries, first = this.first = this.layers.find(({ rules }) => rules.silences);
    const isSilent = () => this.stage[this.state.side] === first && first.facts[this.map].silent > SILENT;
    return [
      first && { text: silent.text(first.name), then: silent.then, done: isSilent },
      { text: own.text, then: KIT_WORDS.ownTry(this.classes.length), done: () => this.own },
    ].filter(Boolean);
  }

  /** The stage that is shown large. */
  get stage() {
    return this.stages.find(({ before }) => before.name === this.state.layer);
  }

  /** Its map that was chosen; a layer can have fewer than the one before, or than an address thinks. */
  get map() {
    return Math.min(this.state.map, this.stage.n - 1);
  }

  build() {
    const { frame } = this;
    this.buildPhotos();
    this.lens = picture(WORDS.lens);
    this.bar = scaleBar();
    this.fact = el("p");
    this.chances = bars(this.classes);
    this.note = el("p.x-was");
    const stages = this.stages.map((stage) => this.buildStage(stage));
    this.wall = el(stages[FEW] ? ".x-wall.is-long" : ".x-wall", { role: "group", "aria-label": WORDS.layers }, ...stages);
    this.cells = this.buildMaps();
    this.names = el(".x-names", MUTE);
    this.cells.append(this.names);
    this.fields = this.buildFields();
    frame.body.classList.add("x-xray");
    frame.body.append(
      el(".x-row", ...Object.values(this.fields), this.buildFullScreen()), this.panel.element,
      el(".x-look", this.picker, el("div", this.lens, this.bar), this.fact), this.wall,
      el(".x-large", this.cells), el(".x-answer", this.chances, this.note),
    );
    this.watcher = new ResizeObserver(() => frame.later(() => this.show()));
    frame.onEnd(() => this.watcher.disconnect());
  }

  buildFields() {
    const pick = (key) => (value) => this.frame.set({ [key]: value });
    const turn = button("", () => this.frame.set({ side: this.state.side === "after" ? "before" : "after" }));
    return {
      side: Object.assign(turn, { set: (side) => write(turn, WORDS.turn(side === "after", this.first)) }),
      scale: choice(WORDS.scale, Object.entries(WORDS.scales), "", pick("scale")),
      order: choice(WORDS.maps, Object.entries(WORDS.orders), "", pick("order")),
    };
  }

  /** There and back; Escape leads back as well. */
  buildFullScreen() {
    const { root } = this, isFull = () => document.fullscreenElement === root;
    const turn = () => (isFull() ? document.exitFullscreen() : root.requestFullscreen());
    const self = root.requestFullscreen && button(WORDS.fullScreen, turn);
    root.addEventListener("fullscreenchange", () => write(self, isFull() ? WORDS.leaveFullScreen : WORDS.fullScreen));
    return self;
  }

  /** A small picture of all maps of a stage: a press shows them large, as an arrow key does from the one beside it. */
  buildStage(stage) {
    const { name } = stage.before, walk = (event) => walkOver([...this.wall.children], this.stages.length, event)?.click();
    stage.canvas = el(stage.gap ? "canvas.is-small" : "canvas");
    stage.words = el("span");
    stage.button = button("", () => this.frame.set({ layer: name }), { onkeydown: walk });
    stage.button.append(stage.words, stage.canvas);
    return stage.button;
  }

  /** The maps of one stage, in which one can point at one. */
  buildMaps() {
    const mapAt = (row, column) => this.stage.order[Math.min(this.stage.n - 1, row * this.columns + column)];
    const cells = cellMap({
      label: WORDS.maps, size: () => [Math.ceil(this.stage.n / this.columns), this.columns], words: () => this.fact.textContent,
      onmove: (...place) => this.frame.set({ map: mapAt(...place) }), onhover: (...place) => this.look(mapAt(...place)),
    });
    cells.addEventListener("pointerleave", () => this.look(this.map));
    return cells;
  }

  async draw() {
    const photo = await this.showPhoto();
    if (!photo) return undefined;
    const asked = this.own ?? this.state.image;
    if (this.asked !== asked) { // a look at another map of the same photo changes no number
      this.asked = asked;
      toInput(photo.rgb, this.network.input, this.network.pixels);
      this.network.run();
      for (const layer of this.layers) layer.facts = survey(layer);
      for (const stage of this.stages) stage.look = "";
    }
    const shares = answersOf(this.network), top = argmax(shares), { length } = this.classes;
    this.chances.set(shares, photo.label);
    this.answer = `${WORDS.says(this.classes[top], percent(shares[top]))}${this.own ? ` ${KIT_WORDS.onlyFits(length)}` : ""}`;
    for (const [key, field] of Object.entries(this.fields)) field.set(this.state[key]);
    return this.frame.later(() => this.show());
  }

  show() {
    if (!this.answer) return; // no photo has come yet
    const { scale, side, order } = this.state, ends = this.stages.map((stage) => Math.max(...stage[side].facts.map(({ end }) => end)));
    const most = Math.max(...ends), look = [scale, side, order].join(), laid = this.stages.map((stage) => layOut(stage, stage.canvas));
    this.stages.forEach((stage, s) => {
      stage.limit = (map) => ({ map: stage[side].facts[map].end, layer: ends[s], network: most })[scale];
      stage.order = ordered(stage, order);
      if (stage.look !== look + laid[s].columns) this.drawAll(stage, stage.canvas, laid[s].columns);
      stage.look = look + laid[s].columns;
      this.title(stage);
    });
    this.showLarge();
    write(this.note, WORDS.note(scale === "map", !this.stages.some((stage) => stage.gap && stage[side].facts.some(({ low }) => low < 0))));
    this.frame.say(`${this.fact.textContent} ${this.answer}`);
  }

  /** Draw all maps of a stage, each in a frame, so that one of zeros has its edge too; its lower side tells the share of silent units. */
  drawAll({ gap, high, wide, order, limit, ...stage }, canvas, columns) {
    const { output, shape, facts } = stage[this.state.side], pen = canvas.getContext("2d");
    drawMaps(this.sheet, output, shape, { maps: order, columns, gap, limits: order.map(limit) });
    Object.assign(canvas, { width: columns * wide, height: Math.ceil(order.length / columns) * high });
    order.forEach((map, i) => {
      const left = (i % columns) * wide, top = Math.floor(i / columns) * high;
      pen.fillStyle = FRAME;
      pen.fillRect(left, top, wide, high);
      pen.fillStyle = SHARE;
      if (gap) pen.fillRect(left + 1, top + high - 1, Math.round((wide - gap) * facts[map].silent), 1);
    });
    pen.drawImage(this.sheet, gap / 2, gap / 2);
  }

  /** The words over a stage: its name, the end of its scale, its share of silent units. */
  title(stage) {
    const { scale, side } = this.state, { name, facts } = stage[side], end = stage.limit(0);
    const silent = facts.reduce((sum, fact) => sum + fact.silent, 0) / stage.n;
    const lines = [scale === "map" ? "" : WORDS.ends(number(end, end < 10 ? 1 : 0)), stage.gap ? percent(silent) : ""];
    stage.words.replaceChildren(el("strong", name.replaceAll("_", "_\u200b")), ...lines.map((line) => el("span", line)));
    stage.button.setAttribute("aria-pressed", stage === this.stage);
    stage.button.tabIndex = stage === this.stage ? 0 : -1;
  }

  /** The maps of the chosen stage, as large as they fit; scores with the names of their classes. */
  showLarge() {
    const { stage, cells, map } = this, { isScores, gap, n, wide, order } = stage, box = cells.parentElement;
    const isNamed = isScores && !gap, named = { columns: clamp(Math.floor(box.clientWidth / NAMED), 1, n) };
    const { columns, scale } = isNamed ? named : layOut(stage, box);
    this.columns = columns;
    this.drawAll(stage, cells.canvas, columns);
    cells.style.width = scale ? `${columns * wide * scale}px` : "";
    this.names.replaceChildren(...(isNamed ? order : []).map((score) => this.nameOf(score)));
    this.names.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
    this.look(map);
    const tile = order.indexOf(map);
    cells.set(Math.floor(tile / columns), tile % columns);
  }

  /** The class of a score; a single one is that of the second class. */
  className(score) {
    return this.classes[this.stage.n > 1 ? score : 1];
  }

  /** A score with its class, on its colour. */
  nameOf(score) {
    const { before, limit } = this.stage, value = before.output[score];
    return el("span", { style: tint(value, limit(score), "signed") }, `${this.className(score)} ${number(value, 1)}`);
  }

  /** One map under the lens, and in words. */
  look(map) {
    const { stage } = this, { name, output, shape } = stage[this.state.side], limit = stage.limit(map);
    drawMaps(this.lens, output, shape, { maps: [map], limits: limit });
    this.bar.set(limit);
    write(this.fact, this.about(map));
    this.frame.python(name, this.pythonName(), `[0, ${stage.gap ? ":, :, " : ""}${map}]${this.own ? KIT_WORDS.xIs : ""}`);
  }

  /** What there is to say of a map; of a stage without maps, of its number. */
  about(map) {
    const { stage } = this, layer = stage[this.state.side], { low, high, silent } = layer.facts[map];
    const score = stage.isScores && WORDS.scoreOf(this.className(map));
    if (!stage.gap) return WORDS.aboutUnit(layer.name, score || WORDS.unitOf(map, stage.n), number(low));
    const which = score || WORDS.mapOf(map, stage.n), isAfter = layer === stage.after && low >= 0;
    return WORDS.aboutMap({ layer: layer.name, which, low: number(low), high: number(high), silent: percent(silent), isAfter });
  }
}

Object.assign(XRay.prototype, ofOwnPictures);

async function render({ model, el: root }) {
  const figure = new XRay(root, model, await openNetwork(model));
  await figure.draw();
  figure.watcher.observe(figure.cells.parentElement);
  return figure.frame.close;
}

export default { render };
