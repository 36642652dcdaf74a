/* Kernel lab: the weights and the bias of one filter of the first layer, to be changed; the map and the probabilities follow. */

import { runEdit } from "../engine/edit.mjs";
import { argmax, drawMaps, extent, number, percent, range, tint } from "../kit/draw.mjs";
import { button, choice, photoPicker, slider } from "../kit/controls.mjs";
import { alone, describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, scaleBar, walkOver } from "../kit/maps.mjs";
import { endsBefore, firstConvolution } from "../kit/parts.mjs";
import { Photos, answersOf, openNetwork, toInput } from "../kit/resources.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import {
  LEARNED, RANDOM, areChanges, cellsOf, changed, changesOf, isForRed, isForUprightEdges, laidIn, onlyChange, rangeOf, responsesOf,
} from "./kernel-lab.weights.mjs";
import * as WORDS from "./kernel-lab.words.mjs";

const STEPS = [0.3, 0.6, 1]; // where the colours of the weights can end, as shares of the largest that can be chosen
const SMALL = 0.2; // such a share: as far as one weight may be moved to change the answer
const CLEAR = 0.2; // such a share of what white gives more than black: a response that is seen well
const SEEDS = 9999; // of random weights
const RESTS = 1000; // milliseconds after which a number that is typed is taken for whole

/** Where the colours of weights end, in steps: so one weight does not change the colours of the others. */
const endOf = (largest, most) => STEPS.map((step) => step * most).find((step) => step >= largest) ?? largest;

class KernelLab {
  constructor(root, model, network) {
    const conv = firstConvolution(network), { kernel, bias } = conv.learned;
    Object.assign(this, { network, conv, kernel: kernel.slice(), bias: bias.slice(), cells: cellsOf(conv) }, rangeOf(conv));
    this.ends = endsBefore(network, conv);
    this.photos = new Photos(model, network);
    this.i = network.layers.indexOf(conv);
    this.hasRed = network.pixels.scales.includes("red");
    this.shown = { numbers: [] }; // in the cells
    this.isMoving = false; // whether a number is being typed, or its slider held: what is only passed by is not yet found
    this.opened = this.about = this.taken = undefined; // what is in the network: the photo; that and what was laid in; the changes
    this.usual = this.top = this.label = undefined; // usual: the shares with all weights as learned; top: the answer now
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.build();
  }

  allowed() {
    const { photos, conv, cells } = this;
    return {
      image: whole(0, photos.n - 1), filter: whole(0, conv.filters - 1), preset: oneOf(...Object.keys(WORDS.presets)),
      seed: whole(0, SEEDS), cell: whole(0, cells.length - 1), weights: (words) => areChanges(words, cells.length + 1, this.most),
    };
  }

  tries() {
    const { upright, red, little } = WORDS.tries, found = () => this.found(), [[dark], [bright]] = this.ends;
    const clear = CLEAR * this.most * (bright - dark), isSoWith = (isSo, numbers) => isSo(responsesOf(numbers, this), clear);
    const byHand = (isSo) => () => !this.isMoving && this.state.preset === "zero" && isSoWith(isSo, this.numbers);
    const learned = range(this.conv.filters).filter((filter) => isSoWith(isForRed, laidIn(this, { filter, preset: LEARNED })));
    return [
      { ...upright, done: byHand(isForUprightEdges) },
      this.hasRed && { text: red.text, then: red.then(learned), done: byHand(isForRed) },
      {
        text: little.text(SMALL * this.most), get then() { return found(); },
        done: () => !this.isMoving && this.isLittle() && this.top !== argmax(this.usual),
      },
    ].filter(Boolean);
  }

  /** Whether one number of a learned filter was moved a little. */
  isLittle() {
    const { preset, weights } = this.state;
    return preset === LEARNED && Math.abs(onlyChange(this.laid(), weights)?.by) < (SMALL + 1e-3) * this.most;
  }

  /** What was moved, and what that made of the answer. */
  found() {
    const { place, by = 0 } = onlyChange(this.laid(), this.state.weights) ?? {}, { colour, row, column } = this.cells[place] ?? {};
    const [before, now] = [argmax(this.usual), this.top].map((answer) => this.network.classes[answer]);
    return WORDS.tries.little.then({ colour: this.colourOf(colour), row, column, by: number(by), before, now });
  }

