/* The bench: one photo, one class, seven methods that say where the score comes from; of the chosen one, what controls look like. */

import { argmax, drawMaps, drawPhotos, number, percent, spread } from "../kit/draw.mjs";
import { Asking, AskingFigure, figureOf } from "../kit/asking.mjs";
import { button, choice, slider } from "../kit/controls.mjs";
import { MUTE, describe, el, picture, write } from "../kit/element.mjs";
import { oneOf, whole } from "../kit/frame.mjs";
import { alike } from "../kit/forgetting.mjs";
import { scaleBar } from "../kit/maps.mjs";
import { NAMES, fills } from "../kit/belief.words.mjs";
import * as WORDS from "./bench.words.mjs";

const CONTROLS = ["random", "edges", "centre_first"], METHODS = Object.keys(NAMES).filter((name) => !CONTROLS.includes(name));
/** On which settings a map depends, beside photo and class. */
const SETTINGS = { smoothgrad: ["n", "noise", "seed"], integrated_gradients: ["baseline", "steps"], random: ["seed"] };
const MOST = { n: 64, noise: 0.5, seed: 999, steps: 256, draw: 99 };
const UNMOVED = 0.8, CLOSE = 0.01, DARK = 0.1; // DARK: of the scale's end, below which all looks black

class Bench extends AskingFigure {
  begin() {
    this.known = {}; // {what of a map it depends on: {places, pixels, adds}} of the photo and the class `about`
    this.series = {}; // likewise, the maps with ever more layers at random: [{layers, places, pixels}]
  }

  allowed() {
    const upTo = (most, least = 0) => whole(least, most);
    return {
      image: this.ofPhotos(), class: this.ofClasses(), method: oneOf(...METHODS), show: oneOf(...Object.keys(WORDS.shows)),
      n: upTo(MOST.n, 1), noise: (value) => value >= 0 && value <= MOST.noise, seed: upTo(MOST.seed),
      baseline: oneOf(...Object.keys(fills)), steps: upTo(MOST.steps, 1), draw: upTo(MOST.draw),
    };
  }

  tries() {
    const { unmoved, complete, black } = WORDS.tries, now = () => this.now, r = () => this.likeness(this.forgotten()[0]);
    return [
      {
        text: unmoved.text, done: () => Boolean(this.forgotten().length) && r() >= UNMOVED,
        say: () => unmoved.then(NAMES[now().method], number(r())),
      },
      {
        text: complete.text, done: () => now()?.method === "integrated_gradients" && Math.abs(now().adds.sum - now().adds.target) <= CLOSE,
        say: () => complete.then(now().steps, number(now().adds.sum, 3)),
      },
      {
        text: black.text, done: () => now()?.method === "evidence" && now().show.startsWith("relu") && Math.max(...now().places.map) <= 0,
        say: () => black.then(now().name),
      },
    ];
  }

  build() {
    const { frame } = this;
    this.asking = new Asking(this, (data) => this.hear(data));
    this.shown = choice(WORDS.shown, Object.entries(WORDS.shows), "", (show) => frame.set({ show }));
    this.strip = METHODS.map((method) => tile(NAMES[method], () => frame.set({ method })));
    this.big = this.room(picture(WORDS.title));
    this.scale = scaleBar();
    this.scale.set(10, 1);
    [this.logit, this.what, this.adds, this.black] = ["", "", "", ""].map(() => el("p"));
    this.tiles = el("ul.x-tiles", { role: "list" });
    frame.body.append(
      el(".x-row", this.classChoice(), this.shown),
      el(".x-methods", { role: "group", "aria-label": WORDS.methods }, ...this.strip.map(({ item }) => item)),
      el(".x-columns",
        this.photoChoice(false), el("div", this.big, this.scale), el(".x-tells", this.logit, this.what, this.adds, this.black)),
      el("div", el("p.x-was", WORDS.controls), this.tiles), this.buildSettings(),
    );
  }

