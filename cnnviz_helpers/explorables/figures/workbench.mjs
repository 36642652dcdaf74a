/* The workbench: any of the figures on one network: the book's, one that came with the page, or one that a reader brings as a file. */

import { costsOf, timeOf, totalCosts } from "../engine/costs.mjs";
import { argmax } from "../kit/draw.mjs";
import { button, choice, labelled } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { readJson } from "../kit/files.mjs";
import { Photos, answersOf, importLater, openNetwork, pause } from "../kit/resources.mjs";
import { RANGES, droppedFiles, filesOf } from "./workbench.files.mjs";
import * as store from "./workbench.store.mjs";
import * as WORDS from "./workbench.words.mjs";

const TRIED = 100, QUICK = 20; // photos with which ranges are compared; milliseconds that a network may take for one of them

class Workbench {
  constructor(root, model) {
    const { figure, ...state } = model.get("state");
    Object.assign(this, { root, model, figure, state, files: model.get("files"), name: "", turn: 0, end: null, closing: new AbortController() });
    this.isGiven = Boolean(this.files); // the network came with the page
    this.build();
  }

  build() {
    this.fault = el("p.x-fault", { role: "alert", hidden: true });
    this.sum = el("p.x-sum", { role: "status" });
    this.costs = el("tbody");
    this.tabs = Object.entries(WORDS.figures).filter(([name]) => name in this.model.get("figures"))
      .map(([name, words]) => [name, button(words, () => this.choose(name))]);
    this.stage = el(".x-stage");
    this.root.classList.add("x-bench-all");
    this.root.replaceChildren(...(this.isGiven ? [] : [this.buildPanel()]), this.fault,
      el(".x-whole", this.sum, el("details", el("summary", WORDS.table), el(".x-wide", { tabindex: 0, role: "region", "aria-label": WORDS.table }, el("table",
        el("thead", el("tr", ...WORDS.columns.map((words) => el("th", { scope: "col" }, words)))), this.costs)), el("p", WORDS.note))),
      el(".x-row.x-tabs", { role: "group", "aria-label": WORDS.choose }, ...this.tabs.map(([, tab]) => tab)), this.stage);
  }

  /** Where a reader brings a network. */
  buildPanel() {
    const pick = (more) => el("input", { type: "file", ...more, onchange: ({ target }) => this.read([...target.files]), onclick: ({ target }) => { target.value = ""; } });
    this.form = el("form.x-ask", { hidden: true, onsubmit: (event) => { event.preventDefault(); this.attempt(() => this.openAsked()); } });
    this.kept = el("p.x-row", { hidden: true });
    this.back = button(WORDS.back, () => this.attempt(() => this.open(undefined, WORDS.books)), { hidden: true });
    const panel = el("section.x-take", { "aria-label": WORDS.take }, el("p", el("strong", WORDS.take)), el("p", WORDS.how),
      el(".x-row", labelled(WORDS.file, pick({ accept: ".keras,.zip,.json,.safetensors,.h5", multiple: true })), labelled(WORDS.folder, pick({ webkitdirectory: true })), this.back),
      this.kept, this.form);
    const { signal } = this.closing;
    panel.addEventListener("dragover", (event) => { event.preventDefault(); panel.classList.add("is-over"); }, { signal });
    panel.addEventListener("dragleave", () => panel.classList.remove("is-over"), { signal });
    panel.addEventListener("drop", (event) => {
      event.preventDefault(); // else the browser would open the file in the page's place
      panel.classList.remove("is-over");
      droppedFiles(event.dataTransfer).then((files) => this.read(files));
    }, { signal });
    this.offerLast();
    return panel;
  }

  /** Do what may fail, and say in one sentence if it did; of several, the last one counts. */
  async attempt(work) {
    const mine = (this.turn += 1);
    this.fault.hidden = true;
    try {
      await work(() => mine === this.turn);
    } catch (error) {
      if (mine !== this.turn) return;
      write(this.fault, error.message);
      this.fault.hidden = false;
      write(this.sum, "");
    }
  }

