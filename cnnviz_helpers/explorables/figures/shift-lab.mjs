/* Shift lab: slide the photo by pixels. The maps move along; the score does not stay put. */

import { argmax, clamp, drawMaps, drawPhotos, number, percent, portion, range, spread } from "../kit/draw.mjs";
import { choice, photoPicker, slider } from "../kit/controls.mjs";
import { MUTE, describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, cellMap, layOver, scaleBar } from "../kit/maps.mjs";
import { fieldOf } from "../kit/parts.mjs";
import { Photos, answersOf, openNetwork, toInput } from "../kit/resources.mjs";
import * as WORDS from "./shift-lab.words.mjs";

const FAR = 8, SHIFTS = range(2 * FAR + 1).map((i) => i - FAR); // pixels
const OFFERED = 3; // layers: the first ones that look at windows
const ROUNDING = 1e-5; // of the largest number: what the same sum may differ by when it is rounded otherwise
const RESTS = 60; // milliseconds after which the photo rests
const GRIP = 8; // pixels: the side of the square in the middle by which one holds the photo
const GREY = 128; // the byte of what comes in at the edge

/**
 * The layers that one can look at: {name: {layer, steps, rims}}. steps: pixels of the photo from one unit of a map to the next, down and
 * right; rims: how many units at the first and at the last edge see zeros around the photo, down and right.
 */
function offeredLayers(layers) {
  const offered = layers.filter(({ rules }) => rules.isWindow).slice(0, OFFERED), size = layers[0].before.shape;
  return Object.fromEntries(offered.map((layer) => {
    const fields = fieldOf(layer), rims = fields.map(({ first, step, size: seen }, axis) => {
      const reach = (seen - 1) / 2, last = Math.floor((size[axis] - 1 - first - reach) / step);
      return [Math.ceil((reach - first) / step), layer.shape[axis] - 1 - last].map((n) => Math.max(0, n));
    });
    return [layer.name, { layer, steps: fields.map(({ step }) => step), rims }];
  }));
}

/** A photo or maps moved down and right, as np.roll does; where `grey` is given, grey(c) comes in for the numbers of channel c instead. */
function moved(values, [height, width, channels], down, right, grey) {
  const result = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = (y - down + height) % height, column = (x - right + width) % width, from = (row * width + column) * channels;
      const isInside = row === y - down && column === x - right, to = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) result[to + c] = isInside || !grey ? values[from + c] : grey(c);
    }
  }
  return result;
}

/** The units that see neither what came in nor the zeros around the photo, before as after: [top, left, bottom, right]. */
const insideOf = ({ layer: { shape: [height, width] }, rims: [[top, bottom], [left, end]] }, down, right) =>
  [Math.max(0, down) + top, Math.max(0, right) + left, height - bottom + Math.min(0, down), width - end + Math.min(0, right)];

/** The largest number of one map, without its sign, between these borders. */
function largest(values, [, width, n], map, [top, left, bottom, right]) {
  let most = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) most = Math.max(most, Math.abs(values[(y * width + x) * n + map]));
  return most;
}

/** The line of Python that moves the `photo` likewise; grey: what comes in. */
function inPython(photo, dx, dy, edge, [height, width], grey) {
  if (edge === "wrap") return `np.roll(${photo}, (${dy}, ${dx}), (0, 1))`;
  const around = `((${FAR}, ${FAR}), (${FAR}, ${FAR}), (0, 0))`, constant = grey ? `, constant_values=${grey}` : "";
  return `np.pad(${photo}, ${around}${constant})[${FAR - dy}:${FAR + height - dy}, ${FAR - dx}:${FAR + width - dx}]`;
}

class ShiftLab {
  constructor(root, model, network) {
    Object.assign(this, { network, classes: network.classes, photos: new Photos(model, network), size: network.photo.shape });
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
    Object.assign(this, { label, rgb });
    toInput(rgb, network.input, network.pixels);
    this.photo = network.input.slice();
    network.run();
    this.before = answersOf(network);
    for (const [name, { layer }] of Object.entries(this.offered)) this.old[name] = layer.output.slice();
    this.picker.show(rgb, image, this.classes[label] ?? "");
    this.shown = image;
  }

