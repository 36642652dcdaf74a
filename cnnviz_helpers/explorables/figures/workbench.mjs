/* The workbench: any of the figures on one network: the book's, one that came with the page, or one that a reader brings as a file. */

import { costsOf, timeOf, totalCosts } from "../engine/costs.mjs";
import { button, labelled } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { importLater, openNetwork } from "../kit/resources.mjs";
import * as WORDS from "./workbench.words.mjs";

const KEPT = "kept-network"; // set where this browser keeps one

/** Whether this browser keeps a network; some keep nothing, and say so by an error. */
function isKept() {
  try {
    return Boolean(localStorage.getItem(KEPT));
  } catch {
    return false;
  }
}

class Workbench {
  constructor(root, model) {
    const { figure, ...state } = model.get("state");
    Object.assign(this, { root, model, figure, state, files: model.get("files"), name: "", turn: 0, end: null, closing: new AbortController() });
    this.isGiven = Boolean(this.files); // the network came with the page
    this.build();
  }

  build() {
    this.fault = el("p.x-fault", { role: "alert", hidden: true });
    this.sum = el("p.x-costs", { role: "status" });
    this.table = el("details", { ontoggle: () => this.attempt(() => this.showTable()) }, el("summary", WORDS.table));
    this.tabs = Object.entries(WORDS.figures).filter(([name]) => name in this.model.get("figures"))
      .map(([name, words]) => [name, button(words, () => this.choose(name))]);
    this.stage = el(".x-stage");
    this.root.classList.add("x-bench-all");
    this.root.replaceChildren(...(this.isGiven ? [] : [this.buildPanel()]), this.fault,
      el(".x-whole", this.sum, this.table),
      el(".x-row.x-tabs", { role: "group", "aria-label": WORDS.choose }, ...this.tabs.map(([, tab]) => tab)), this.stage);
  }

  /** Where a reader brings a network. */
  buildPanel() {
    const pick = (more) => el("input", { type: "file", ...more, onchange: ({ target }) => this.read([...target.files]), onclick: ({ target }) => { target.value = ""; } });
    this.form = el("form.x-ask", { hidden: true, onsubmit: (event) => { event.preventDefault(); this.attempt(() => this.bringer.openAsked()); } });
    this.kept = el("p.x-row", { hidden: true });
    this.back = button(WORDS.back, () => this.attempt(() => this.open(undefined, "")), { hidden: true });
    const panel = el("section.x-take", { "aria-label": WORDS.take }, el("p", el("strong", WORDS.take)), el("p", WORDS.how),
      el(".x-row", labelled(WORDS.file, pick({ accept: ".keras,.zip,.json,.safetensors,.h5", multiple: true })), labelled(WORDS.folder, pick({ webkitdirectory: true })), this.back),
      this.kept, this.form);
    const { signal } = this.closing;
    panel.addEventListener("dragover", (event) => { event.preventDefault(); panel.classList.add("is-over"); }, { signal });
    panel.addEventListener("dragleave", () => panel.classList.remove("is-over"), { signal });
    panel.addEventListener("drop", (event) => {
      event.preventDefault(); // else the browser would open the file in the page's place
      panel.classList.remove("is-over");
      const { items, files } = event.dataTransfer, entries = [...items].map((item) => item.webkitGetAsEntry?.()); // gone after this moment
      const dropped = [...files];
      this.attempt(async (isWanted) => (await this.bring()).readDropped(entries, dropped, isWanted));
    }, { signal });
    if (isKept()) this.attempt(async () => (await this.bring()).offerLast());
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

  /** What reads the files of a network comes with the first of them. */
  async bring() {
    const { bringer } = await importLater(this.model, "kit/bring-network.mjs");
    return this.bringer ??= bringer(this);
  }

  read(files) {
    if (files.length) this.attempt(async (isWanted) => (await this.bring()).read(files, isWanted));
  }

  async showTable() {
    if (!this.table.open || !this.rows) return;
    const { costTable } = await importLater(this.model, "kit/cost-table.mjs");
    this.table.replaceChildren(this.table.firstChild, ...costTable(this.rows, WORDS.table));
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
    this.rows = rows;
    await this.showTable();
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
    const live = el("div"), module = await model.get("load")?.(figure) ?? (await importLater(model, `figures/${figure}.mjs`)).default;
    if (mine !== this.showing) return;
    this.stage.replaceChildren(live);
    this.end = await module.render({ model: this.modelOf(figure, files), el: live });
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