  buildSettings() {
    const { frame } = this, field = (name, min, step, digits) => slider(WORDS[name], {
      min, max: MOST[name], step, digits, oninput: (value) => frame.set({ [name]: digits ? value : Math.round(value) }),
    });
    this.fields = {
      n: field("n", 1, 1, 0), noise: field("noise", 0, 0.01, 2), seed: field("seed", 0, 1, 0),
      steps: field("steps", 1, 1, 0), draw: field("draw", 0, 1, 0),
    };
    this.fields.baseline = choice(WORDS.baseline, Object.entries(fills), "", (baseline) => frame.set({ baseline }));
    const { n, noise, seed, baseline, steps, draw } = this.fields;
    return el("details.x-settings", el("summary", WORDS.settings),
      el(".x-row", n, noise, seed), el(".x-row", baseline, steps), el(".x-row", draw));
  }

  /** What a map depends on, beside photo and class. */
  key(name) {
    return JSON.stringify([name, ...(SETTINGS[name] ?? []).map((setting) => this.state[setting])]);
  }

  /** Likewise, its maps with layers at random. */
  seriesKey() {
    return `${this.key(this.state.method)} ${this.state.draw}`;
  }

  /** The maps of the chosen method with ever more layers at random, as far as they are computed. */
  forgotten() {
    return this.series[this.seriesKey()] ?? [];
  }

  /** The numbers that are drawn, of {map, size}. */
  asShown({ map, size }) {
    const { show } = this.state;
    return show === "signed" ? map : show === "size" ? size : map.map((value) => Math.max(0, value));
  }

  /**
   * How alike one is to the chosen method, as they are drawn: |r|, over the places of both;
   * of a control, which has pixels, over pixels.
   */
  likeness(one) {
    const own = this.known[this.key(this.state.method)], over = one.places.map.length === own.places.map.length ? "places" : "pixels";
    return Math.abs(alike(this.asShown(own[over]), this.asShown(one[over])));
  }

  wants() {
    return `${this.state.image} ${this.state.class}`;
  }

  renew() {
    Object.assign(this, { known: {}, series: {}, answer: null });
  }

  /** Ask for what is not yet known. */
  ask() {
    const { method, n, noise, seed, baseline, steps, draw, class: k } = this.state;
    const names = [method, ...CONTROLS, ...METHODS].filter((name, i, all) => all.indexOf(name) === i && !this.known[this.key(name)]);
    const forgets = this.series[this.seriesKey()]?.isWhole ? "" : method;
    this.asked = JSON.stringify([this.about, names, forgets, draw]);
    if (this.asked === this.wanted || !(names.length || forgets)) return;
    this.wanted = this.asked;
    this.keys = Object.fromEntries(names.map((name) => [name, this.key(name)]));
    if (forgets) this.growing = this.series[this.seriesKey()] = [];
    this.asking.ask({
      ask: "maps", rgb: this.rgb, k, names, settings: { n, noise, seed, baseline, steps, first: this.state.image }, forgets, draw,
    });
  }

  hear({ answer, name, places, pixels, adds, forgot, layers, isDone }) {
    if (answer) this.answer = answer;
    if (CONTROLS.includes(name)) places.map = places.size = pixels.map = pixels.size = lifted(places.map);
    if (name) this.known[this.keys[name]] = { places, pixels, adds };
    if (forgot) this.growing.push({ layers, places, pixels });
    if (isDone) {
      this.growing.isWhole = true;
      this.wanted = "";
    }
    this.draw();
  }

  draw() {
    if (this.rgb) this.ask();
    this.sayPython();
    const { state, answer, classes } = this, own = this.known[this.key(state.method)];
    this.kind.set(state.class);
    this.shown.set(state.show);
    for (const [name, field] of Object.entries(this.fields)) field.set(state[name]);
    METHODS.forEach((method, i) => this.drawMethod(this.strip[i], method));
    this.tiles.ariaBusy = !answer || this.wanted !== "";
    this.now = null;
    if (!answer || !own) return;
    const name = classes[answer.k];
    this.showAnswer();
    this.now = { ...own, method: state.method, steps: state.steps, show: state.show, name };
    this.drawMap(this.big, own.pixels, this.scale);
    describe(this.big, NAMES[state.method]);
    write(this.logit, WORDS.logit(name, number(answer.logits[answer.k]), percent(answer.shares[answer.k], 1)));
    write(this.what, WORDS.about[state.method === "evidence" && answer.ceiling === undefined ? "gradcam" : state.method]);
    write(this.adds, own.adds ? WORDS.adds[state.method](number(own.adds.sum, 3), number(own.adds.target, 3)) : "");
    this.sayBlack(own);
    this.drawControls();
    this.say(name);
    this.frame.tick();
  }

