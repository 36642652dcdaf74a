/* Shift lab: slide the photo by pixels. The maps move along; the score does not stay put. */

import { argmax, clamp, drawMaps, drawPhoto, number, percent, portion, range, spread } from "../kit/draw.mjs";
import { choice, photoPicker, slider } from "../kit/controls.mjs";
import { MUTE, describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, cellMap, layOver, scaleBar } from "../kit/maps.mjs";
import { Photos, openNetwork, toInput } from "../kit/resources.mjs";
import { centres } from "../engine/attribution.mjs";
import * as WORDS from "./shift-lab.words.mjs";

const FAR = 8, SHIFTS = range(2 * FAR + 1).map((i) => i - FAR); // pixels
const OFFERED = 3; // layers: the first ones that look at windows
const ROUNDING = 1e-5; // of the largest number: what the same sum may differ by when it is rounded otherwise
const RESTS = 60; // milliseconds after which the photo rests
const GRIP = 8; // pixels: the side of the square in the middle by which one holds the photo

/** The layers that one can look at: {name: {layer, i, step}}; step: pixels of the photo from one unit of a map to the next. */
function offeredLayers(layers) {
  const offered = layers.filter(({ rules }) => rules.isWindow).slice(0, OFFERED);
  return Object.fromEntries(offered.map((layer) => [layer.name, { layer, step: centres(layers, layers.indexOf(layer))[0].step }]));
}

/** A photo or maps moved down and right, as np.roll does; with `isGrey`, zeros come in instead. */
function moved(values, [height, width, channels], down, right, isGrey = false) {
  const result = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = (y - down + height) % height, column = (x - right + width) % width, from = (row * width + column) * channels;
      const isInside = row === y - down && column === x - right;
      if (isInside || !isGrey) result.set(values.subarray(from, from + channels), (y * width + x) * channels);
    }
  }
  return result;
}

/** The units that see neither what came in nor the zeros around the photo, before as after: [top, left, bottom, right]. */
const insideOf = ([height, width], down, right) =>
  [Math.max(0, down) + 1, Math.max(0, right) + 1, height - 1 + Math.min(0, down), width - 1 + Math.min(0, right)];

/** The largest number of one map, without its sign, between these borders. */
function largest(values, [, width, n], map, [top, left, bottom, right]) {
  let most = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) most = Math.max(most, Math.abs(values[(y * width + x) * n + map]));
  return most;
}

/** The line of Python that moves the photo likewise. */
function inPython(image, dx, dy, edge, [height, width]) {
  if (edge === "wrap") return `np.roll(x_test[${image}], (${dy}, ${dx}), (0, 1))`;
  const around = `((${FAR}, ${FAR}), (${FAR}, ${FAR}), (0, 0))`;
  return `np.pad(x_test[${image}], ${around})[${FAR - dy}:${FAR + height - dy}, ${FAR - dx}:${FAR + width - dx}]`;
}

class ShiftLab {
  constructor(root, model, network) {
    Object.assign(this, { network, classes: network.classes, photos: new Photos(model), size: network.layers[0].from });
    this.offered = offeredLayers(network.layers);
    this.maps = Math.min(...Object.values(this.offered).map(({ layer }) => layer.shape[2])); // that all these layers have
    this.photo = this.label = this.shown = undefined; // numbers, class and index of the photo that is open
    this.old = {}; // each layer's maps of it, before the shift
    this.before = this.after = null; // the probabilities
    this.apart = null; // by how much the map differs from the old one moved along
    this.strip = this.stripOf = undefined; // the score for each dx, and what it is about
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.frame.draw = () => this.frame.later(() => this.draw());
    this.frame.onEnd(() => clearTimeout(this.resting));
    this.build();
  }

  allowed() {
    const far = whole(-FAR, FAR);
    return {
      image: whole(0, this.photos.n - 1), dx: far, dy: far, layer: oneOf(...Object.keys(this.offered)),
      map: whole(0, this.maps - 1), edge: oneOf(...Object.keys(WORDS.edges)),
    };
  }

