/* Ablation bench: switch filters off, and see how many of the photos are still recognised (ablation-worker.mjs counts them). */

import { grouped, number, percent, range } from "../kit/draw.mjs";
import { readFile, readJson } from "../kit/files.mjs";
import { button, choice } from "../kit/controls.mjs";
import { MUTE, el, write } from "../kit/element.mjs";
import { makeFrame, oneOf } from "../kit/frame.mjs";
import { bars, walkOver } from "../kit/maps.mjs";
import { Photos, openNetwork, startWorker } from "../kit/resources.mjs";
import { compare, inPoints, isOff, readOff, switchesOf, total, writeOff } from "./ablation.counts.mjs";
import { changes, drawPatch } from "./ablation.pictures.mjs";
import { triesOf } from "./ablation.tries.mjs";
import * as WORDS from "./ablation.words.mjs";

const points = (share) => (share > 0 ? "+" : "") + inPoints(share);

class AblationBench {
  /** network: of the book's, its description is enough; words: what is said otherwise where the right answers are not known. */
  constructor(root, model, network, words) {
    const { classes, layers } = network;
    Object.assign(this, { model, classes, switches: switchesOf(layers), photos: new Photos(model, network.album && network) });
    this.words = { ...WORDS, ...words };
    this.asked = ""; // what is set to what, as the worker was asked to count it
    this.whole = []; // the whole network's answers, as far as they are counted
    this.answers = []; // those with filters off
    this.active = null; // {layer: each filter's share of units above zero}, once all photos are counted
    this.patches = null; // {layer: for each filter [photo, rows, columns] of what excites it most}, from then on
    this.task = 0; // the number of what the worker was asked last
    this.costs = {}; // {what was set to what: the photos that are lost}, of all that has been counted
    this.cells = []; // the switches of the layer `grown`
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: triesOf(this) });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.build();
    this.frame.whenSeen(() => this.begin()); // the photos are a large file, and counting takes a second
  }

  allowed() {
    const { switches } = this, [layer, to] = [switches, WORDS.tos].map((names) => oneOf(...Object.keys(names)));
    return { layer, off: (words) => isOff(words, switches), to };
  }

  build() {
    this.stop = button("", () => (this.isRunning ? this.halt() : this.ask()));
    this.grid = el(".x-switches", { role: "group", "aria-label": WORDS.filters });
    this.perClass = bars(this.classes);
    this.perClass.classList.add("x-counts");
    this.perClass.set(this.classes.map(() => 0));
    this.progress = el("progress", { max: this.photos.n, "aria-label": WORDS.counted });
    Object.assign(this, { done: el("span"), score: el("p.x-result"), changes: changes(this.words.changes, this.photos.size) });
    this.frame.body.append(
      this.buildChoices(), this.grid, el("div", el(".x-row.x-progress", this.progress, this.done, this.stop), this.score),
      el("div", this.perClass, el("p.x-was", this.words.byClass)), this.changes,
    );
  }

  buildChoices() {
    const { frame } = this, pick = (layer) => frame.set({ layer, off: writeOff(this.off()) });
    this.layerChoice = choice(WORDS.layer, Object.keys(this.switches), "", pick);
    this.toChoice = choice(WORDS.to, Object.entries(WORDS.tos), "", (to) => frame.set({ to }));
    this.presets = [this.byActivity(WORDS.mostActive, -1), this.byActivity(WORDS.leastActive, 1)];
    const none = button(WORDS.noneOff, () => frame.set({ off: "" })), all = button(WORDS.allOff, () => this.lay([...this.cells.keys()]));
    return el(".x-row.x-bench", this.layerChoice, this.toChoice, none, all, el("p.x-row", WORDS.oneMore, ...this.presets));
  }

  /** A button that switches off one filter more: of those that are on and ever active, the most (sign -1) or least (1) active one. */
  byActivity(words, sign) {
    return button(words, () => {
      const shares = this.active[this.state.layer];
      const on = [...shares.keys()].filter((filter) => shares[filter] && !this.here().includes(filter));
      if (on.length) this.flip(on.reduce((best, filter) => (sign * (shares[filter] - shares[best]) < 0 ? filter : best)));
    }, { "aria-label": WORDS.switchOff(words) });
  }

  async begin() {
    const { model, frame, photos } = this, own = model.get("files"), names = ["network.json", "weights.safetensors", "engine.wasm"];
    if (own?.["more.wasm"]) names.push("more.wasm");
    const files = Object.fromEntries(await Promise.all(names.map(async (name) => [name, new Uint8Array(await readFile(model, name))])));
    [this.rgb, this.labels] = await Promise.all([photos.all(), readJson(model, "labels.json")]);
    this.worker = startWorker(model, "figures/ablation-worker.mjs");
    frame.onEnd(() => this.worker.terminate());
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = () => frame.attempt(() => { throw new Error(WORDS.noWorker); });
    const [base, modules] = ["base", "modules"].map((key) => model.get(key));
    this.worker.postMessage({ files, rgb: this.rgb, n: photos.n, own: Boolean(own), base, modules });
    this.ask();
  }

  /** The filters that are off: {layer: [filters]}. */
  off() {
    return readOff(this.state.off, this.state.layer, this.switches);
  }

  /** Those of the layer whose switches are shown. */
  here() {
    return this.off()[this.state.layer] ?? [];
  }

  /** What is set to what: by default as the figure shows it. */
  key(off = this.off(), to = this.state.to) {
    return JSON.stringify([off, to]);
  }

  /** The photos that are lost, once all are counted; undefined until then. */
  get cost() {
    return this.costs[this.key()];
  }

  /** Switch these filters of the layer off, and no others; other layers stay as they are. */
  lay(list) {
    this.frame.set({ off: writeOff({ ...this.off(), [this.state.layer]: list }) });
  }

  flip(filter) {
    const list = this.here();
    this.lay(list.includes(filter) ? list.filter((other) => other !== filter) : [...list, filter]);
  }

  /** The arrow keys go from switch to switch; only one of them is a stop of the Tab key. */
  walk(event) {
    const { cells } = this;
    walkOver(cells, cells.filter((cell) => cell.offsetTop === cells[0].offsetTop).length, event);
  }

  /** Have the worker count anew. */
  ask() {
    Object.assign(this, { answers: [], asked: this.key(), isRunning: true, begun: performance.now(), task: this.task + 1 });
    this.worker?.postMessage({ task: this.task, off: this.off(), to: this.state.to });
    write(this.frame.live, ""); // it was about another count
    this.frame.say("");
    this.changes.show(); // they are those of the last count
    this.show();
  }

  halt() {
    this.isRunning = false;
    this.worker?.postMessage({});
    this.show();
  }

  /** The worker's answers; those of task 0 are the whole network's. */
  hear({ task, answers, active, patches }) {
    const { n } = this.photos;
    if (patches && !this.patches) this.showPatches(patches);
    if (task === 0) Object.assign(this, { whole: answers, active: answers.length < n ? null : active, begun: performance.now() });
    else if (task === this.task) this.answers = answers;
    this.isRunning &&= this.answers.length < n;
    this.show();
    this.frame.tick();
  }

  draw() {
    const { layer, to } = this.state, off = this.off();
    if (this.grown !== layer) this.grow(layer);
    this.cells.forEach((cell, filter) => cell.setAttribute("aria-pressed", this.here().includes(filter)));
    const all = Object.values(off).flat().length;
    for (const option of this.layerChoice.querySelectorAll("option")) {
      const { length } = off[option.value] ?? "";
      write(option, WORDS.filtersOf(option.value, this.switches[option.value], length, all - length));
    }
    this.layerChoice.set(layer);
    this.toChoice.set(to);
    const photos = this.photos.name(0).slice(0, -"[0]".length);
    this.frame.python(`predict_without(model, ${photos}, ${JSON.stringify(off).replace(/[:,]/g, "$& ")}, to="${to}")`);
    if (this.asked === this.key()) this.show(); // only another layer's switches
    else this.ask();
  }

  /** A switch for each filter of the layer. */
  grow(layer) {
    const about = (f) => ({ "aria-label": WORDS.filterOff(f), tabindex: f ? -1 : 0, onkeydown: (event) => this.walk(event) });
    this.cells = range(this.switches[layer]).map((f) => button(f, () => this.flip(f), about(f)));
    for (const cell of this.cells) cell.prepend(el("canvas", MUTE));
    this.grid.replaceChildren(...this.cells);
    this.grid.scrollTop = 0;
    this.grown = layer;
    if (this.patches) this.showPatches(this.patches);
  }

  /** On each switch the patch of a photo that excites its filter most: what its largest number of all photos sees. */
  showPatches(patches) {
    this.patches = patches;
    patches[this.grown].forEach((patch, f) => {
      if (patch) drawPatch(this.cells[f].firstChild, this.photo(patch[0]), this.photos.size, patch[1], patch[2]); // else never above zero
    });
  }

  /** The bytes of a photo. */
  photo(i) {
    const size = this.rgb.length / this.photos.n;
    return this.photos.fit(this.rgb.subarray(i * size, (i + 1) * size));
  }

  /** What has been counted so far, beside the whole network's answers to the same photos. */
  show() {
    const found = this.active ? this.answers : this.whole, isAll = found.length === this.photos.n;
    this.showProgress(found.length, isAll);
    if (!found.length) return;
    const counts = compare(found, this.whole, this.labels.length ? this.labels : this.whole, this.classes.length);
    if (isAll) this.costs[this.key()] = total(counts.was) - total(counts.now);
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
    write(this.score, this.words.score(percent(right / n, 1), which, points((right - before) / n), percent(before / n, 1)));
  }

  showClasses({ all, now, was }) {
    const share = (counts) => counts.map((count, c) => count / (all[c] || 1)), right = share(now), { noneYet } = this.words;
    const words = right.map((part, c) => (all[c] ? WORDS.share(number(100 * part, 0), points((now[c] - was[c]) / all[c])) : noneYet));
    this.perClass.set(right, null, share(was), words);
  }

  showChanges({ changed }) {
    this.changes.show(changed, (i) => this.photo(i), (i) => [this.whole, this.answers].map((answers) => this.classes[answers[i]]));
    const [lost, won] = changed.map(({ length }) => length), { switches } = this;
    const off = Object.entries(this.off()).map(([layer, list]) => [list.length, switches[layer], layer]);
    this.frame.say(this.words.says({ off, to: this.state.to, score: this.score.textContent, lost, won }));
  }
}

async function render({ model, el: root }) {
  const isOwn = model.get("files"), network = await (isOwn ? openNetwork(model) : readJson(model, "network.json"));
  const isLabelled = !isOwn || (await readJson(model, "labels.json")).length;
  const figure = new AblationBench(root, model, network, isLabelled ? {} : network.unlabelled);
  figure.draw();
  return figure.frame.close;
}

export default { render };
