/* One answer at the top, several below: what a class's score is made of at any layer, by several methods, and whether the shares add up. */

import { clamp, drawMaps, number, portion, range, spread } from "../kit/draw.mjs";
import { Asking, AskingFigure, figureOf } from "../kit/asking.mjs";
import { MUTE, describe, el, picture, write } from "../kit/element.mjs";
import { scaleBar } from "../kit/maps.mjs";
import * as WORDS from "./adds-up.words.mjs";

const STEPS = 64; // of Integrated Gradients
const EXACT = 1e-3; // of what should come out: so far off is rounding, also that of a sum over so many steps where all is affine
const METHODS = ["evidence", "grad_cam", "gradient", "biases", "integrated_gradients", "occlusion"];

class AddsUp extends AskingFigure {
  begin() {
    this.found = {}; // {method: {map, sum, target}} of the photo, the class and the layer `about`
    this.layers = null; // [{name, shape, after}], once the worker has said it
    this.isWhole = false; // whether all is found
  }

  allowed() {
    return {
      image: this.ofPhotos(), class: this.ofClasses(),
      layer: (name) => !this.layers || this.layers.some((one) => one.name === name),
    };
  }

  tries() {
    const { below, wrong, half } = WORDS.tries, words = (value) => number(value);
    return [
      {
        text: below.text, done: () => Boolean(this.isWhole && this.inexact()),
        say: () => {
          const [method, { sum, target }] = this.inexact();
          return below.then(this.called(), WORDS.names[method], words(sum), words(target));
        },
      },
      {
        text: wrong.text, done: () => Boolean(this.isWhole && this.worst()),
        say: () => {
          const [method, { sum, target }] = this.worst();
          return wrong.then(this.called(), WORDS.names[method], words(sum), words(target));
        },
      },
      {
        text: half.text, done: () => this.isWhole && this.layer === this.layers[0].name,
        say: () => half.then(words(this.biases), words(this.logit)),
      },
    ];
  }

  /** A method whose shares do not add up: [its name, {sum, target}]. */
  inexact() {
    return Object.entries(this.found).find(([, one]) => !this.isExact(one));
  }

  /** A method whose shares add up to more than twice what they should: [its name, {sum, target}]. */
  worst() {
    return Object.entries(this.found).find(([, { sum, target }]) => target > 0 && sum > 2 * target);
  }

  build() {
    const { frame } = this;
    this.asking = new Asking(this, (data) => this.hear(data));
    this.range = el("input", {
      type: "range", min: 0, max: 1, step: 1, disabled: true, "aria-label": WORDS.layer, // until the worker has said which layers there are
      oninput: () => frame.set({ layer: this.layers[this.range.value].name }),
    });
    this.ticks = el(".x-ticks", MUTE);
    this.sentence = el("p.x-sentence");
    this.rows = METHODS.map((method) => this.buildRow(method));
    this.scale = scaleBar();
    this.scale.set(1, 3);
    const heads = WORDS.columns.map((words) => el(words ? "th" : "td", words && { scope: "col" }, words));
    this.table = el("table.x-shares", el("thead", el("tr", ...heads)), el("tbody", ...this.rows.map(({ item }) => item)));
    frame.body.append(
      el(".x-row.x-thin", this.photoChoice(), this.classChoice()), el(".x-layers", this.range, this.ticks), this.sentence,
      this.table, this.scale,
    );
  }

  buildRow(method) {
    const canvas = picture(WORDS.title), [sum, target, verdict] = range(3).map(() => el("td"));
    const fill = el("span.x-reached"), meter = el("span.x-meter", MUTE, fill, el("span.x-goal")), words = el("span");
    verdict.append(words, meter);
    return {
      method, canvas, sum, target, words, fill, meter,
      item: el("tr", el("th", { scope: "row" }, WORDS.names[method]), el("td", canvas), sum, target, verdict),
    };
  }

  wants() {
    return JSON.stringify([this.state.image, this.state.class, this.state.layer]);
  }

  renew() {
    const { rgb, state: { class: k, layer } } = this;
    this.isWhole = false; // what is shown stays until the first new number is there
    this.table.ariaBusy = true;
    this.asking.ask({ ask: "shares", rgb, k, layer, steps: STEPS });
  }