  /** The files of a network; then ask what they do not tell. */
  read(files) {
    if (!files.length) return undefined;
    return this.attempt(async (isWanted) => {
      this.form.hidden = true;
      write(this.sum, WORDS.reading);
      const { readNetwork } = await importLater(this.model, "reader/read-network.mjs");
      await pause();
      const network = await readNetwork(files);
      if (!isWanted()) return;
      write(this.sum, "");
      this.brought = { ...network, name: files.length === 1 ? files[0].name : files[0].webkitRelativePath?.split("/")[0] || files[0].name };
      this.ask();
    });
  }

  /** Range, order of colours, names of classes. */
  ask() {
    const { description, range: known } = this.brought, { pixels, classes, input } = description, n = classes.length;
    if (pixels) return this.attempt(() => this.openBrought({ range: "", order: pixels.order ?? "rgb", classes, labels: this.brought.labels })); // the folder tells it all
    this.asked = { range: known ?? "", order: "rgb" };
    const names = el("textarea", { rows: Math.min(n, 10), spellcheck: "false" }), hint = el("p.x-hint", { role: "status" });
    names.value = classes.join("\n");
    const fill = button(WORDS.ten, async () => {
      names.value = (await this.bookClasses()).join("\n");
      await this.compareRanges(hint);
    });
    this.names = names;
    this.keeps = el("input", { type: "checkbox" });
    this.form.replaceChildren(
      choice(WORDS.range, Object.entries(WORDS.ranges), this.asked.range, (value) => { this.asked.range = value; }),
      el("p.x-hint", known ? WORDS.knows : WORDS.askRange),
      ...(input[2] === 3 ? [choice(WORDS.order, Object.entries(WORDS.orders), "rgb", (value) => { this.asked.order = value; })] : []),
      labelled(WORDS.names(n), names), ...(n === 10 ? [fill, hint] : []),
      labelled(WORDS.keep, this.keeps), el("button", { type: "submit" }, WORDS.open),
    );
    this.form.hidden = false;
    this.form.querySelector("select").focus();
    return undefined;
  }

  async bookClasses() {
    return (await readJson(this.bookModel(), "network.json")).classes;
  }

  /** The page's model without the network of a reader. */
  bookModel() {
    const { model } = this;
    return { get: (key) => (key === "files" ? undefined : model.get(key)) };
  }

  /** In which range the network is right most often, if its classes are those of the book's photos. */
  async compareRanges(hint) {
    const { brought } = this, labels = await readJson(this.bookModel(), "labels.json");
    const network = await this.opened(filesOf(brought, { range: "0..1", order: this.asked.order, classes: brought.description.classes, labels }));
    if (timeOf(network) > QUICK) return;
    const photos = new Photos(this.bookModel(), network), right = Object.fromEntries(Object.keys(RANGES).map((name) => [name, 0]));
    for (let i = 0; i < TRIED; i++) {
      const { rgb } = await photos.get(i), { input, pixels: { byteAt } } = network, channels = network.photo.shape[2];
      for (const [name, { scale, offset }] of Object.entries(RANGES)) {
        for (let at = 0; at < input.length; at++) input[at] = rgb[byteAt(at)] * (scale[at % channels] ?? scale) + (offset[at % channels] ?? offset);
        network.run();
        right[name] += argmax(answersOf(network)) === labels[i];
      }
      if (i % 10 === 9) await pause();
    }
    if (brought === this.brought) write(hint, WORDS.hint(TRIED, Object.entries(right).map(([name, n]) => WORDS.inRange(n, WORDS.ranges[name])).join(", ")));
  }

  async openAsked() {
    const { asked, brought: { description: { classes: { length: n } } } } = this;
    const classes = this.names.value.split("\n").map((line) => line.trim()).filter(Boolean), known = await this.bookClasses();
    if (!asked.range) throw new Error(WORDS.askRange);
    if (classes.length !== n) throw new Error(WORDS.wrongNames(n, classes.length));
    const labels = `${classes}` === `${known}` ? await readJson(this.bookModel(), "labels.json") : [];
    await this.openBrought({ ...asked, classes, labels }, this.keeps.checked);
  }

