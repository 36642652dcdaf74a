/* Name it: the patches that excite a filter; the reader's name for it; and a test of the name on patches that were not shown. */

import { number, range } from "../kit/draw.mjs";
import { AllPhotos } from "../kit/all-photos.mjs";
import { button, choice, labelled, toggle } from "../kit/controls.mjs";
import { describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, whole } from "../kit/frame.mjs";
import { progress } from "../kit/progress.mjs";
import { Photos, importLater, openNetwork } from "../kit/resources.mjs";
import { allowedUnits, layersWithUnits, middleOf, unitPicker, windowAt } from "../kit/units.mjs";
import { drawPatch } from "./ablation.pictures.mjs";
import { PAIRS, SHOWN, atShare, ranked } from "./name-it.counts.mjs";
import * as WORDS from "./name-it.words.mjs";

const LONGEST = 40; // letters of a name
const DIM = "rgb(20 20 28 / 78%)"; // over the pixels to which a unit hardly listens

class NameIt {
  constructor(root, model, network) {
    Object.assign(this, { model, network, layers: layersWithUnits(network), photos: new Photos(model, network) });
    this.found = {}; // {layer: the photos of each map, the strongest first}, of layers for which they are looked through
    this.fields = {}; // {layer and map: {bright, seen}, the pixels to which the middle unit listens, and how many it sees}
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.all = new AllPhotos(model, this.frame, this.photos);
    this.frame.draw = () => this.draw();
    this.build();
  }

  allowed() {
    const isOn = whole(0, 1);
    return {
      ...allowedUnits(this.layers), share: (share) => share in WORDS.shares, field: isOn, name: (name) => name.length <= LONGEST,
        test: isOn,
      seed: whole(0, 9999), given: (sides) => /^[01]*$/.test(sides) && sides.length <= PAIRS,
    };
  }

  tries() {
    const figure = this, { tested, field } = WORDS.tries;
    return [
      { text: tested.text(PAIRS), get then() { return tested.then(figure.tested.score()); },
        done: () => Boolean(this.state.test && this.tested?.isPassed()) },
      { text: field.text, get then() { return field.then(figure.bright.size, figure.fields[figure.key()].seen); },
        done: () => Boolean(this.bright) },
    ];
  }

  build() {
    const { frame, layers } = this;
    this.unit = unitPicker(layers, (unit) => frame.set({ ...unit, test: 0, given: "" }));
    this.which = choice(WORDS.which, Object.entries(WORDS.shares).reverse(), "", (share) => frame.set({ share: Number(share) }));
    this.field = toggle(WORDS.field, false, (isOn) => frame.set({ field: Number(isOn) }));
    this.bar = progress(WORDS.again, () => this.draw(), () => this.stop());
    this.patches = range(SHOWN).map(() => this.buildPatch());
    this.list = el("ul.x-nine-best", { role: "list" }, ...this.patches.map(({ item }) => item));
    this.told = el("p.x-was.x-nine-told");
    this.name = el("input", { type: "text", maxlength: LONGEST, placeholder: WORDS.example,
      oninput: () => frame.set({ name: this.name.value }) });
    this.rest = el(".x-test", { hidden: true });
    this.begin = button(WORDS.test, () => this.test());
    this.name.addEventListener("keydown", ({ key }) => { if (key === "Enter") this.test(); });
    frame.body.append(
      el(".x-row", this.unit, this.which, this.field), this.bar, this.list, this.told,
      el(".x-row.x-naming", labelled(WORDS.name, this.name), this.begin), this.rest);
  }

  buildPatch() {
    const canvas = picture(""), value = el("span");
    return { canvas, value, item: el("li", canvas, value) };
  }

  layer() {
    return this.layers.find(({ name }) => name === this.state.layer);
  }

  map() {
    return this.state.map % this.layer().shape[2];
  }

  key() {
    return `${this.state.layer} ${this.map()}`;
  }

  stop() {
    this.all.stop();
    this.asked = "";
    this.show();
  }

  /** What is not known yet is asked of the worker: all photos' places, then to which pixels the unit listens. */
  draw() {
    const { layer, field, share } = this.state, isNew = !this.found[layer],
      wanted = isNew ? layer : field && !this.fields[this.key()] ? this.key() : "";
    if (wanted && wanted !== this.asked) {
      Object.assign(this, { asked: wanted, done: 0 });
      if (isNew) this.all.ask({ most: this.photos.n, layers: [layer] }, (data) => this.hear(layer, data));
      else this.frame.attempt(() => this.listen());
    }
    this.units = isNew ? [] : ranked(this.found[layer], this.layer(), this.map(), this.photos.n);
    this.shown = isNew ? [] : atShare(this.units, share);
    this.show();
  }

