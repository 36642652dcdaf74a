/* Where is it looking? The evidence for a class over the photo; a patch that covers a part of it; what each of its places does. */

import { argmax, clamp, drawMaps, drawPhoto, number, percent, portion, range, spread } from "../kit/draw.mjs";
import { button, choice, photoPicker, toggle } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { cellMap, scaleBar } from "../kit/maps.mjs";
import { Photos, openNetwork, randomWeights, toInput } from "../kit/resources.mjs";
import { centres, evidence, perPixel, runCovered, starts } from "../engine/attribution.mjs";
import * as WORDS from "./where.words.mjs";

const STEP = 4; // pixels from one place of the occlusion map to the next
const SMALLEST = 4, LARGEST = 16; // sides of the patch, in pixels
const SLICE = 8; // milliseconds of work before the page gets its turn
const SURER = 0.05; // a rise of the probability that counts

/** Of a network that ends in a global pool and a dense layer: its layers there, and how the maps' units lie over the photo. */
function endOf({ layers }) {
  const pool = layers.findIndex(({ rules }) => rules.isWholeMap), maps = layers[pool - 1];
  const [{ first, step }] = centres(layers, pool - 1);
  return { maps, dense: layers[pool + 1], side: layers[0].from[0], units: maps.shape[0], first, step };
}

/** The unit in the middle of whose field the middle of the patch lies, or the one nearest to it, along an axis. */
const nearestUnit = ({ first, step, units }, start, size) => clamp(Math.round((start + size / 2 - 0.5 - first) / step), 0, units - 1);

/** Trained weights, or random ones: the same at each visit. */
function chooseWeights(network, isTrained) {
  network.layers.forEach((layer, i) => {
    if (!layer.filters) return;
    if (isTrained) network.setWeights(i, layer.learned.kernel, layer.learned.bias);
    else network.setWeights(i, randomWeights(layer, i), new Float32Array(layer.filters));
  });
}

/** One map on its own zero-centred scale, which ends where the bar says. */
function drawSigned(canvas, values, size, bar) {
  const limit = spread(values);
  drawMaps(canvas, values, [size, size, 1], { limits: limit });
  bar.set(limit, limit < 0.1 ? 4 : 2);
}

class Where {
  constructor(root, model, network) {
    Object.assign(this, { network, classes: network.classes, photos: new Photos(model), end: endOf(network) });
    this.photo = network.input.slice(); // uncovered
    this.opened = null; // which photo and weights `before` is about
    this.before = this.now = null; // the network's answer to the whole photo, and to the covered one
    this.says = null; // the evidence, place by place
    this.unit = undefined; // the square that was pointed at
    this.tried = {}; // what covering every place has given: {job, places}
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.frame.draw = () => this.frame.later(() => this.show());
    this.frame.onEnd(() => { this.opened = null; });
    this.build();
  }

  allowed() {
    const place = whole(0, this.end.side - SMALLEST);
    return {
      image: whole(0, this.photos.n - 1), class: whole(0, this.classes.length - 1), row: place, column: place,
      size: whole(SMALLEST, LARGEST), weights: oneOf("trained", "random"),
    };
  }

  tries() {
    const { answer, surer, random } = WORDS.tries;
    return [
      { ...answer, done: () => this.isTrained() && this.now.top !== this.before.top },
      { ...surer, done: () => this.isTrained() && this.now.shares[this.before.top] > this.before.shares[this.before.top] + SURER },
      { ...random, done: () => !this.isTrained() },
    ];
  }

  build() {
    const { frame } = this, sizes = range(LARGEST - SMALLEST + 1).map((i) => [SMALLEST + i, WORDS.size(SMALLEST + i)]);
    this.picker = photoPicker(frame, this.photos);
    this.kind = choice(WORDS.evidenceFor, [...this.classes.entries()], 0, (k) => frame.set({ class: Number(k) }));
    this.sizes = choice(WORDS.patch, sizes, "", (size) => frame.set({ size: Number(size) }));
    this.random = toggle(WORDS.random, false, (isOn) => frame.set({ weights: isOn ? "random" : "trained" }));
    this.table = el("table");
    frame.body.append(
      el(".x-row.x-where", this.picker, this.kind, this.sizes, this.random),
      el(".x-columns.x-where", this.buildEvidence(), this.buildPatch(), this.table, this.buildDrops()),
    );
  }