  /** The probabilities for the photo moved right by so many pixels, and down as the state says. */
  run(right) {
    const { network } = this;
    network.input.set(moved(this.photo, this.size, this.state.dy, right, this.grey(network.pixels.grey)));
    network.run();
    return answersOf(network);
  }

  /** `grey`, if that comes in at the edge. */
  grey(grey) {
    return this.state.edge === "grey" ? grey : undefined;
  }

  show() {
    const { image, dx, dy, layer, map, edge } = this.state;
    for (const [key, field] of Object.entries(this.fields)) field.set(this.state[key]);
    this.after = this.run(dx);
    drawPhotos(this.handle.canvas, moved(this.rgb, [...this.size.slice(0, 2), 3], dy, dx, this.grey(() => GREY)), this.size);
    const [row, column] = this.grip();
    this.handle.set(row + dy, column + dx, GRIP, GRIP);
    const [down, right] = [dy, dx].map((by, axis) => Math.trunc(by / this.offered[layer].steps[axis])); // there is no half unit
    const most = this.showMaps(down, right);
    this.chances.set(this.after, this.label, this.before);
    this.frame.python(layer, inPython(this.photos.name(image), dx, dy, edge, this.size, this.network.pixels.grey(0)), `[0, :, :, ${map}]`);
    this.say(down, right, most);
    this.frame.tick();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.showStrip(), RESTS);
  }

  /** The map, the old one moved along, and the difference; returns how large that gets inside the frame. */
  showMaps(down, right) {
    const { dx, dy, layer: name, map } = this.state, { layer: { output, shape } } = this.offered[name];
    const along = moved(this.old[name], shape, down, right);
    const limit = Math.max(spread(output, map, shape[2]), spread(along, map, shape[2]));
    const gap = output.map((value, i) => (Math.abs(value -= along[i]) < limit * ROUNDING ? 0 : value));
    [output, along, gap].forEach((values, i) => drawMaps(this.canvases[i], values, shape, { maps: [map], limits: limit }));
    this.scale.set(limit);
    const [top, left, bottom, end] = insideOf(this.offered[name], down, right), most = largest(gap, shape, map, [top, left, bottom, end]);
    layOver(this.inside, [top, left, bottom - top, end - left], shape);
    write(this.inside, most ? "" : WORDS.identical); // else a blank square, which seems to show nothing
    describe(this.canvases[2], WORDS.difference(WORDS.maps[2], most && number(most, 3)));
    this.apart = (dx || dy) && limit ? most : null; // nothing moved, or nothing to see: no finding
    return most;
  }

  say(down, right, most) {
    const { dx, dy, layer, map } = this.state, { classes, about: k, before, after } = this;
    this.frame.say(WORDS.says({
      dx: number(dx, 0), dy: number(dy, 0), map, layer, right: number(right, 0), down: number(down, 0), most: most && number(most, 3),
      first: classes[argmax(before)], answer: classes[argmax(after)],
      name: this.label < 0 ? classes[k] : WORDS.trueClass(classes[k]), before: percent(before[k]), after: percent(after[k]),
    }));
  }

  /** The class whose score is followed: the true one; where it is not known, what the network says before the shift. */
  get about() {
    return this.label < 0 ? argmax(this.before) : this.label;
  }

  /** The score of that class for each dx, made when the photo rests. */
  showStrip() {
    const { dx, dy, edge } = this.state, question = [this.shown, dy, edge].join();
    if (this.stripOf !== question) [this.strip, this.stripOf] = [SHIFTS.map((right) => this.run(right)[this.about]), question];
    this.columns.forEach((column, i) => {
      column.className = SHIFTS[i] === dx ? "is-now" : "";
      column.style.height = portion(this.strip[i]);
    });
    const [low, high] = [Math.min, Math.max].map((end) => percent(end(...this.strip)));
    write(this.between, WORDS.between(this.classes[this.about], FAR, low, high));
    describe(this.chart, WORDS.strip(this.between.textContent, this.strip.map((share) => percent(share))));
  }
}

async function render({ model, el: root }) {
  const figure = new ShiftLab(root, model, await openNetwork(model));
  await figure.draw();
  if (figure.shown !== undefined) figure.showStrip(); // else another photo was chosen before the first one came
  return figure.frame.close;
}

export default { render };