  async openBrought(about, isKept) {
    const { brought } = this, made = filesOf(brought, about);
    await this.open(made, brought.name);
    this.form.hidden = true;
    if (!isKept) return;
    try {
      await store.keep({ name: brought.name, files: made });
      await this.offerLast();
    } catch {
      write(this.fault, WORDS.notKept);
      this.fault.hidden = false;
    }
  }

  /** The network that this browser has kept. */
  async offerLast() {
    const kept = await store.last().catch(() => null);
    this.kept.hidden = !kept;
    if (!kept) return;
    this.kept.replaceChildren(el("span", WORDS.last(kept.name)), button(WORDS.openLast, () => this.attempt(() => this.open(kept.files, kept.name))),
      button(WORDS.forget, () => this.attempt(async () => {
        await store.forget();
        this.kept.replaceChildren(el("span", WORDS.forgotten));
      })));
  }

  /** A network out of files, ready to run; without files the book's. */
  opened(files, name) {
    const { model } = this, given = { files, name };
    return openNetwork({ get: (key) => (key in given ? given[key] : model.get(key)) });
  }

  /** Show a network: what it costs, and the figure that was open. */
  async open(files, name) {
    write(this.sum, WORDS.opening);
    const network = await this.opened(files), rows = costsOf(network), { refusalOf } = files ? await importLater(this.model, "kit/any-network.mjs") : {};
    Object.assign(this, { files, name });
    write(this.sum, `${name ? `${name}: ` : ""}${WORDS.sum(rows.length, totalCosts(rows), timeOf(network))}`);
    this.costs.replaceChildren(...rows.map((row) => el("tr", ...WORDS.row(row).map((words, i) => el(i ? "td" : "th", { scope: i ? false : "row" }, words)))));
    if (this.back) this.back.hidden = !files;
    for (const [figure, tab] of this.tabs) {
      const refusal = figure === "being-born" && files && !files["snapshots.safetensors"] ? " " : refusalOf?.(figure, network);
      tab.hidden = Boolean(refusal);
    }
    const shown = this.tabs.filter(([, tab]) => !tab.hidden).map(([figure]) => figure);
    await this.show(shown.includes(this.figure) ? this.figure : shown[0], this.isShown ? {} : this.state);
    this.isShown = true;
  }

  /** Another figure, as it opens. */
  choose(figure) {
    this.model.set("state", { figure });
    this.model.save_changes();
    return this.attempt(() => this.show(figure, {}));
  }

  /** Show one figure, in the place of the one before. */
  async show(figure, state) {
    const { model, files } = this, mine = (this.showing = {});
    for (const [name, tab] of this.tabs) tab.setAttribute("aria-pressed", name === figure);
    Object.assign(this, { figure, state });
    this.end?.();
    this.end = null;
    const live = el("div"), module = await importLater(model, `figures/${figure}.mjs`);
    if (mine !== this.showing) return;
    this.stage.replaceChildren(live);
    this.end = await module.default.render({ model: this.modelOf(figure, files), el: live });
  }

  /** What a figure in the workbench asks for; its state stands in the address beside the figure's name. */
  modelOf(figure, files) {
    const { model } = this, picture = model.get("picture"), defaults = model.get("figures")[figure];
    const values = { state: { ...defaults, ...this.state }, defaults, files, name: figure, picture: files && !this.isGiven ? undefined : picture };
    return {
      get: (key) => (key in values ? values[key] : model.get(key)),
      set: (key, value) => { values[key] = value; },
      save_changes: () => {
        model.set("state", { figure, ...values.state });
        model.save_changes();
      },
    };
  }

  close() {
    this.closing.abort();
    this.end?.();
  }
}

async function render({ model, el: root }) {
  const bench = new Workbench(root, model);
  await bench.attempt(() => bench.open(bench.files, ""));
  return () => bench.close();
}

export default { render };
