/* Backwards: the slope of one weight, taken apart: place by place, and from each place on to the loss. */

import { argmax, drawMaps, grouped, number, percent, spread } from "../kit/draw.mjs";
import { button, photoPicker } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { makeFrame, whole } from "../kit/frame.mjs";
import { cellMap, scaleBar, walkOver } from "../kit/maps.mjs";
import { Photos, answersOf, importLater, openNetwork, toInput } from "../kit/resources.mjs";
import { spotOf } from "../engine/sums.mjs";
import * as WORDS from "./backwards.words.mjs";

const SMALL = 0.1; // numbers below it get more digits
/** None is not the same as little. */
const short = (value) => (value === 0 ? "0" : number(value, Math.abs(value) < SMALL ? 5 : 3));

class Backwards {
  /** parts, chosen: the modules backwards.parts.mjs and weight-picker.mjs, which come later. */
  constructor(root, model, network, parts, chosen) {
    Object.assign(this, {
      network, parts, chosen, slopes: new parts.slopes.Slopes(network), photos: new Photos(model, network), opened: null,
    });
    const { n } = this.photos, [y, x] = [0, 1].map(() => whole(0, 9999));
    const unit = (words) => this.unitOf(words) !== undefined;
    const allowed = { ...chosen.allowedWeights(network), image: whole(0, n - 1), y, x, unit, all: whole(0, 1) };
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, tries: this.tries(), allowed });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.nameOf = (layer, f) => (layer === this.logits && layer.filters === network.classes.length ? network.classes[f] : WORDS.map(f));
    this.build();
  }

  get logits() {
    return this.network.layers.at(-1).before;
  }

  /** "relu1 12" -> {layer, at}; of no words, null; of others, undefined. */
  unitOf(words) {
    if (words === "") return null;
    const space = words.lastIndexOf(" "), at = Number(words.slice(space + 1));
    const layer = this.network.layers.find(({ name }) => name === words.slice(0, space));
    return layer && Number.isInteger(at) && at >= 0 && at < layer.size ? { layer, at } : undefined;
  }

  tries() {
    const { closed, loss, none } = WORDS.tries;
    const isClosed = () => {
      const { layer, at } = this.here, readers = this.parts.readersOf(this.network, layer);
      return layer.gradient[at] === 0 && readers.some((reader) => reader.rules.isActivation && this.parts.isOpen(reader, at) === false);
    };
    return [
      { text: closed.text, done: isClosed, then: closed.then },
      { text: loss.text(this.logits.name), done: () => this.state.unit && this.here.layer === this.logits, then: loss.then },
      { text: none.text, done: () => this.total === 0, then: none.then },
    ];
  }

  build() {
    const { frame, parts } = this;
    this.picker = photoPicker(frame, this.photos);
    this.picker.classList.add("x-slim");
    this.weights = this.chosen.weightPicker(frame, this.network);
    this.maps = [WORDS.met, WORDS.slopes, WORDS.products].map((words) => {
      const map = cellMap({
        label: words, size: () => this.weight.layer.shape, words: WORDS.place, onmove: (y, x) => frame.set({ y, x, unit: "" }) });
      const scale = scaleBar(words), value = el("p.x-name");
      return { map, scale, value, element: el("div", map, scale, value) };
    });
    this.sum = el("p.x-slope-sum");
    this.title = el("p.x-total", el("strong"));
    this.back = button(WORDS.back, () => frame.set({ unit: "" }));
    [this.terms, this.end] = [0, 1].map(() => el("ol", { role: "list", onkeydown: (event) => this.walk(event) }));
    this.away = parts.awayLine(this.terms, WORDS.away);
    this.way = el("ol.x-chain", { role: "list", "aria-label": WORDS.way });
    const [met, slopes, products] = this.maps.map(({ element }) => element);
    frame.root.classList.add("x-sums");
    frame.body.append(
      el(".x-backwards", this.picker, this.weights.element,
        el("div", el(".x-factors", met, el("span", "×"), slopes, el("span", "="), products), this.sum)),
      this.way, el(".x-row", this.title, this.back), el(".x-ledger", this.terms, this.away, this.end),
    );
  }

  walk(event) {
    walkOver([...this.terms.querySelectorAll(".x-cell")], Number(event.target.value), event);
  }

  async draw() {
    const { image } = this.state;
    if (this.opened !== image) await this.open(image);
    if (this.opened === image) this.show();
  }

  async open(image) {
    this.asked = image;
    const { rgb, label } = await this.photos.get(image);
    if (this.asked !== image) return;
    this.opened = image;
    toInput(rgb, this.network.input, this.network.pixels);
    this.network.run();
    const answers = answersOf(this.network);
    this.label = label < 0 ? argmax(answers) : label;
    this.slopes.ofLoss(this.label);
    this.picker.show(rgb, image, this.network.classes[label] ?? "");
  }

  show() {
    const { network, state } = this, weight = this.weight = this.chosen.weightOf(network, state);
    const { shape: [h, w, many], gradient } = weight.layer;
    const y = Math.min(state.y, h - 1), x = Math.min(state.x, w - 1), place = y * w + x;
    const met = this.parts.metBy(weight), slopes = met.map((_, i) => gradient[i * many + weight.filter]);
    const products = met.map((value, i) => value * slopes[i]);
    this.total = products.reduce((sum, product) => sum + product, 0);
    this.here = this.unitOf(state.unit) ?? { layer: weight.layer, at: place * many + weight.filter };
    this.weights.show();
    [met, slopes, products].forEach((values, i) => this.showMap(this.maps[i], values, [h, w], y, x));
    this.maps[0].scale.lastChild.textContent = weight.isBias ? WORDS.bias : WORDS.met;
    write(this.sum, WORDS.sum(grouped(met.length), short(this.total)));
    this.sum.dataset.value = this.total;
    this.showWay();
    this.showLedger();
    const zeros = grouped(slopes.filter((slope) => slope === 0).length);
    const [read, slope, product] = [met, slopes, products].map((values) => short(values[place])), total = short(this.total);
    const told = { read, slope, product, zeros, n: grouped(met.length), total };
    this.frame.say(WORDS.says({ weight: this.chosen.nameOf(network, weight), at: WORDS.place(y, x), ...told }));
    this.showPython(weight);
    this.frame.tick();
  }

  showPython(weight) {
    const photo = this.photos.name(this.state.image), index = this.chosen.indexOf(weight), { name } = weight.layer;
    const words = weight.isBias ? WORDS.biasInPython : weight.layer.window ? WORDS.kernelInPython : WORDS.denseInPython;
    this.frame.python(words(photo, this.label, name, index));
  }

  showMap({ map, scale, value }, values, [h, w], y, x) {
    const limit = spread(values);
    drawMaps(map.canvas, values, [h, w, 1], { limits: limit });
    map.set(y, x);
    scale.set(limit, limit < SMALL ? 4 : 2);
    write(value, short(values[y * w + x]));
    value.dataset.value = values[y * w + x];
  }

  /** From the loss back to the layer of the weight: what stops slopes on the way. */
  showWay() {
    const { network: { layers }, parts, weight, here } = this, from = layers.indexOf(weight.layer);
    const items = layers.slice(from, -1).reverse().map((layer) => {
      const { rules, before } = layer, isGate = rules.isActivation && rules.silences;
      const open = isGate && layer.output.reduce((n, value) => n + Number(value > 0), 0) / layer.size;
      const fact = isGate ? WORDS.open(percent(open)) : rules.isPool && rules.isMax ? WORDS.win(percent(layer.size / before.size)) : "";
      return el("li", { "aria-current": layer === here.layer ? "step" : null }, layer.name, el("span", fact));
    });
    const loss = number(parts.lossOf(this.network, this.label), 3);
    this.way.replaceChildren(el("li", layers.at(-1).name, el("span", WORDS.loss(loss))), ...items);
  }

  /** Where the slope of the number comes from. */
  showLedger() {
    const { frame, network, parts, here: { layer, at } } = this, name = this.numberName(layer, at);
    const lines = parts.drawLedger(parts.linesOf(this, layer, at, this.state.all), {
      isSum: true, isMax: false, values: network.heap, scale: () => "signed", limit: 0,
      words: (place) => { const one = parts.numberAt(network, place); return this.numberName(one.layer, one.at); },
      enter: (place) => this.enter(place),
      more: () => { frame.set({ all: 1 - this.state.all }); this.terms.querySelector(".x-more").focus(); },
    });
    this.end.replaceChildren(lines.pop());
    this.terms.replaceChildren(...lines);
    this.away.set(true);
    this.back.disabled = !this.state.unit;
    write(this.title.firstChild, WORDS.isSlope(name, number(layer.output[at], 3), short(layer.gradient[at])));
  }

  enter(place) {
    const { layer, at } = this.parts.numberAt(this.network, place);
    this.terms.scrollTop = 0;
    this.frame.set({ unit: `${layer.name} ${at}` });
    (this.terms.querySelector("[tabindex='0']") ?? this.back).focus({ preventScroll: true });
  }

  numberName(layer, at) {
    return WORDS.number(layer.name, spotOf(layer.shape, at), layer.size / layer.shape[2]);
  }
}

async function render({ model, el: root }) {
  const [parts, chosen] = await Promise.all(
    ["figures/backwards.parts.mjs", "kit/weight-picker.mjs"].map((name) => importLater(model, name)),
  );
  const figure = new Backwards(root, model, await openNetwork(model, parts.slopes), parts, chosen);
  await figure.draw();
  return figure.frame.close;
}

export default { render };