  /** The name of a channel of the photo. */
  colourOf(c) {
    return KIT_WORDS.colours[this.network.pixels.scales[c]];
  }

  build() {
    const { frame, network, most, digits } = this;
    this.filters = choice(WORDS.filter, range(this.conv.filters), "", (filter) => this.lay(LEARNED, Number(filter)));
    this.presets = choice(WORDS.layIn, Object.entries(WORDS.presets), "", (name) => name && this.lay(name));
    this.byHand = el("option", { value: "", disabled: true }, WORDS.changed); // while it is chosen, every preset can be chosen again
    [this.was, this.biasWas] = [el("p.x-was"), el("p.x-was")];
    this.picker = photoPicker(frame, this.photos);
    this.map = picture(WORDS.map);
    this.scale = scaleBar(WORDS.map);
    this.answers = WORDS.pixels.slice(this.hasRed ? 0 : 1).map(() => alone());
    this.note = el("p.x-was");
    this.chances = bars(network.classes);
    const within = { min: -most, max: most, step: most / 100, digits, onend: () => this.rest() };
    this.weight = slider(WORDS.weight, { ...within, oninput: (value) => this.edit(this.state.cell, value) });
    this.offset = slider(WORDS.bias, { ...within, oninput: (value) => this.edit(this.cells.length, value) });
    frame.body.append(
      el(".x-row.x-lay", this.filters, this.presets, button(WORDS.reset, () => this.lay(LEARNED))),
      el(".x-kernels", { style: `--across: ${this.conv.window[1]}` }, ...this.buildKernels()),
      el(".x-row.x-weights", this.weight, this.was, this.offset, this.biasWas),
      el(".x-columns.x-lab", this.picker, el("div", this.map, this.scale, el("p.x-answers", ...this.answers), this.note), this.chances),
    );
  }

  /** A grid for each colour; one of all the cells is chosen. */
  buildKernels() {
    const walk = (event) => this.walk(event), choose = (cell) => this.frame.set({ cell });
    this.buttons = this.cells.map((_, cell) => button(alone(), () => choose(cell), { class: "x-weight", onkeydown: walk }));
    return this.network.pixels.scales.map((scale, c) => {
      const name = WORDS.kernel(this.colourOf(c)), cells = this.buttons.filter((_, cell) => this.cells[cell].colour === c);
      return el("div", { class: `x-kernel is-${scale}`, role: "group", "aria-label": name }, el("p", name), el("div", ...cells));
    });
  }

  /** The arrow keys go from weight to weight. */
  walk(event) {
    const next = walkOver(this.buttons, this.conv.window[1], event);
    if (next) this.frame.set({ cell: this.buttons.indexOf(next) });
  }

  /** Put other weights into a filter. */
  lay(preset, filter = this.state.filter) {
    const seed = preset === RANDOM ? 1 + Math.floor(Math.random() * SEEDS) : 0;
    this.frame.set({ filter, preset, seed, weights: "" });
  }

  /** What was laid in, before it was changed by hand. */
  laid() {
    return laidIn(this, this.state);
  }