  /** The evidence over the photo in grey: each square in the middle of what its unit sees. */
  buildEvidence() {
    const { units, first, step, side } = this.end, corner = portion(first + 0.5 - step / 2, side);
    this.squares = cellMap({
      label: WORDS.evidence, size: () => [units, units],
      words: (row, column) => WORDS.evidenceAt(row, column, number(this.says[row * units + column])),
      onmove: (row, column) => this.put(first + step * row + 0.5, first + step * column + 0.5, [row, column]),
    });
    this.squares.style.cssText = `top: ${corner}; left: ${corner}; width: ${portion(step * units, side)}`;
    this.grey = el("canvas.x-map");
    this.scale = scaleBar(WORDS.evidence);
    this.sum = el("p");
    return el("div", el(".x-over", this.grey, this.squares), this.scale, this.sum);
  }

  /** The photo with the patch. A pointer holds its middle, a key moves its corner. */
  buildPatch() {
    const { side } = this.end;
    this.patch = cellMap({
      label: WORDS.patch, size: () => [side, side], words: WORDS.place,
      onmove: (row, column, isPointed, middle = isPointed ? 0 : this.state.size / 2) => this.put(row + middle, column + middle),
    });
    return this.patch;
  }

  buildDrops() {
    [this.dim, this.drops] = [0, 1].map(() => el("canvas.x-map"));
    this.dropScale = scaleBar(WORDS.drop);
    this.progress = el("progress", { value: 0, "aria-label": WORDS.placesCovered });
    return el("div", el(".x-over", this.dim, this.drops), this.dropScale, button(WORDS.drawMap, () => this.coverAll()), this.progress);
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

  /** Put the middle of the patch there, as far as the border lets it. `square`: the evidence that was pointed at. */
  put(y, x, square) {
    const { size } = this.state, [row, column] = [y, x].map((middle) => clamp(Math.round(middle - size / 2), 0, this.end.side - size));
    this.unit = square;
    this.frame.set({ row, column });
  }

  async open(wanted, image) {
    const { network, end } = this, { rgb, label } = await this.photos.get(image);
    if (wanted !== this.wanted()) return; // by now another was chosen
    this.picker.show(rgb, image, this.classes[label]);
    for (const canvas of [this.grey, this.dim, this.patch.canvas]) drawPhoto(canvas, rgb);
    chooseWeights(network, this.isTrained());
    toInput(rgb, this.photo);
    runCovered(network, this.photo, 0, 0, 0);
    this.before = { ...this.answer(), maps: end.maps.output.slice() };
    this.opened = wanted;
  }

  /** Cover every place; after some work the page gets its turn. */
  async coverAll() {
    const { size } = this.state, job = `${this.opened} ${size}`, tops = starts(this.end.side, size, STEP);
    const places = tops.flatMap((row) => tops.map((column) => ({ row, column })));
    for (let i = 0; i < places.length; await new Promise(requestAnimationFrame)) {
      for (const end = performance.now() + SLICE; i < places.length && performance.now() < end; i++) {
        runCovered(this.network, this.photo, places[i].row, places[i].column, size);
        places[i].shares = this.answer().shares;
      }
      if (job !== `${this.opened} ${this.state.size}`) return; // another photo, patch or network
      this.progress.value = i / places.length;
    }
    this.tried = { job, places };
    this.frame.draw();
  }

  async show() {
    const { image, size } = this.state, wanted = this.wanted();
    if (this.opened !== wanted) await this.open(wanted, image);
    if (this.opened !== wanted) return;
    const [row, column] = [this.state.row, this.state.column].map((place) => Math.min(place, this.end.side - size));
    runCovered(this.network, this.photo, row, column, size);
    this.now = this.answer();
    this.kind.set(this.state.class);
    this.sizes.set(size);
    this.random.set(!this.isTrained());
    this.showEvidence(row, column);
    this.patch.set(row, column, size, size);
    this.showDrops(wanted);
    this.showNumbers();
    this.say(row, column);
    this.frame.tick();
  }

  showEvidence(row, column) {
    const { class: k, size } = this.state, { units, dense } = this.end;
    this.says = evidence(this.before.maps, dense.kernel, this.classes.length, k);
    drawSigned(this.squares.canvas, this.says, units, this.scale);
    this.squares.set(...(this.unit ?? [row, column].map((start) => nearestUnit(this.end, start, size))));
  }

  /** The occlusion map, once it is about this photo, this patch and these weights. */
  showDrops(wanted) {
    const { class: k, size } = this.state, { side } = this.end, { job, places } = this.tried;
    this.drops.hidden = this.dropScale.hidden = job !== `${wanted} ${size}`;
    if (this.drops.hidden) {
      this.progress.value = 0;
      return;
    }
    const drops = places.map((place) => ({ ...place, value: this.before.shares[k] - place.shares[k] }));
    drawSigned(this.drops, perPixel(drops, size, [side, side]), side, this.dropScale);
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
      name: classes[k], low: number(Math.min(...says)), high: number(Math.max(...says)), size, row, column,
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