  tries() {
    const { onePixel, exact } = WORDS.tries, offered = Object.values(this.offered).map(({ layer }) => layer);
    const pool = offered.find(({ rules }) => rules.isPool), before = pool && offered[offered.indexOf(pool) - 1];
    const isOther = () => this.after && argmax(this.after) !== argmax(this.before);
    return [
      { ...onePixel, done: () => isOther() && Math.abs(this.state.dx) + Math.abs(this.state.dy) === 1 },
      before && {
        text: exact.text(pool.name), then: exact.then(...pool.window, before.name),
        done: () => isOther() && this.state.layer === pool.name && this.apart === 0,
      },
    ].filter(Boolean);
  }

  build() {
    const under = (words, ...children) => el("div", el("p", words), ...children);
    const { dx, dy, ...picks } = this.fields = this.buildFields();
    this.picker = photoPicker(this.frame, this.photos);
    this.picker.classList.add("x-slim");
    this.canvases = WORDS.maps.map(picture);
    this.inside = el("span.x-alike", MUTE);
    this.scale = scaleBar(WORDS.scale);
    this.chances = bars(this.classes);
    this.columns = SHIFTS.map(() => el("span"));
    this.chart = el("span.x-strip", { role: "img" }, ...this.columns);
    dx.lastChild.before(this.chart); // over the slider: each bar is about one of its places
    this.between = el("p");
    const maps = this.canvases.map((canvas, i) => under(WORDS.maps[i], el(".x-cells", canvas, i === 2 && this.inside)));
    this.frame.body.append(
      el(".x-moves", dx, dy, this.between, el(".x-row.x-quiet", ...Object.values(picks))),
      el(".x-shift", under(WORDS.photo, this.buildHandle()), ...maps), this.scale,
      el(".x-columns", this.picker, under(WORDS.bars, this.chances)),
    );
  }

  buildFields() {
    const slide = (key, words) => slider(words, { min: -FAR, max: FAR, step: 1, digits: 0, oninput: (by) => this.shift({ [key]: by }) });
    const pick = (key, words, options, read = String) => choice(words, options, "", (value) => this.frame.set({ [key]: read(value) }));
    return {
      dx: slide("dx", WORDS.right), dy: slide("dy", WORDS.down), edge: pick("edge", WORDS.edge, Object.entries(WORDS.edges)),
      layer: pick("layer", WORDS.layer, Object.keys(this.offered)),
      map: pick("map", WORDS.map, range(this.maps).map((i) => [i, WORDS.mapNumber(i)]), Number),
    };
  }

  /** The photo, which moves by as much as a pointer that holds it. What a screen reader and keys move is the grip. */
  buildHandle() {
    this.handle = cellMap({
      label: WORDS.shifted, size: () => this.size, words: () => WORDS.shiftedBy(number(this.state.dx, 0), number(this.state.dy, 0)),
      onmove: (row, column) => this.shift({ dx: column - this.grip()[1], dy: row - this.grip()[0] }), held: "all",
    });
    return this.handle;
  }

  /** Where the grip begins on a photo that has not moved: [row, column]. */
  grip() {
    return this.size.slice(0, 2).map((length) => Math.floor((length - GRIP) / 2));
  }

  shift(by) {
    this.frame.set(Object.fromEntries(Object.entries(by).map(([key, pixels]) => [key, clamp(Math.round(pixels), -FAR, FAR)])));
  }

  async draw() {
    if (this.shown !== this.state.image) await this.load(this.state.image);
    if (this.shown === this.state.image) this.show();
  }

  async load(image) {
    const { rgb, label } = await this.photos.get(image), { network } = this;
    if (image !== this.state.image) return; // by now another was chosen
    this.label = label;
    toInput(rgb, network.input);
    this.photo = network.input.slice();
    this.before = [...network.run()];
    for (const [name, { layer }] of Object.entries(this.offered)) this.old[name] = layer.output.slice();
    this.picker.show(rgb, image, this.classes[label]);
    this.shown = image;
  }