  edit(place, value) {
    const laid = this.laid(), now = changed(laid, this.state.weights);
    now[place] = value;
    this.isMoving = true;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), RESTS);
    this.frame.set({ weights: changesOf(laid, now, this.digits) });
  }

  /** A number has been typed to its end, or its slider let go: what is shown now counts. */
  rest() {
    clearTimeout(this.resting);
    this.isMoving = false;
    this.frame.set({});
  }

  async draw() {
    const { image, filter, preset, seed } = this.state, about = [image, filter, preset, seed].join();
    if (this.opened !== image) {
      const photo = await this.photos.get(image);
      if (image !== this.state.image) return; // by now another was chosen
      if (this.opened !== image) this.open(photo, image); // not twice, if a weight was moved meanwhile: it would be as learned again
    }
    if (this.about !== about) this.take();
    else if (this.taken === this.state.weights) this.show();
    else await this.frame.later(() => this.take(this.state.filter)); // edits come faster than frames
    this.about = about;
  }

  /** Another photo, and what the learned network says of it. */
  open({ rgb, label }, image) {
    const { network, conv: { learned } } = this;
    Object.assign(this, { opened: image, label });
    toInput(rgb, network.input, network.pixels);
    this.picker.show(rgb, image, network.classes[label] ?? "");
    network.setWeights(this.i, learned.kernel, learned.bias);
    network.run();
    this.usual = answersOf(network);
  }

  /** The filter's numbers go into the network, and all that they change is computed; `only`: the filter, if no other one has changed. */
  take(only) {
    const { conv: { learned }, cells, kernel, bias, state, network } = this;
    kernel.set(learned.kernel); // a filter that was left is as learned again
    bias.set(learned.bias);
    this.numbers = changed(this.laid(), state.weights);
    cells.forEach(({ from }, cell) => { kernel[from + state.filter] = this.numbers[cell]; });
    bias[state.filter] = this.numbers[cells.length];
    network.setWeights(this.i, kernel, bias, only);
    if (only === undefined) network.run();
    else runEdit(network, this.i, only);
    this.taken = state.weights;
    this.show();
  }

  show() {
    const { filter, image, cell } = this.state, { numbers, digits, cells: { length: last } } = this;
    const learned = laidIn(this, { filter, preset: LEARNED });
    this.hasLearned = numbers.every((value, i) => value === learned[i]);
    this.filters.set(filter);
    this.showPreset();
    this.showWeights();
    this.weight.set(numbers[cell]);
    this.offset.set(numbers[last]);
    write(this.was, WORDS.learned(number(learned[cell], digits)));
    write(this.biasWas, WORDS.learned(number(learned[last], digits)));
    this.showMap();
    this.frame.python(this.conv.name, this.photos.name(image), `[0, :, :, ${filter}]${this.hasLearned ? "" : WORDS.asLearned}`);
  }

  /** What was laid in; or, once that was changed by hand, that it was. */
  showPreset() {
    const { preset, weights } = this.state;
    if (!weights) this.byHand.remove();
    else if (!this.byHand.isConnected) this.presets.lastChild.append(this.byHand);
    this.presets.set(weights ? "" : preset);
  }

  /** The cells. Most stay as they are at an edit, and need not be laid out and painted again. */
  showWeights() {
    const { cells, numbers, state } = this, limit = endOf(Math.max(...numbers.slice(0, cells.length).map(Math.abs)), this.most);
    const { network: { pixels: { scales } }, digits, shown } = this;
    this.shown = { numbers, limit, cell: state.cell };
    this.buttons.forEach((cell, i) => {
      const value = numbers[i], { colour, row, column } = cells[i], isChosen = i === state.cell;
      if (limit === shown.limit && value === shown.numbers[i] && isChosen === (i === shown.cell)) return;
      write(cell.firstChild, number(value, digits - 1));
      cell.style.cssText = tint(value, limit, scales[colour]);
      cell.setAttribute("aria-pressed", isChosen);
      describe(cell, WORDS.weightAt(this.colourOf(colour), row, column, number(value, digits - 1)));
      cell.tabIndex = isChosen ? 0 : -1;
    });
  }

  /** The filter's map, the probabilities, and both in words. */
  showMap() {
    const { conv, network, network: { classes }, usual, hasLearned } = this, { filter } = this.state;
    const [low, high] = extent(conv.output, filter, conv.filters), end = Math.max(high, -low) || 1;
    drawMaps(this.map, conv.output, conv.shape, { maps: [filter], limits: end });
    this.scale.set(end);
    const shares = answersOf(network), responses = responsesOf(this.numbers, this);
    this.top = argmax(shares);
    this.chances.set(shares, this.label, hasLearned ? undefined : usual);
    this.answers.forEach((line, i, { length }) => {
      const pixel = WORDS.pixels.at(i - length);
      write(line, WORDS.allOf(pixel, number(responses[pixel])));
    });
    write(this.note, hasLearned ? "" : WORDS.lines);
    const words = WORDS.says({
      filter, hasLearned, low: number(low), high: number(high), answer: classes[this.top], share: percent(shares[this.top]),
    });
    describe(this.map, words);
    this.frame.say(words);
  }
}

async function render({ model, el: root }) {
  const figure = new KernelLab(root, model, await openNetwork(model));
  await figure.draw();
  return figure.frame.close;
}

export default { render };