  hear({ answer, layer, layers, logit, zero, biases, method, map, isDone }) {
    if (answer) Object.assign(this, { answer, layer, layers, found: {} });
    if (biases !== undefined) Object.assign(this, { logit, zero, biases });
    if (method) this.take(method, map);
    this.isWhole ||= isDone;
    this.table.ariaBusy = !this.isWhole;
    this.draw();
  }

  /** A method's shares; of those by slopes, also with what the biases give, which should be the logit. */
  take(method, map) {
    const { logit, zero, biases } = this, sum = map.reduce((a, b) => a + b, 0);
    this.found[method] = { map, sum, target: logit - zero };
    if (method === "gradient") this.found.biases = { sum: sum + biases, target: logit };
  }

  isExact({ sum, target }) {
    return Math.abs(sum - target) <= EXACT * Math.max(1, Math.abs(this.logit));
  }

  /** What the layer is called in a sentence. */
  called(layer = this.layer) {
    return layer === this.layers[0].name ? WORDS.photo : layer;
  }

  draw() {
    const { state, layers, answer, classes } = this;
    this.kind.set(state.class);
    this.sayPython();
    if (!layers || this.logit === undefined) return;
    const place = (layer) => layers.findIndex(({ name }) => name === layer), at = place(this.layer), asked = place(state.layer);
    this.drawLayers(asked < 0 ? at : asked);
    this.showAnswer();
    write(this.sentence, WORDS.logit(classes[answer.k], number(this.logit), number(this.zero), this.called()));
    const maps = Object.values(this.found).filter(({ map }) => map), limit = maps.length ? spread(maps.flatMap(({ map }) => [...map])) : 1;
    for (const row of this.rows) this.drawRow(row, layers[at].shape, spread(this.found.gradient?.map ?? [1]), at === layers.length - 1);
    this.scale.set(spread(this.found.gradient?.map ?? [limit]), 3);
    this.say();
    this.frame.tick();
  }

  /**
   * The slide stands at the layer that is asked for, also while its numbers are computed: else a second step would
   * start at the one before.
   */
  drawLayers(at) {
    const { layers, range: slide, ticks } = this, last = layers.length - 1;
    slide.max = last;
    slide.disabled = false;
    if (Number(slide.value) !== at) slide.value = at;
    slide.setAttribute("aria-valuetext", this.called(layers[at].name));
    if (ticks.childElementCount !== layers.length) ticks.replaceChildren(...layers.map(({ name }) => el("span", name)));
    [...ticks.children].forEach((tick, i) => tick.classList.toggle("is-on", i === at));
  }

  drawRow({ method, canvas, sum, target, words, fill, meter }, shape, limit, isLast) {
    const found = this.found[method], isExact = found && this.isExact(found);
    const none = method === "evidence" && !isLast ? WORDS.notHere : WORDS.computing;
    meter.hidden = !found;
    canvas.style.visibility = found?.map ? "" : "hidden";
    write(sum, found ? number(found.sum) : "");
    write(target, found ? number(found.target) : "");
    write(words, found ? (isExact ? WORDS.exact : WORDS.off(number(found.sum - found.target))) : none);
    words.className = isExact ? "is-exact" : "";
    if (!found) return;
    if (found.map) drawMaps(canvas, found.map, [shape[0], shape[1], 1], { limits: limit });
    describe(canvas, WORDS.map(WORDS.names[method], this.called()));
    const share = found.target ? found.sum / found.target : 1; // the goal stands in the middle
    fill.style.backgroundSize = `${portion(clamp(share / 2, 0, 1))} 100%`;
  }

  say() {
    const { found, isWhole } = this;
    if (!isWhole) return;
    const all = Object.values(found);
    const { after } = this.layers.find(({ name }) => name === this.layer);
    const rest = after ? WORDS.onlySums(WORDS.list(after)) : WORDS.notOnlySums;
    this.frame.say(WORDS.says({ layer: this.called(), exact: all.filter((one) => this.isExact(one)).length, of: all.length }) + rest);
  }

  /** The line of Python; without a class it is about that of the answer, too, without a layer about the photo. */
  sayPython() {
    const { image, class: k, layer } = this.state, isPhoto = this.layers && this.called() === WORDS.photo;
    const at = isPhoto ? "" : `, layer="${this.layer ?? layer}"`;
    this.frame.python(`layer_shares(model, ${this.photos.name(image)}${k < 0 ? "" : `, ${k}`}${at}, steps=${STEPS})`);
  }
}

export default figureOf(AddsUp, WORDS);