  /** The probabilities for the photo moved right by so many pixels, and down as the state says. */
  run(right) {
    this.network.input.set(moved(this.photo, this.size, this.state.dy, right, this.state.edge === "grey"));
    return [...this.network.run()];
  }

  show() {
    const { image, dx, dy, layer, map, edge } = this.state;
    for (const [key, field] of Object.entries(this.fields)) field.set(this.state[key]);
    this.after = this.run(dx);
    drawPhoto(this.handle.canvas, Uint8ClampedArray.from(this.network.input, (value) => (value + 0.5) * 255));
    const [row, column] = this.grip();
    this.handle.set(row + dy, column + dx, GRIP, GRIP);
    const [down, right] = [dy, dx].map((by) => Math.trunc(by / this.offered[layer].step)); // there is no half unit
    const most = this.showMaps(down, right);
    this.chances.set(this.after, this.label, this.before);
    this.frame.python(layer, inPython(image, dx, dy, edge, this.size), `[0, :, :, ${map}]`);
    this.say(down, right, most);
    this.frame.tick();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.showStrip(), RESTS);
  }

  /** The map, the old one moved along, and the difference; returns how large that gets inside the frame. */
  showMaps(down, right) {
    const { dx, dy, layer: name, map } = this.state, { output, shape } = this.offered[name].layer;
    const along = moved(this.old[name], shape, down, right);
    const limit = Math.max(spread(output, map, shape[2]), spread(along, map, shape[2]));
    const gap = output.map((value, i) => (Math.abs(value -= along[i]) < limit * ROUNDING ? 0 : value));
    [output, along, gap].forEach((values, i) => drawMaps(this.canvases[i], values, shape, { maps: [map], limits: limit }));
    this.scale.set(limit);
    const [top, left, bottom, end] = insideOf(shape, down, right), most = largest(gap, shape, map, [top, left, bottom, end]);
    layOver(this.inside, [top, left, bottom - top, end - left], shape);
    write(this.inside, most ? "" : WORDS.identical); // else a blank square, which seems to show nothing
    describe(this.canvases[2], WORDS.difference(WORDS.maps[2], most && number(most, 3)));
    this.apart = (dx || dy) && limit ? most : null; // nothing moved, or nothing to see: no finding
    return most;
  }

  say(down, right, most) {
    const { dx, dy, layer, map } = this.state, { classes, label, before, after } = this;
    this.frame.say(WORDS.says({
      dx: number(dx, 0), dy: number(dy, 0), map, layer, right: number(right, 0), down: number(down, 0), most: most && number(most, 3),
      first: classes[argmax(before)], answer: classes[argmax(after)],
      name: classes[label], before: percent(before[label]), after: percent(after[label]),
    }));
  }

  /** The score of the true class for each dx, made when the photo rests. */
  showStrip() {
    const { dx, dy, edge } = this.state, question = [this.shown, dy, edge].join();
    if (this.stripOf !== question) [this.strip, this.stripOf] = [SHIFTS.map((right) => this.run(right)[this.label]), question];
    this.columns.forEach((column, i) => {
      column.className = SHIFTS[i] === dx ? "is-now" : "";
      column.style.height = portion(this.strip[i]);
    });
    const [low, high] = [Math.min, Math.max].map((end) => percent(end(...this.strip)));
    write(this.between, WORDS.between(this.classes[this.label], FAR, low, high));
    describe(this.chart, WORDS.strip(this.between.textContent, this.strip.map((share) => percent(share))));
  }
}

async function render({ model, el: root }) {
  const figure = new ShiftLab(root, model, await openNetwork(model));
  await figure.load(figure.state.image);
  figure.show();
  figure.showStrip();
  return figure.frame.close;
}

export default { render };
