/* Ablation bench: switch filters off, and see how many of the photos are still recognised (ablation-worker.mjs counts them). */

import { drawPhoto, grouped, number, percent, range } from "../kit/draw.mjs";
import { readFile, readJson } from "../kit/files.mjs";
import { button, choice, labelled } from "../kit/controls.mjs";
import { MUTE, el, write } from "../kit/element.mjs";
import { makeFrame, oneOf } from "../kit/frame.mjs";
import { bars, walkOver } from "../kit/maps.mjs";
import { Photos, startWorker } from "../kit/resources.mjs";
import { compare, readList, switchesOf } from "./ablation.counts.mjs";
import * as WORDS from "./ablation.words.mjs";

const SHOWN = 12; // photos in a list
const DEAR = 0.05, CHEAP = 0.04, FEW = 8; // shares of the photos, and a number of filters, in the challenges

const total = (counts) => counts.reduce((a, b) => a + b);
const points = (share) => (share > 0 ? "+" : "") + number(100 * share, 1);

class AblationBench {
  constructor(root, model, { classes, layers }) {
    Object.assign(this, { model, classes, switches: switchesOf(layers), photos: new Photos(model) });
    this.whole = []; // the whole network's answers, as far as they are counted
    this.answers = []; // those with filters off
    this.active = null; // {layer: each filter's share of units above zero}, once all photos are counted
    this.task = 0; // the number of what the worker was asked last
    this.cost = null; // photos that are lost, once all are counted
    this.costs = {}; // {what was set to what: the photos that are lost}, of all that has been counted
    this.cells = []; // the switches of the layer `grown`
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.build();
    this.wait(root);
  }

  allowed() {
    const isList = (words) => /^(\d+(,\d+)*)?$/.test(words);
    return { layer: oneOf(...Object.keys(this.switches)), off: isList, to: oneOf(...Object.keys(WORDS.tos)) };
  }

  tries() {
    const { both, one, eight } = WORDS.tries, [first] = Object.keys(this.switches), { n } = this.photos;
    const isHere = () => this.state.layer === first && this.state.to === "zero" && this.off().length === FEW;
    const isCheap = () => isHere() && this.cost !== null && this.cost < CHEAP * n;
    const hasBoth = () => this.off().length === 1 && Object.keys(WORDS.tos).every((to) => this.key(to) in this.costs);
    return [
      { ...both, done: hasBoth },
      { ...one, done: () => this.cost > DEAR * n && this.off().length === 1 },
      { text: eight.text(first), then: eight.then, done: isCheap },
    ];
  }

  build() {
    this.stop = button("", () => (this.isRunning ? this.halt() : this.ask()));
    this.grid = el(".x-switches", { role: "group", "aria-label": WORDS.filters });
    this.perClass = bars(this.classes);
    this.perClass.classList.add("x-counts");
    this.perClass.set(this.classes.map(() => 0));
    this.progress = el("progress", { max: this.photos.n, "aria-label": WORDS.counted });
    this.done = el("span");
    this.score = el("p.x-result");
    this.frame.body.append(
      this.buildChoices(),
      el("div", this.grid, el("p.x-was", WORDS.line)),
      el("div", el(".x-row", this.progress, this.done, this.stop), this.score),
      el("div", el("p", WORDS.byClass), this.perClass),
      this.buildChanges(),
    );
  }

  buildChoices() {
    const options = Object.entries(this.switches).map(([name, filters]) => [name, WORDS.filtersOf(name, filters)]);
    this.layerChoice = choice(WORDS.layer, options, "", (layer) => this.frame.set({ layer, off: "" }));
    this.toChoice = choice(WORDS.to, Object.entries(WORDS.tos), "", (to) => this.frame.set({ to }));
    this.many = el("input", { type: "number", min: 1, value: FEW });
    this.presets = [this.byActivity(WORDS.mostActive, -1), this.byActivity(WORDS.leastActive, 1)];
    const none = button(WORDS.noneOff, () => this.lay([])), all = button(WORDS.allOff, () => this.lay([...this.cells.keys()]));
    return el(".x-row", this.layerChoice, this.toChoice, none, all, labelled(WORDS.off, this.many, ...this.presets));
  }

  /** A button that switches off the filters that are most (sign -1) or least (1) active. */
  byActivity(words, sign) {
    return button(words, () => {
      const shares = this.active[this.state.layer], n = Math.max(1, Math.round(this.many.value));
      this.lay([...shares.keys()].sort((a, b) => sign * (shares[a] - shares[b])).slice(0, n));
    }, { "aria-label": WORDS.switchOff(words) });
  }

  /** The photos whose answer changed, in two lists. Empty frames keep the room. */
  buildChanges() {
    const frames = () => range(SHOWN).map(() => el("li", MUTE, el("canvas")));
    this.changes = WORDS.changes.map((words) => ({ words, head: el("p", words), list: el("ul.x-thumbs", { role: "list" }, ...frames()) }));
    return el(".x-columns", ...this.changes.map(({ head, list }) => el("div", head, list)));
  }

  /** The photos are a large file and counting takes a second: both wait until the figure is in the window. */
  wait(root) {
    const watcher = new IntersectionObserver((seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      this.frame.attempt(() => this.begin());
    });
    watcher.observe(root);
    this.frame.onEnd(() => watcher.disconnect());
  }

  async begin() {
    const { model, frame } = this, names = ["network.json", "weights.safetensors", "engine.wasm"];
    const files = Object.fromEntries(await Promise.all(names.map(async (name) => [name, new Uint8Array(await readFile(model, name))])));
    [this.rgb, this.labels] = await Promise.all([this.photos.all(), readJson(model, "labels.json")]);
    this.worker = startWorker(model, "figures/ablation-worker.mjs");
    frame.onEnd(() => this.worker.terminate());
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = () => frame.attempt(() => { throw new Error(WORDS.noWorker); });
    this.worker.postMessage({ files, rgb: this.rgb });
    this.ask();
  }

