/* Kernel lab: the weights and the bias of one filter of the first layer, to be changed; the map and the probabilities follow. */

import { RGB, argmax, drawMaps, extent, number, percent, range, tint } from "../kit/draw.mjs";
import { button, choice, photoPicker, slider } from "../kit/controls.mjs";
import { alone, describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, scaleBar, walkOver } from "../kit/maps.mjs";
import { Photos, openNetwork, toInput } from "../kit/resources.mjs";
import * as WORDS from "./kernel-lab.words.mjs";

const LEARNED = "learned", RANDOM = "random"; // what one can lay in, beside PRESETS
/** One kernel of 3 x 3 weights, the same for all three colours. */
const PRESETS = {
  blur: Array(9).fill(1 / 27),
  "upright edges": [-1, 0, 1, -1, 0, 1, -1, 0, 1].map((w) => w / 6),
  "level edges": [-1, -1, -1, 0, 0, 0, 1, 1, 1].map((w) => w / 6),
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0].map((w) => w / 3),
  zero: Array(9).fill(0),
};
const STEPS = [0.3, 0.6, 1]; // where the colours of the weights can end
const WIDE = 0.6; // random weights lie within half of it, on both sides of zero
const NOTHING = 1e-6; // what rounding leaves of zero

/** The cells of a filter, kernel by kernel, row by row. Among all weights, (rows, columns, colours, n), each stands at `from` + filter. */
function cellsOf({ window: [rows, columns], from: [, , colours], filters }) {
  return range(rows * columns * colours).map((cell) => {
    const colour = Math.floor(cell / (rows * columns)), spot = cell % (rows * columns);
    return { colour, spot, row: Math.floor(spot / columns), column: spot % columns, from: (spot * colours + colour) * filters };
  });
}

/** Where the colours of weights end, in steps: so one weight does not change the colours of the others. */
const endOf = (largest) => STEPS.find((step) => step >= largest) ?? largest;

/** What a preset puts into a cell. */
function presetWeight(name, spot, learned) {
  if (name === LEARNED) return learned;
  return name === RANDOM ? (Math.random() - 0.5) * WIDE : PRESETS[name][spot];
}

class KernelLab {
  constructor(root, model, network) {
    const conv = network.layers[0], { kernel, bias } = conv.learned;
    Object.assign(this, { network, conv, photos: new Photos(model), learned: conv.learned, kernel: kernel.slice(), bias: bias.slice() });
    this.spots = cellsOf(conv);
    this.chosen = Math.floor((conv.window[0] * conv.window[1]) / 2); // the middle of the first kernel
    this.looks = []; // of each cell, what it shows
    this.shown = {}; // the photo and the filter that are drawn
    this.answer = this.top = this.label = undefined; // answer: to the photo with all weights as learned; top: now
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.build();
  }

  allowed() {
    return { image: whole(0, this.photos.n - 1), filter: whole(0, this.conv.filters - 1), preset: oneOf(...Object.keys(WORDS.presets)) };
  }

  tries() {
    const { conv, conv: { filters } } = this, { empty, other } = WORDS.tries;
    return [
      { ...empty, done: () => conv.output.every((value, i) => i % filters !== this.state.filter || Math.abs(value) < NOTHING) },
      { text: other.text, then: other.then(filters), done: () => !this.hasLearned && this.answer !== this.top },
    ];
  }

  build() {
    const { frame, network } = this;
    const pick = (value) => frame.set({ filter: Number(value), preset: LEARNED });
    this.filters = choice(WORDS.filter, range(this.conv.filters), this.state.filter, pick);
    this.presets = choice(WORDS.layIn, Object.entries(WORDS.presets), this.state.preset, (name) => this.lay(name));
    this.was = el("p.x-was");
    this.picker = photoPicker(frame, this.photos);
    this.map = picture(WORDS.map);
    this.scale = scaleBar(WORDS.map);
    this.chances = bars(network.classes);
    frame.body.append(
      el(".x-row", this.filters, this.presets, button(WORDS.reset, () => this.lay(LEARNED))),
      el(".x-kernels", ...this.buildKernels()),
      el(".x-row", this.buildWeight(), this.was, this.buildBias()),
      el(".x-columns", this.picker, el("div", this.map, this.scale), this.chances),
    );
  }

  /** A grid for each colour; one of all the cells is chosen. */
  buildKernels() {
    const walk = (event) => this.walk(event);
    this.cells = this.spots.map((_, cell) => button(alone(), () => this.choose(cell), { class: "x-weight", onkeydown: walk }));
    return WORDS.colours.map((name, c) => el("div", { class: `x-kernel is-${RGB[c]}`, role: "group", "aria-label": WORDS.kernel(name) },
      el("p", WORDS.kernel(name)), el("div", ...this.cells.filter((_, cell) => this.spots[cell].colour === c))));
  }

