/* Where is it looking? The evidence for a class over the photo; a patch that covers a part of it; what each of its places does. */

import { argmax, clamp, drawMaps, drawPhoto, number, percent, portion, range, spread } from "../kit/draw.mjs";
import { button, choice, photoPicker, toggle } from "../kit/controls.mjs";
import { describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { cellMap, scaleBar } from "../kit/maps.mjs";
import { Photos, openNetwork, toInput } from "../kit/resources.mjs";
import { evidence, perPixel, runCovered } from "../engine/attribution.mjs";
import { chooseWeights, endOf, nearestPlace, nearestUnit, paintedIn, paintedInWords, placesOf } from "./where.places.mjs";
import { triesOf } from "./where.tries.mjs";
import * as WORDS from "./where.words.mjs";

const SMALLEST = 4, LARGEST = 16; // sides of the patch, in pixels
const SLICE = 8; // milliseconds of work before the page gets its turn

/** One map on a zero-centred scale, its own if no limit is given, which ends where the bar says. What is not a number stays clear. */
function drawSigned(canvas, values, size, bar, limit = spread(values.filter((value) => !Number.isNaN(value)))) {
  drawMaps(canvas, values, [size, size, 1], { limits: limit });
  bar.set(limit, limit < 0.1 ? 4 : limit < 10 ? 2 : 1);
}

class Where {
  constructor(root, model, network) {
    Object.assign(this, { network, classes: network.classes, photos: new Photos(model), end: endOf(network) });
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
    const place = whole(0, this.end.side - SMALLEST);
    return {
      image: whole(0, this.photos.n - 1), class: whole(0, this.classes.length - 1), row: place, column: place,
      size: whole(SMALLEST, LARGEST), weights: oneOf("trained", "random"), unit: whole(-1, this.end.units ** 2 - 1),
      painted: (words) => /^(all|([\da-f]{2})*)$/.test(words),
    };
  }

  build() {
    const { frame } = this, sizes = range(LARGEST - SMALLEST + 1).map((i) => [SMALLEST + i, WORDS.size(SMALLEST + i)]);
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
    const { units, first, step, side } = this.end, corner = portion(first + 0.5 - step / 2, side);
    this.squares = cellMap({
      label: WORDS.evidence, size: () => [units, units],
      words: (row, column) => WORDS.evidenceAt(row, column, number(this.says[row * units + column])),
      onmove: (row, column) => this.put(first + step * row + 0.5, first + step * column + 0.5, row * units + column),
    });
    this.squares.style.cssText = `top: ${corner}; left: ${corner}; width: ${portion(step * units, side)}`;
    this.grey = el("canvas.x-map");
    this.scale = scaleBar(WORDS.evidence);
    return el("div", el(".x-over", this.grey, this.squares), this.scale);
  }

  /** The photo with the patch, which a pointer and keys hold by its corner. Elsewhere, a pointer says where its middle goes. */
  buildPatch() {
    const { side } = this.end;
    this.patch = cellMap({
      label: WORDS.patch, size: () => [side, side], words: WORDS.place, held: "box",
      onmove: (row, column, isPointed, middle = isPointed ? 0 : this.state.size / 2) => this.put(row + middle, column + middle),
    });
    return this.patch;
  }

  buildDrops() {
    [this.dim, this.drops] = [el("canvas.x-map"), picture(WORDS.drop)];
    this.dropScale = scaleBar(WORDS.dropInPoints);
    return el("div", el(".x-over", this.dim, this.drops), this.dropScale);
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
    const shares = this.network.layers.at(-1).output.slice();
    return { shares, logits: this.end.dense.output.slice(), top: argmax(shares) };
  }

  /** The network's answer to a whole photo, with the weights of the state. */
  runWhole(rgb) {
    chooseWeights(this.network, this.isTrained());
    toInput(rgb, this.photo);
    runCovered(this.network, this.photo, 0, 0, 0);
    return this.answer();
  }

  /** Where the patches of the occlusion map lie. */
  places() {
    return placesOf(this.end.side, this.state.size);
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
    const { size, painted } = this.state, places = this.places(), chosen = new Set(paintedIn(painted, places.length));
    const [row, column] = [y, x].map((middle) => clamp(Math.round(middle - size / 2), 0, this.end.side - size));
    chosen.add(nearestPlace(places, row, column));
    this.frame.set({ row, column, unit, painted: paintedInWords(chosen, places.length) });
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
    this.picker.show(rgb, image, this.classes[label]);
    for (const canvas of [this.grey, this.dim, this.patch.canvas]) drawPhoto(canvas, rgb);
    this.before = { ...this.runWhole(rgb), maps: this.end.maps.output.slice() };
    this.opened = wanted;
  }

  /** Cover the places that are painted, as many as there is time for. Returns whether that were all. */
  cover() {
    const { size, painted, weights } = this.state, places = this.places(), found = this.foundWith(weights);
    const end = performance.now() + SLICE, missing = paintedIn(painted, places.length).filter((i) => !found[i]);
    while (missing.length && performance.now() < end) {
      const i = missing.pop();
      runCovered(this.network, this.photo, places[i].row, places[i].column, size);
      found[i] = this.answer().shares;
    }
    return !missing.length;
  }

  async show() {
    const { image, size } = this.state, wanted = this.wanted();
    if (this.opened !== wanted) await this.open(wanted, image);
    if (this.opened !== wanted) return;
    const [row, column] = [this.state.row, this.state.column].map((place) => Math.min(place, this.end.side - size));
    runCovered(this.network, this.photo, row, column, size);
    this.now = { ...this.answer(), row, column };
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
    const { class: k, size, unit } = this.state, { units, dense } = this.end;
    this.says = evidence(this.before.maps, dense.kernel, this.classes.length, k);
    drawSigned(this.squares.canvas, this.says, units, this.scale);
    const over = [row, column].map((start) => nearestUnit(this.end, start, size));
    const [y, x] = unit < 0 ? over : [Math.floor(unit / units), unit % units];
    this.square = y * units + x;
    this.squares.set(y, x);
  }

  /** The occlusion map, in points, as far as it is painted. Until it is whole, its scale ends at the largest drop so far: it only grows. */
  showDrops() {
    const { class: k, size, painted, weights } = this.state, { side } = this.end, places = this.places(), found = this.foundWith(weights);
    const drops = paintedIn(painted, places.length).filter((i) => found[i])
      .map((i) => ({ ...places[i], value: 100 * (this.before.shares[k] - found[i][k]) }));
    const limit = drops.length < places.length ? spread(drops.map(({ value }) => value)) : undefined;
    write(this.all, painted === "all" ? WORDS.clearMap : WORDS.drawMap);
    this.drops.hidden = !drops.length;
    this.dropScale.style.visibility = drops.length ? "" : "hidden"; // it keeps its room
    describe(this.drops, WORDS.paintedPlaces(drops.length, places.length));
    if (drops.length) drawSigned(this.drops, perPixel(drops, size, [side, side]), side, this.dropScale, limit);
    else this.dropScale.set(0);
  }

  /** The class's numbers, of the whole photo and of the covered one; and how the evidence makes its score. */
  showNumbers() {
    const { class: k } = this.state, { before, now, says, classes } = this, bias = this.end.dense.bias[k];
    const line = (words, { shares, logits, top }) => [words, percent(shares[k], 1), number(logits[k]), classes[top]];
    const lines = [[classes[k], ...WORDS.columns], line(WORDS.photo, before), line(WORDS.covered, now)];
    this.table.replaceChildren(...lines.map((cells, r) => el("tr", ...cells.map((words, c) => el(r && c ? "td" : "th", words)))));
    const mean = says.reduce((a, b) => a + b) / says.length;
    write(this.sum, WORDS.sum(number(mean, 3), number(bias, 3), number(before.logits[k], 3)));
  }

  say(row, column) {
    const { image, class: k, size } = this.state, { before, now, says, classes } = this, at = `x_test[${image}], ${k}`;
    const words = WORDS.says({
      name: classes[k], low: number(Math.min(...says)), high: number(Math.max(...says)), size: WORDS.size(size), row, column,
      before: percent(before.shares[k], 1), now: percent(now.shares[k], 1), answer: classes[now.top],
    });
    this.frame.say(`${this.isTrained() ? "" : WORDS.randomly}${words}`);
    const drop = `occlusion_map(model, ${at}, window=${size}, stride=1).drops[${row}, ${column}]`;
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