  /** The filters that are off. */
  off() {
    return readList(this.state.off, this.switches[this.state.layer]);
  }

  /** What is set to what: by default as the figure shows it. */
  key(to = this.state.to) {
    return [this.state.layer, this.off(), to].join();
  }

  /** Switch these filters off, and no others. */
  lay(list) {
    this.frame.set({ off: list.sort((a, b) => a - b).join() });
  }

  flip(filter) {
    const list = this.off();
    this.lay(list.includes(filter) ? list.filter((other) => other !== filter) : [...list, filter]);
  }

  /** The arrow keys go from switch to switch; only one of them is a stop of the Tab key. */
  walk(event) {
    const { cells } = this;
    walkOver(cells, cells.filter((cell) => cell.offsetTop === cells[0].offsetTop).length, event);
  }

  /** Have the worker count anew. */
  ask() {
    Object.assign(this, { answers: [], cost: null, isRunning: true, begun: performance.now(), task: this.task + 1 });
    this.worker?.postMessage({ task: this.task, layer: this.state.layer, off: this.off(), to: this.state.to });
    this.show();
  }

  halt() {
    this.isRunning = false;
    this.worker?.postMessage({});
    this.show();
  }

  /** The worker's answers; those of task 0 are the whole network's. */
  hear({ task, answers, active }) {
    const { n } = this.photos;
    if (task === 0) Object.assign(this, { whole: answers, active: answers.length < n ? null : active, begun: performance.now() });
    else if (task === this.task) this.answers = answers;
    this.isRunning &&= this.answers.length < n;
    this.show();
    this.frame.tick();
  }

  draw() {
    const { layer, to } = this.state, list = this.off();
    if (this.grown !== layer) this.grow(layer);
    this.cells.forEach((cell, filter) => cell.setAttribute("aria-pressed", list.includes(filter)));
    this.layerChoice.set(layer);
    this.toChoice.set(to);
    this.frame.python(`predict_without(model, x_test, "${layer}", [${list.join(", ")}], to="${to}")`);
    this.ask();
  }

  /** A switch for each filter of the layer. */
  grow(layer) {
    const about = (f) => ({ "aria-label": WORDS.filterOff(f), tabindex: f ? -1 : 0, onkeydown: (event) => this.walk(event) });
    this.cells = range(this.switches[layer]).map((f) => button(f, () => this.flip(f), about(f)));
    this.grid.replaceChildren(...this.cells);
    this.grown = layer;
  }

  /** What has been counted so far, beside the whole network's answers to the same photos. */
  show() {
    const found = this.active ? this.answers : this.whole, isAll = found.length === this.photos.n;
    this.showProgress(found.length, isAll);
    if (!found.length) return;
    const counts = compare(found, this.whole, this.labels, this.classes.length);
    if (isAll) this.costs[this.key()] = this.cost = total(counts.was) - total(counts.now);
    this.showScore(counts, found.length, isAll);
    this.showClasses(counts);
    if (!this.isRunning && this.active) this.showChanges(counts);
  }

  showProgress(n, isAll) {
    const { active, begun, photos, state } = this;
    for (const preset of this.presets) preset.disabled = !active;
    this.cells.forEach((cell, f) => cell.style.setProperty("--x-share", active?.[state.layer][f] ?? 0));
    write(this.stop, this.isRunning ? WORDS.stop : WORDS.again);
    this.progress.value = n;
    const time = isAll ? WORDS.seconds(number((performance.now() - begun) / 1000, 1)) : "";
    write(this.done, `${active ? "" : WORDS.wholeFirst}${WORDS.done(grouped(n), grouped(photos.n))}${time}`);
  }

  showScore({ now, was }, n, isAll) {
    const [right, before] = [now, was].map(total), which = isAll ? WORDS.all : WORDS.first(n);
    write(this.score, WORDS.score(percent(right / n, 1), which, points((right - before) / n), percent(before / n, 1)));
  }

  showClasses({ all, now, was }) {
    const share = (counts) => counts.map((count, c) => count / (all[c] || 1)), right = share(now);
    const words = right.map((part, c) => (all[c] ? WORDS.share(percent(part), points((now[c] - was[c]) / all[c])) : WORDS.noneYet));
    this.perClass.set(right, null, share(was), words);
  }

  showChanges({ changed }) {
    this.changes.forEach(({ words, head, list }, is) => {
      const { length } = changed[is];
      write(head, `${WORDS.changed(words, length)}${length > SHOWN ? WORDS.firstOf(SHOWN) : ""}`);
      list.replaceChildren(...changed[is].slice(0, SHOWN).map((i) => this.thumb(i)));
    });
    const [lost, won] = changed.map(({ length }) => length), many = this.cells.length;
    this.frame.say(WORDS.says({ ...this.state, off: this.off().length, many, score: this.score.textContent, lost, won }));
  }

  /** A small photo, with the answers before and after. */
  thumb(i) {
    const canvas = el("canvas", { role: "img", "aria-label": WORDS.photo(i) }), size = this.rgb.length / this.photos.n;
    drawPhoto(canvas, this.rgb.subarray(i * size, (i + 1) * size));
    return el("li", canvas, WORDS.fromTo(this.classes[this.whole[i]], this.classes[this.answers[i]]));
  }
}

async function render({ model, el: root }) {
  const figure = new AblationBench(root, model, await readJson(model, "network.json"));
  figure.draw();
  return figure.frame.close;
}

export default { render };