  buildWeight() {
    const set = (value) => this.edit(() => { this.kernel[this.place(this.chosen)] = value; });
    this.weight = slider(WORDS.weight, { min: -1, max: 1, step: 0.01, digits: 3, oninput: set });
    return this.weight;
  }

  buildBias() {
    const set = (value) => this.edit(() => { this.bias[this.state.filter] = value; });
    this.offset = slider(WORDS.bias, { min: -1, max: 1, step: 0.01, digits: 3, oninput: set });
    return this.offset;
  }

  /** Where the weight of a cell stands among all weights. */
  place(cell) {
    return this.spots[cell].from + this.state.filter;
  }

  choose(cell) {
    this.chosen = cell;
    this.show();
  }

  /** The arrow keys go from weight to weight. */
  walk(event) {
    const next = walkOver(this.cells, this.conv.window[1], event);
    if (next) this.choose(this.cells.indexOf(next));
  }

  /** Put other weights into the filter. */
  lay(name) {
    const { filter } = this.state;
    this.spots.forEach(({ spot }, cell) => {
      this.kernel[this.place(cell)] = presetWeight(name, spot, this.learned.kernel[this.place(cell)]);
    });
    this.bias[filter] = name === LEARNED ? this.learned.bias[filter] : 0;
    this.frame.set({ preset: name });
  }

  /** Edits come faster than frames: they are drawn once a frame. */
  edit(change) {
    change();
    this.frame.later(() => {
      this.network.setWeights(0, this.kernel, this.bias, this.state.filter);
      this.network.runEdit(0, this.state.filter);
      this.show();
      this.frame.tick();
    });
  }

  async draw() {
    const { image, filter } = this.state;
    if (this.shown.filter !== filter) { // the filter that was left gets its learned weights back
      this.kernel.set(this.learned.kernel);
      this.bias.set(this.learned.bias);
    }
    if (this.shown.image !== image) {
      const photo = await this.photos.get(image);
      if (image !== this.state.image) return; // by now another was chosen
      this.open(photo, image);
    }
    this.shown = { image, filter };
    this.filters.set(filter);
    this.presets.set(this.state.preset);
    this.network.setWeights(0, this.kernel, this.bias);
    this.network.run();
    this.show();
  }

  /** Another photo, and what the learned network says of it. */
  open({ rgb, label }, image) {
    const { network, learned } = this;
    this.label = label;
    toInput(rgb, network.input);
    this.picker.show(rgb, image, network.classes[label]);
    network.setWeights(0, learned.kernel, learned.bias);
    this.answer = argmax(network.run());
  }

  show() {
    const { filter, image } = this.state, at = this.place(this.chosen);
    const isLearned = (_, cell) => this.kernel[this.place(cell)] === this.learned.kernel[this.place(cell)];
    this.hasLearned = this.bias[filter] === this.learned.bias[filter] && this.cells.every(isLearned);
    this.showWeights();
    this.weight.set(this.kernel[at]);
    this.offset.set(this.bias[filter]);
    write(this.was, WORDS.learned(number(this.learned.kernel[at], 3)));
    this.showMap();
    this.frame.python(this.conv.name, `x_test[${image}]`, `[0, :, :, ${filter}]`);
  }

  /** The cells. Most stay as they are at an edit, and need not be laid out and painted again. */
  showWeights() {
    const values = this.cells.map((_, cell) => this.kernel[this.place(cell)]), limit = endOf(Math.max(...values.map(Math.abs)));
    this.cells.forEach((cell, i) => {
      const value = values[i], { colour, row, column } = this.spots[i], look = [value, limit, i === this.chosen];
      if (this.looks[i]?.every((part, k) => part === look[k])) return;
      this.looks[i] = look;
      write(cell.firstChild, number(value));
      cell.style.cssText = tint(value, limit, RGB[colour]);
      cell.setAttribute("aria-pressed", i === this.chosen);
      describe(cell, WORDS.weightAt(WORDS.colours[colour], row, column, number(value)));
      cell.tabIndex = i === this.chosen ? 0 : -1;
    });
  }

  /** The filter's map, the probabilities, and both in words. */
  showMap() {
    const { conv, network: { classes, layers } } = this, { filter } = this.state;
    const [low, high] = extent(conv.output, filter, conv.filters), end = Math.max(high, -low);
    drawMaps(this.map, conv.output, conv.shape, { maps: [filter], limits: end });
    this.scale.set(end);
    const shares = [...layers.at(-1).output];
    this.top = argmax(shares);
    this.chances.set(shares, this.label);
    const words = WORDS.says({
      filter, hasLearned: this.hasLearned, low: number(low), high: number(high),
      answer: classes[this.top], share: percent(shares[this.top]),
    });
    describe(this.map, words);
    this.frame.say(words);
  }
}

async function render({ model, el: root }) {
  const figure = new KernelLab(root, model, await openNetwork(model));
  await figure.draw();
  if (figure.state.preset !== LEARNED) figure.lay(figure.state.preset);
  return figure.frame.close;
}

export default { render };