  hear(layer, { done, found }) {
    this.done = done;
    if (!found) return this.showProgress();
    Object.assign(this.found, found);
    return this.draw();
  }

  /** To which pixels the unit listens; what finds it comes with the first question. */
  async listen() {
    const { Listening } = await importLater(this.model, "figures/name-it.field.mjs"), key = this.key();
    if (key === this.asked) new Listening(this, (listening) => { this.fields[key] = listening; this.draw(); });
  }

  showProgress() {
    this.bar.set({ done: this.done ?? 0, n: this.photos.n, isRunning: this.all.isRunning });
  }

  show() {
    const { state, shown, network, photos } = this, field = state.field ? this.fields[this.key()] : undefined;
    this.unit.set(this.layer(), this.map());
    this.which.set(state.share);
    this.field.set(Boolean(state.field));
    if (document.activeElement !== this.name) this.name.value = state.name;
    this.bright = field?.bright;
    this.showProgress();
    this.patches.forEach(({ canvas, value, item }, k) => {
      const unit = shown[k];
      item.style.visibility = unit ? "" : "hidden";
      if (!unit) return this.empty(canvas);
      const words = number(unit.value);
      this.drawUnit(canvas, unit);
      write(value, words);
      return describe(canvas, WORDS.patch(unit.photo, network.classes[this.all.labels[unit.photo]] ?? "", words));
    });
    describe(this.list, WORDS.patches(WORDS.shares[state.share]));
    const most = this.units[0]?.value;
    if (most === undefined) write(this.told, WORDS.looking(this.done ?? 0, photos.n));
    else if (!shown.length) write(this.told, WORDS.none(photos.n));
    else write(this.told, this.bright ? WORDS.listens(field.bright.size, field.seen, photos.n) : WORDS.shown(number(most)));
    this.frame.attempt(() => this.showTest());
    this.say();
    this.frame.tick();
  }

  /** As large as the patches will be. */
  empty(canvas) {
    const { row, column } = middleOf(this.layer()), [height, width] = windowAt(this.layer(), this.photos.size, row, column).map(([first,
      end]) => end - first);
    Object.assign(canvas, { width, height });
  }

  /** What a unit sees of its photo; the pixels to which it hardly listens are dark, if that is asked for. */
  drawUnit(canvas, { photo, row, column }) {
    const { photos, bright } = this, layer = this.layer(), { size } = photos, middle = middleOf(layer);
    const [rows, columns] = windowAt(layer, size, row, column), [top, left] = windowAt(layer, size, middle.row,
      middle.column).map(([first]) => first);
    drawPatch(canvas, this.all.rgbOf(photo), size, rows, columns);
    if (!bright) return;
    const context = canvas.getContext("2d");
    context.fillStyle = DIM;
    for (let y = 0; y < canvas.height; y++) {
      for (let x = 0; x < canvas.width; x++) if (!bright.has((top + y) * size[1] + left + x)) context.fillRect(x, y, 1, 1);
    }
  }

  /** Begin a test of the name, or begin it anew. */
  test() {
    const { state, frame } = this;
    if (!state.name.trim() || !this.shown.length) return this.name.focus();
    return frame.set({ test: 1, given: "", seed: state.test ? state.seed + 1 : state.seed });
  }

  /** What tests a name comes with the first test. */
  async showTest() {
    const { state: { test }, shown, rest } = this, isOn = Boolean(test) && shown.length > 0;
    write(this.begin, isOn ? WORDS.over : WORDS.test);
    this.begin.disabled = !shown.length;
    rest.hidden = !isOn;
    if (!isOn) return;
    const { Test } = await importLater(this.model, "figures/name-it.test.mjs");
    this.tested ??= new Test(this);
    this.tested.show();
    this.frame.tick();
  }

  say() {
    const { state: { layer, share, seed }, shown, units, photos } = this, map = this.map(), values = shown.map(({ value }) => value);
    const told = { unit: WORDS.unit(layer, map), share: WORDS.shares[share], low: number(Math.min(...values)),
      high: number(Math.max(...values)) };
    if (units.length) this.frame.say(shown.length ? WORDS.says(told) : WORDS.none(photos.n));
    this.frame.python(WORDS.python(photos.name(0).slice(0, -"[0]".length), layer, map, share, PAIRS, seed));
  }
}

async function render({ model, el: root }) {
  const figure = new NameIt(root, model, await openNetwork(model));
  figure.units = figure.shown = [];
  figure.show();
  figure.frame.whenSeen(() => figure.draw());
  return figure.frame.close;
}

export default { render };
