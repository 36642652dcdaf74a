/* Where is it looking? The evidence for a class over the photo; a patch that covers a part of it; what each of its places does. */

import { argmax, clamp, drawMaps, drawPhotos, number, percent, portion, range, spread } from "../kit/draw.mjs";
import { button, choice, photoPicker, toggle } from "../kit/controls.mjs";
import { describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { cellMap, scaleBar } from "../kit/maps.mjs";
import { Photos, answersOf, openNetwork, toInput } from "../kit/resources.mjs";
import { evidence, perPixel, runCovered } from "../engine/attribution.mjs";
import { chooseWeights, endOf, nearestPlace, nearestUnit, paintedIn, paintedInWords, placesOf } from "./where.places.mjs";
import { triesOf } from "./where.tries.mjs";
import * as WORDS from "./where.words.mjs";

const SLICE = 8; // milliseconds of work before the page gets its turn

/** One map on a zero-centred scale, its own if no limit is given, which ends where the bar says. What is not a number stays clear. */
function drawSigned(canvas, values, [high, wide], bar, limit = spread(values.filter((value) => !Number.isNaN(value)))) {
  drawMaps(canvas, values, [high, wide, 1], { limits: limit });
  bar.set(limit, limit < 0.1 ? 4 : limit < 10 ? 2 : 1);
}

class Where {
  constructor(root, model, network) {
    Object.assign(this, { network, classes: network.classes, photos: new Photos(model, network), end: endOf(network) });
    this.photo = network.input.slice(); // uncovered
    this.opened = null; // which photo and weights `before` is about
    this.before = this.now = null; // the network's answer to the whole photo, and to the covered one
    this.says = null; // the evidence, place by place
    this.square = 0; // on which of these places the cursor stands
    this.isHeld = false; // whether a pointer holds something: what it only passes by is not yet reached
    this.found = {}; // what covering places has given: {photo, weights and size of the patch: [shares of each place]}
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: triesOf(this) });
    this.state = this.frame.state;
    this.frame.draw = () => this.frame.later(() => this.show());
    this.frame.onEnd(() => { this.opened = null; });
    this.build();
  }

  allowed() {
    const { size, units, smallest, largest } = this.end, [row, column] = size.map((length) => whole(0, length - smallest));
    return {
      image: whole(0, this.photos.n - 1), class: whole(0, this.classes.length - 1), row, column,
      size: whole(smallest, largest), weights: oneOf("trained", "random"), unit: whole(-1, units[0] * units[1] - 1),
      painted: (words) => /^(all|([\da-f]{2})*)$/.test(words),
    };
  }

  build() {
    const { frame, end: { smallest, largest } } = this;
    const sizes = range(largest - smallest + 1).map((i) => [smallest + i, WORDS.size(smallest + i)]);
    this.picker = photoPicker(frame, this.photos, (image) => frame.attempt(() => this.pick(image)));
    this.kind = choice(WORDS.evidenceFor, [...this.classes.entries()], 0, (k) => frame.set({ class: Number(k) }));
    this.sizes = choice(WORDS.patch, sizes, "", (size) => frame.set({ size: Number(size), unit: -1, painted: "" }));
    this.random = toggle(WORDS.random, false, (isOn) => frame.set({ weights: isOn ? "random" : "trained" }));
    this.all = button(WORDS.drawMap, () => frame.set({ painted: this.state.painted === "all" ? "" : "all" }));
    [this.table, this.sum] = ["table", "p"].map((name) => el(name));
    this.picker.classList.add("x-slim");
    frame.body.append(
      el(".x-row.x-where", this.picker, this.kind, this.sizes, this.random),
      el(".x-columns.x-where", this.buildEvidence(), this.buildPatch(), this.buildDrops(), this.sum, this.all, this.table),
    );
    for (const map of [this.squares, this.patch]) {
      map.addEventListener("pointerdown", () => { this.isHeld = true; });
      map.addEventListener("lostpointercapture", () => { this.isHeld = false; frame.draw(); });
    }
  }

  /** The evidence over the photo in grey: each square in the middle of what its unit sees. */
  buildEvidence() {
    const { units, fields, size } = this.end, [, across] = units, middle = ({ first, step }, n) => first + step * n + 0.5;
    const [top, left] = fields.map((field, axis) => portion(middle(field, 0) - field.step / 2, size[axis]));
    this.squares = cellMap({
      label: WORDS.evidence, size: () => units,
      words: (row, column) => WORDS.evidenceAt(row, column, number(this.says[row * across + column])),
      onmove: (row, column) => this.put(middle(fields[0], row), middle(fields[1], column), row * across + column),
    });
    this.squares.style.cssText = `top: ${top}; left: ${left}; width: ${portion(fields[1].step * across, size[1])}`;
    this.grey = el("canvas.x-map");
    this.scale = scaleBar(WORDS.evidence);
    return el("div", el(".x-over", this.grey, this.squares), this.scale);
  }

  /** The photo with the patch, which a pointer and keys hold by its corner. Elsewhere, a pointer says where its middle goes. */
  buildPatch() {
    this.patch = cellMap({
      label: WORDS.patch, size: () => this.end.size, words: WORDS.place, held: "box",
      onmove: (row, column, isPointed, middle = isPointed ? 0 : this.state.size / 2) => this.put(row + middle, column + middle),
    });
    return this.patch;
  }

  buildDrops() {
    [this.dim, this.drops] = [el("canvas.x-map"), picture(WORDS.drop)];
    this.dropScale = scaleBar(WORDS.dropInPoints);
    return el("div", el(".x-over", this.dim, this.drops), this.dropScale);
  }

  /** A single score is that of the second class; turned round it is that of the first. */
  signOf(k) {
    return this.end.dense.filters > 1 || k ? 1 : -1;
  }

  isTrained() {
    return this.state.weights === "trained";
  }

  /** Which photo and weights the state asks for. */
  wanted() {
    return `${this.state.image} ${this.state.weights}`;
  }

  /** The network's answer to what it has just computed. */
  answer() {
    const shares = answersOf(this.network), logits = [...this.end.dense.output];
    return { shares, logits: logits.length < shares.length ? [-logits[0], logits[0]] : logits, top: argmax(shares) };
  }

  /** The network's answer to a whole photo, with the weights of the state. */
  runWhole(rgb) {
    chooseWeights(this.network, this.isTrained());
    toInput(rgb, this.photo, this.network.pixels);
    return this.runCovered(0, 0, 0);
  }

  /** Its answer with this part of the photo covered. */
  runCovered(row, column, size) {
    runCovered(this.network, this.photo, row, column, size, this.network.pixels.grey);
    return this.answer();
  }

  /** Where the patches of the occlusion map lie. */
  places() {
    return placesOf(this.end.size, this.state.size);
  }

  /** What covering places has given so far, with the photo and the patch of the state. */
  foundWith(weights) {
    const { image, size } = this.state;
    return this.found[[image, weights, size]] ??= [];
  }

  /** Whether the occlusion map is known as a whole. */
  isWhole(weights) {
    return Object.keys(this.foundWith(weights)).length === this.places().length;
  }

  /** Put the middle of the patch there, as far as the border lets it, and paint the nearest place. `unit`: of the evidence, pointed at. */
  put(y, x, unit = -1) {
    const { size, painted } = this.state, places = this.places(), chosen = new Set(paintedIn(painted, places));
    const [row, column] = [y, x].map((middle, axis) => clamp(Math.round(middle - size / 2), 0, this.end.size[axis] - size));
    chosen.add(nearestPlace(places, row, column));
    this.frame.set({ row, column, unit, painted: paintedInWords(chosen, places) });
  }

  /** Another photo: what speaks for the network's own answer is what one asks first. */
  async pick(image) {
    this.picked = image;
    const { rgb } = await this.photos.get(image);
    if (this.picked !== image) return; // by now another was chosen
    this.opened = null;
    this.frame.set({ image, class: this.runWhole(rgb).top });
  }

  async open(wanted, image) {
    const { rgb, label } = await this.photos.get(image);
    if (wanted !== this.wanted()) return; // by now another was chosen
    this.picker.show(rgb, image, this.classes[label] ?? "");
    for (const canvas of [this.grey, this.dim, this.patch.canvas]) drawPhotos(canvas, rgb, this.end.size);
    this.before = { ...this.runWhole(rgb), maps: this.end.maps.output.slice() };
    this.opened = wanted;
  }

  /** Cover the places that are painted, as many as there is time for. Returns whether that were all. */
  cover() {
    const { size, painted, weights } = this.state, places = this.places(), found = this.foundWith(weights);
    const end = performance.now() + SLICE, missing = paintedIn(painted, places).filter((i) => !found[i]);
    while (missing.length && performance.now() < end) {
      const i = missing.pop();
      found[i] = this.runCovered(places[i].row, places[i].column, size).shares;
    }
    return !missing.length;
  }

  async show() {
    const { image, size } = this.state, wanted = this.wanted();
    if (this.opened !== wanted) await this.open(wanted, image);
    if (this.opened !== wanted) return;
    const [row, column] = [this.state.row, this.state.column].map((place, axis) => Math.min(place, this.end.size[axis] - size));
    this.now = { ...this.runCovered(row, column, size), row, column };
    this.kind.set(this.state.class);
    this.sizes.set(size);
    this.random.set(!this.isTrained());
    this.showEvidence(row, column);
    this.patch.set(row, column, size, size);
    const isCovered = this.cover();
    this.showDrops();
    this.showNumbers();
    this.say(row, column);
    this.frame.tick();
    if (!isCovered) this.frame.draw(); // the rest, when the page has had its turn
  }

  showEvidence(row, column) {
    const { class: k, size, unit } = this.state, { units, units: [, across], dense: { kernel, filters } } = this.end, sign = this.signOf(k);
    this.says = evidence(this.before.maps, kernel, filters, filters > 1 ? k : 0).map((part) => sign * part);
    drawSigned(this.squares.canvas, this.says, units, this.scale);
    const over = [row, column].map((start, axis) => nearestUnit(this.end, axis, start, size));
    const [y, x] = unit < 0 ? over : [Math.floor(unit / across), unit % across];
    this.square = y * across + x;
    this.squares.set(y, x);
  }

  /** The occlusion map, in points, as far as it is painted. Until it is whole, its scale ends at the largest drop so far: it only grows. */
  showDrops() {
    const { class: k, size, painted, weights } = this.state, places = this.places(), found = this.foundWith(weights);
    const drops = paintedIn(painted, places).filter((i) => found[i])
      .map((i) => ({ ...places[i], value: 100 * (this.before.shares[k] - found[i][k]) }));
    const limit = drops.length < places.length ? spread(drops.map(({ value }) => value)) : undefined;
    write(this.all, painted === "all" ? WORDS.clearMap : WORDS.drawMap);
    this.drops.hidden = !drops.length;
    this.dropScale.style.visibility = drops.length ? "" : "hidden"; // it keeps its room
    describe(this.drops, WORDS.paintedPlaces(drops.length, places.length));
    if (drops.length) drawSigned(this.drops, perPixel(drops, size, this.end.size), this.end.size, this.dropScale, limit);
    else this.dropScale.set(0);
  }

  /** The class's numbers, of the whole photo and of the covered one; and how the evidence makes its score. */
  showNumbers() {
    const { class: k } = this.state, { before, now, says, classes, end: { dense } } = this;
    const bias = this.signOf(k) * dense.bias[dense.filters > 1 ? k : 0];
    const line = (words, { shares, logits, top }) => [words, percent(shares[k], 1), number(logits[k]), classes[top]];
    const lines = [[classes[k], ...WORDS.columns], line(WORDS.photo, before), line(WORDS.covered, now)];
    this.table.replaceChildren(...lines.map((cells, r) => el("tr", ...cells.map((words, c) => el(r && c ? "td" : "th", words)))));
    const mean = says.reduce((a, b) => a + b) / says.length;
    write(this.sum, WORDS.sum(number(mean, 3), number(bias, 3), number(before.logits[k], 3)));
  }

  say(row, column) {
    const { image, class: k, size } = this.state, { before, now, says, classes } = this;
    const at = `${this.photos.name(image)}, ${this.end.dense.filters > 1 ? k : 0}`;
    const words = WORDS.says({
      name: classes[k], low: number(Math.min(...says)), high: number(Math.max(...says)), square: number(says[this.square]),
      size: WORDS.size(size), row, column,
      before: percent(before.shares[k], 1), now: percent(now.shares[k], 1), answer: classes[now.top],
    });
    this.frame.say(`${this.isTrained() ? "" : WORDS.randomly}${words}`);
    const grey = this.network.pixels.grey(0), fill = grey ? `, fill=${grey}` : "";
    const drop = `occlusion_map(model, ${at}, window=${size}, stride=1${fill}).drops[${row}, ${column}]`;
    const evidenceOf = `class_evidence(model, ${at}), ${drop}`;
    this.frame.python(this.isTrained() ? evidenceOf : `class_evidence(build_model(), ${at})  # other random weights`);
  }
}

async function render({ model, el: root }) {
  const figure = new Where(root, model, await openNetwork(model));
  await figure.show();
  return figure.frame.close;
}

export default { render };