  drawMethod({ item, canvas }, method) {
    const known = this.known[this.key(method)];
    item.setAttribute("aria-pressed", method === this.state.method);
    canvas.style.opacity = known ? 1 : 0.3;
    if (known) this.drawMap(canvas, known.pixels);
  }

  /** Where a scale for what is drawn ends: at its largest number, or at that of all classes. */
  limitOf(shown) {
    const { method, show } = this.state, own = spread(shown);
    return show === "relu-all" && method === "evidence" ? this.answer.ceiling ?? own : own;
  }

  drawMap(canvas, pixels, scale) {
    const { size } = this.photos, shown = this.asShown(pixels), limit = this.limitOf(shown), isGrey = this.isGrey();
    if (isGrey) {
      drawPhotos(
        canvas, Uint8Array.from({ length: 3 * shown.length }, (_, i) => (255 * shown[Math.floor(i / 3)]) / (limit || 1)), size,
      );
    } else {
      drawMaps(canvas, shown, [...size, 1], { limits: limit });
    }
    if (!scale) return;
    scale.style.visibility = isGrey ? "hidden" : "";
    scale.set(limit, limit < 0.1 ? 4 : limit < 10 ? 2 : 1);
  }

  isGrey() {
    return this.state.show.startsWith("relu");
  }

  /** Why what is drawn is black, if it is. */
  sayBlack({ places: { map }, pixels }) {
    const most = Math.max(...map), limit = this.limitOf(this.asShown(pixels)), byScale = most > 0 && most < DARK * limit;
    write(this.black, !this.isGrey() ? "" : most <= 0 ? WORDS.blackBySign : byScale ? WORDS.blackByScale(number(most), number(limit)) : "");
  }

  drawControls() {
    const known = CONTROLS.map((name) => [NAMES[name], this.known[this.key(name)]]).filter(([, one]) => one), forgotten = this.forgotten();
    const all = [...known, ...forgotten.map((one) => [WORDS.atRandom(one.layers, forgotten.isWhole && one === forgotten.at(-1)), one])];
    while (this.tiles.childElementCount < all.length) this.tiles.append(tile("").item);
    while (this.tiles.childElementCount > all.length) this.tiles.lastChild.remove();
    all.forEach(([name, one], i) => {
      const [canvas, words, r] = this.tiles.children[i].children, likeness = number(this.likeness(one));
      this.drawMap(canvas, one.pixels);
      write(words, name);
      write(r, WORDS.alike(likeness));
    });
  }

  say(name) {
    const { method } = this.state, [first] = this.forgotten(), edges = this.known[this.key("edges")];
    if (!first || !edges) return;
    this.frame.say(WORDS.says({
      method: NAMES[method], name, dense: first.layers[0], r: number(this.likeness(first)), edges: number(this.likeness(edges)),
    }));
  }

  /** The line of Python that gives the map; without a class it is that of the answer, too. */
  sayPython() {
    const { method, image, class: k, baseline } = this.state, photo = this.photos.name(image);
    const from = `by_order.filled(${photo}[None], "${baseline}")[0]`;
    const written = (setting) =>
      (setting !== "baseline" ? this.state[setting] : baseline === "grey" ? this.network.pixels?.grey(0) ?? 0 : from);
    const options = (SETTINGS[method] ?? []).map((setting) => `, ${setting}=${written(setting)}`).join("");
    this.frame.python(`attribute(model, ${photo}${k < 0 ? "" : `, ${k}`}, method="${method}"${options})`);
  }
}

/** A small map with words below: a button, or, without something to do, an item of a list. */
function tile(words, onclick) {
  const canvas = el("canvas", MUTE), item = onclick ? button("", onclick, { class: "x-tile" }) : el("li.x-tile");
  item.append(canvas, el("span", words), ...(onclick ? [] : [el("span.x-r")]));
  return { canvas, item };
}

/** A map from zero on: of a control only the order counts. */
function lifted(map) {
  const least = map.reduce((a, b) => Math.min(a, b));
  return map.map((value) => value - least);
}

export default figureOf(Bench, WORDS);
