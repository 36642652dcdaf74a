/* A picture for a unit: its pixels climb, step by step, to what makes the number of one unit largest (engine/ascent.mjs). */

import { drawMaps, drawPhotos, number, spread } from "../kit/draw.mjs";
import { AllPhotos } from "../kit/all-photos.mjs";
import { chart } from "../kit/chart.mjs";
import { button, choice, photoPicker, toggle } from "../kit/controls.mjs";
import { describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { cellMap, layOver } from "../kit/maps.mjs";
import { Photos, importLater, openNetwork, toInput } from "../kit/resources.mjs";
import { allowedUnits, layersWithUnits, middleOf, seenBy, unitPicker } from "../kit/units.mjs";
import { spotOf } from "../engine/sums.mjs";
import { bytesOf, changedPixels } from "./picture-for-a-unit.pictures.mjs";
import { triesOf } from "./picture-for-a-unit.tries.mjs";
import * as WORDS from "./picture-for-a-unit.words.mjs";

const SIZE = 0.02; // of a step, as a share of a pixel's range
const MORE = 60, LONGEST = 600; // steps that one press asks for, and at most
const AT_ONCE = 4, SLICE = 12; // steps from one picture to the next, so that one sees them; milliseconds in which they must be done
const JITTER = 2, SMOOTH = 1; // what the switches switch on
const ROOM = 0.08; // of the chart, above and below its lines

class PictureForAUnit {
  /** climbing: the module engine/ascent.mjs. */
  constructor(root, model, network, climbing) {
    Object.assign(this, { model, network, climbing, layers: layersWithUnits(network), photos: new Photos(model, network) });
    this.slopes = new climbing.Slopes(network);
    this.silent = null; // what shows the filters that no photo wakes
    this.best = null; // {layer: {values, photos, places}, of each map the largest number in all photos}, once they are looked through
    this.looked = 0; // photos
    this.ascent = null; // what climbs, `key` says for what and from where; `values`: its number before the first step and after each
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: triesOf(this) });
    this.state = this.frame.state;
    this.all = new AllPhotos(model, this.frame, this.photos);
    this.isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.frame.draw = () => this.draw();
    this.frame.onEnd(() => cancelAnimationFrame(this.beat));
    this.build();
  }

  allowed() {
    const [place, isOn] = [whole(0, 9999), whole(0, 1)];
    return {
      ...allowedUnits(this.layers), row: place, column: place, start: oneOf(...Object.keys(WORDS.starts)),
      image: whole(0, this.photos.n - 1),
      seed: place, steps: whole(0, LONGEST), behind: isOn, jitter: isOn, smooth: isOn,
    };
  }

  build() {
    const { frame, layers, photos } = this;
    this.unit = unitPicker(layers, ({ layer, map }) => {
      const isSame = layer === this.state.layer, { row, column } = this.state;
      frame.set({ layer, map, ...(isSame ? { row, column } : middleOf(layers.find(({ name }) => name === layer))) });
    });
    this.start = choice(WORDS.start, Object.entries(WORDS.starts), "", (start) => frame.set({ start }));
    this.picker = photoPicker(frame, photos);
    this.noise = button(WORDS.otherNoise, () => frame.set({ seed: this.state.seed + 1 }));
    this.go = button("", () => this.turn(), { class: "x-play" });
    this.one = button(WORDS.one, () => frame.set({ steps: Math.min(LONGEST, this.steps() + 1) }));
    this.again = button(WORDS.again, () => frame.set({ steps: 0 }));
    this.rest = el("details.x-silent", el("summary", WORDS.looking(0, photos.n)));
    frame.body.append(
      el(".x-row", this.unit, this.start, this.noise), this.picker, this.buildPictures(),
      el(".x-row.x-climb", this.go, this.one, this.again), this.buildWays(), this.rest,
    );
  }

  buildPictures() {
    const [height, width] = this.photos.size;
    // as high as it will be
    [this.canvas, this.photo] = [WORDS.picture, WORDS.strongest].map((words) => Object.assign(picture(words), { width, height }));
    [this.field, this.patch] = [0, 1].map(() => el("span.x-cursor"));
    this.map = cellMap({
      label: WORDS.map, size: () => this.layer().shape, words: (row, column) => WORDS.unit(row, column),
      onmove: (row, column) => this.frame.set({ row, column }),
    });
    this.photoWords = el("figcaption", WORDS.notYet);
    this.curve = chart(WORDS.across, WORDS.up);
    this.lines = el("p.x-was");
    const fact = (words) => el("dd", words), { facts } = WORDS;
    this.facts = Object.fromEntries(Object.keys(facts).map((key) => [key, fact(WORDS.notYet)]));
    return el(".x-ascent",
      el("figure.x-big", el(".x-framed", this.canvas, this.field)),
      el("figure", el(".x-framed", this.photo, this.patch), this.photoWords),
      el("figure", el(".x-framed", this.map), el("figcaption", WORDS.map)),
      el(".x-told", this.curve, this.lines), el("dl.x-facts",
        ...Object.entries(facts).map(([key, words]) => el("div", el("dt", words), this.facts[key]))));
  }

  /** Switches, each with what it changes. */
  buildWays() {
    const { frame } = this, ways = ["jitter", "smooth", "behind"], { jitter, smooth, behind } = WORDS.explains;
    const words = { jitter: [WORDS.jitter, jitter(JITTER)], smooth: [WORDS.smooth, smooth], behind: ["", behind] };
    this.ways = Object.fromEntries(ways.map((way) => [way, toggle(words[way][0], false, (isOn) => frame.set({ [way]: Number(isOn) }))]));
    this.behindLine = el("li", this.ways.behind, el("span", words.behind[1]));
    const lines = ways.slice(0, 2).map((way) => el("li", this.ways[way], el("span", words[way][1])));
    this.details = el("details.x-ways", el("summary", WORDS.more), el("ul", { role: "list" }, ...lines, this.behindLine));
    return this.details;
  }

  layer() {
    return this.layers.find(({ name }) => name === this.state.layer);
  }

  /** The activation that reads the layer of the state, if one does. */
  after(layer = this.layer()) {
    return this.network.layers.find(({ rules, before }) => rules.isActivation && before === layer);
  }

  /** The unit of the state, as near as its layer has one. */
  here() {
    const { shape: [height, width, many] } = this.layer(), { map, row, column } = this.state;
    return { map: map % many, row: Math.min(row, height - 1), column: Math.min(column, width - 1) };
  }

  /** The place of the unit in what its layer gives. */
  at() {
    const { shape: [, width, many] } = this.layer(), { map, row, column } = this.here();
    return (row * width + column) * many + map;
  }

  isBehind() {
    return Boolean(this.state.behind && this.after());
  }

  /** Steps that are done. */
  steps() {
    return this.ascent?.steps ?? 0;
  }

  isThere() {
    return this.ascent && this.steps() === this.state.steps;
  }

  /** The most that a photo gives for this map, {value, photo, row, column}; undefined until that is known. */
  most() {
    const layer = this.layer(), { values, photos, places } = this.best?.[layer.name] ?? {}, { map } = this.here();
    return values && { value: values[map], photo: photos[map], ...spotOf(layer.shape, places[map] * layer.shape[2]) };
  }

  /** Climb on, or stop. */
  turn() {
    this.frame.set({ steps: this.isThere() ? Math.min(LONGEST, this.steps() + MORE) : this.steps() });
  }

  /** The largest numbers in all photos; and the filters that none of them wakes. */
  async lookThrough() {
    const { Silent } = await importLater(this.model, "figures/picture-for-a-unit.silent.mjs");
    this.silent = new Silent(this, SIZE, (map) => this.frame.set({ map, ...middleOf(this.layer()), start: "grey" }));
    this.showSilent();
    await this.all.ask({ most: 1, layers: this.layers.map(({ name }) => name) }, ({ done, found }) => {
      this.looked = done;
      if (found) this.best = found;
      if (found && this.ascent) this.show();
      else this.showSilent();
    });
  }

  showSilent() {
    this.silent?.show(this.layer(), this.best?.[this.state.layer], this.looked);
  }

  /** What the picture begins with. */
  async begun() {
    const { start, image, seed } = this.state, { network } = this;
    if (start !== "photo") return this.climbing.plainPicture(network, start === "noise" ? seed : null);
    const { rgb, label } = await this.photos.get(image), numbers = new Float32Array(network.photo.size);
    this.picker.show(rgb, image, network.classes[label] ?? "");
    toInput(rgb, numbers, network.pixels);
    return numbers;
  }

  async draw() {
    const { layer, map, row, column, start, image, seed, behind, jitter, smooth } = this.state;
    const key = [layer, map, row, column, start, start === "photo" ? image : seed, behind, jitter, smooth].join();
    if (key !== this.key || this.steps() > this.state.steps) {
      this.key = key;
      const from = await this.begun();
      if (key !== this.key) return; // by now something else was chosen
      const how = { layer: this.isBehind() ? this.after() : this.layer(), at: this.at(), size: SIZE, jitter: JITTER * jitter,
        smooth: SMOOTH * smooth, seed };
      Object.assign(this, { from, ascent: new this.climbing.Ascent(this.network, this.slopes, { ...how, picture: from }) });
      this.values = [this.ascent.value()];
      this.seen = seenBy(this.network, this.layer(), this.here().row, this.here().column, this.here().map);
    }
    if (!this.ascent) return;
    this.show();
    cancelAnimationFrame(this.beat);
    if (!this.isThere()) this.beat = requestAnimationFrame(() => this.frame.attempt(() => this.climb()));
  }

  /** Some steps, and what they have made. */
  climb() {
    const { ascent, isStill } = this, end = performance.now() + SLICE;
    for (let i = 0; (isStill || i < AT_ONCE) && !this.isThere() && (!i || performance.now() < end); i++) {
      ascent.step();
      this.values.push(ascent.value());
    }
    if (!isStill || this.isThere()) this.show();
    if (!this.isThere()) this.beat = requestAnimationFrame(() => this.frame.attempt(() => this.climb()));
  }

  show() {
    const { state, network, ascent, photos: { size } } = this, layer = this.layer(), { map, row, column } = this.here(),
      after = this.after();
    this.unit.set(layer, map);
    this.start.set(state.start);
    this.noise.hidden = state.start !== "noise";
    this.picker.hidden = state.start !== "photo";
    for (const [way, button] of Object.entries(this.ways)) button.set(Boolean(state[way]));
    if (state.jitter || state.smooth || state.behind) this.details.open = true;
    this.behindLine.hidden = !after;
    if (after) write(this.ways.behind, WORDS.behind(after.name));
    write(this.go, this.isThere() ? WORDS.climb(MORE) : WORDS.stop);
    this.go.disabled = this.isThere() && this.steps() === LONGEST;
    this.again.disabled = !state.steps;
    drawPhotos(this.canvas, bytesOf(network, ascent.picture), size);
    const [[top, bottom], [left, right]] = this.seen;
    layOver(this.field, [top, left, bottom - top, right - left], size);
    drawMaps(this.map.canvas, ascent.layer.output, layer.shape, { maps: [map], limits: spread(ascent.layer.output, map, layer.shape[2]) });
    this.map.set(row, column);
    this.showBest();
    this.showNumbers();
    this.showSilent();
    this.say();
    this.frame.tick();
  }

  /** The photo in which the map is largest, and the patch there. */
  showBest() {
    const most = this.most(), { network, photos, all } = this, about = most && `${this.state.layer} ${most.photo}`;
    if (!most || about === this.bestShown) return;
    this.bestShown = about;
    drawPhotos(this.photo, all.rgbOf(most.photo), photos.size);
    const [[top, bottom], [left, right]] = seenBy(network, this.layer(), most.row, most.column, this.here().map);
    layOver(this.patch, [top, left, bottom - top, right - left], photos.size);
    write(this.photoWords, WORDS.inPhoto(most.photo, network.classes[all.labels[most.photo]] ?? ""));
    describe(this.photo, `${WORDS.strongest}, ${this.photoWords.textContent}`);
  }

  showNumbers() {
    const { values, facts } = this, best = this.most()?.value, most = this.limit(), now = values.at(-1), [low, high] = [Math.min, Math.max];
    const lines = [best, most].filter((value) => value !== undefined), all = [...values, ...lines];
    const ends = [low(0, ...all), high(...all)], room = ROOM * (ends[1] - ends[0] || 1), end = high(MORE, values.length - 1);
    const level = (value, kind) => ({ points: [[0, value], [end, value]], kind });
    this.curve.set({
      x: [0, end], y: [ends[0] - room, ends[1] + room], words: WORDS.curve(number(values[0]), number(now), this.steps()),
      lines: [...(best === undefined ? [] : [level(best, "is-tangent")]), ...(most === undefined ? [] : [level(most, "is-trail")]),
        { points: [...values.entries()], kind: "" }],
      dots: [{ at: [values.length - 1, now], kind: "is-now" }],
    });
    write(this.lines, WORDS.lines(most !== undefined));
    write(facts.now, number(now, 3));
    write(facts.best, best === undefined ? WORDS.notYet : number(best, 3));
    write(facts.most, most === undefined ? WORDS.none : number(most, 3));
    write(facts.times, best === undefined ? WORDS.notYet : best > 0 && now > 0 ? number(now / best, 1) : WORDS.none);
  }

  /** The most that any picture gives, where that is known. */
  limit() {
    return this.climbing.mostOf(this.network, this.layer(), this.here().map);
  }

  say() {
    const { state, from, ascent, seen, photos } = this, { map, row, column } = this.here(), { shape } = this.network.photo;
    const { inside, outside } = changedPixels(from, ascent.picture, shape, seen), [rows, columns] = seen.map(([first, end]) => end - first);
    const name = this.isBehind() ? ascent.layer.name : state.layer;
    this.frame.say(WORDS.says({
      unit: WORDS.named(name, map, row, column), value: number(this.values.at(-1), 3), steps: this.steps(), inside, outside,
      seen: rows * columns, others: shape[0] * shape[1] - rows * columns,
    }));
    const begin = { grey: "x", noise: "x", photo: photos.name(state.image) }[state.start];
    const more = [state.jitter && `, jitter=${JITTER}`, state.smooth && `, smooth=${SMOOTH}`,
      state.jitter && state.seed && `, seed=${state.seed}`].filter(Boolean);
    this.frame.python(`ascent_path(model, ${begin}, "${name}", ${map}, ${state.steps}, place=(${row}, `
      + `${column})${more.join("")}).values${WORDS.xIs[state.start]}`);
  }
}

async function render({ model, el: root }) {
  const climbing = await importLater(model, "engine/ascent.mjs");
  const figure = new PictureForAUnit(root, model, await openNetwork(model, climbing), climbing);
  await figure.draw();
  figure.frame.whenSeen(() => figure.lookThrough());
  return figure.frame.close;
}

export default { render };
