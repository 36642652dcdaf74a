/* The workbench: any of the figures on one network: the book's, one that came with the page, or one that a reader brings as a file. */

import { costsOf, timeOf, totalCosts } from "../engine/costs.mjs";
import { button } from "../kit/controls.mjs";
import { noLabels } from "../kit/counts.words.mjs";
import { el, write } from "../kit/element.mjs";
import { NetworkHost } from "../kit/network-host.mjs";
import * as HOST_WORDS from "../kit/network-panel.words.mjs";
import { firstConvolution } from "../kit/parts.mjs";
import { importLater, pause } from "../kit/resources.mjs";
import * as WORDS from "./workbench.words.mjs";

const COMPARED = ["calibration", "mistakes"]; // answers with right classes, which must be known

class Workbench extends NetworkHost {
  constructor(root, model) {
    super(root, model);
    const { figure, ...state } = model.get("state");
    Object.assign(this, { figure, state, files: model.get("files"), end: null });
    this.isGiven = Boolean(this.files); // the network came with the page
    this.build();
  }

  build() {
    if (!this.isGiven) this.makePanel();
    this.name = el("strong");
    this.sum = el("span");
    this.now = el("p", { tabindex: -1 }, this.name, " ", this.sum);
    this.back = button(HOST_WORDS.back, () => this.attempt((isWanted) => this.open(undefined, "", isWanted)), { hidden: true });
    this.table = el("details", { ontoggle: () => this.showTable().catch((error) => this.complain(error)) }, el("summary", WORDS.table));
    this.others = el("details", { hidden: true });
    this.tabs = Object.entries(WORDS.figures).filter(([name]) => name in this.model.get("figures"))
      .map(([name, words]) => [name, button(words, () => this.choose(name))]);
    this.stage = el(".x-shown");
    this.root.classList.add("x-bench-all");
    this.root.replaceChildren(...(this.panel ? [this.panel.element] : [this.busy, this.fault]),
      el(".x-now", this.now, this.table, this.others, this.back),
      el(".x-tabs", { role: "group", "aria-label": WORDS.choose }, ...this.tabs.map(([, tab]) => tab)), this.stage);
  }

  async showTable() {
    if (!this.table.open || !this.rows) return;
    const { costTable } = await importLater(this.model, "kit/cost-table.mjs");
    while (this.table.children.length > 1) this.table.lastChild.remove(); // its summary stays, which may have the focus
    this.table.append(...costTable(this.rows, WORDS.table));
  }

  /** Show a network: what it costs, and the figure that was open. */
  async open(files, name, isWanted) {
    const title = name || (this.isGiven ? WORDS.given : WORDS.books);
    if (this.isShown) await this.say(HOST_WORDS.opening(title));
    const network = await this.opened(files, title), any = files && await importLater(this.model, "kit/any-network.mjs");
    if (!isWanted()) return;
    Object.assign(this, { files, rows: costsOf(network), first: firstConvolution(network)?.name });
    if (!files) this.booksFirst = this.first;
    write(this.name, `${title}:`);
    const sum = (time) => write(this.sum, WORDS.sum(this.rows.length, totalCosts(this.rows), time));
    sum("…");
    this.back.hidden = this.isGiven || !files;
    const shown = this.offer((figure) => any && (any.refusalOf(figure, network) ?? this.lacks(figure)));
    await this.showTable();
    await this.show(shown.includes(this.figure) ? this.figure : shown[0], this.isShown ? {} : this.state);
    if (this.isShown && isWanted()) this.now.focus();
    this.isShown = true;
    const time = await timeOf(network, pause); // last: the figure is there meanwhile
    if (isWanted()) sum(time.toPrecision(2));
  }

  /** What a figure needs beside the network. */
  lacks(figure) {
    const { "snapshots.safetensors": snapshots, "labels.json": labels } = this.files;
    if (figure === "being-born" && !snapshots) return WORDS.noSnapshots;
    const isLabelled = labels && JSON.parse(new TextDecoder().decode(labels)).length;
    return COMPARED.includes(figure) && !isLabelled ? noLabels : null;
  }

  /** Offer the figures that can show the network, and say why others cannot. Returns the names of the first. */
  offer(refusalOf) {
    const refused = this.tabs.map(([figure, tab]) => {
      const refusal = refusalOf(figure);
      tab.hidden = Boolean(refusal);
      return [figure, refusal];
    }).filter(([, refusal]) => refusal);
    this.others.hidden = !refused.length;
    this.others.replaceChildren(el("summary", WORDS.others(refused.length)),
      el("ul", ...refused.map(([figure, refusal]) => el("li", el("strong", WORDS.figures[figure]), ` ${refusal}`))));
    return this.tabs.filter(([, tab]) => !tab.hidden).map(([figure]) => figure);
  }

  /** Another figure, as it opens. */
  choose(figure) {
    this.model.set("state", { figure });
    this.model.save_changes();
    return this.show(figure, {}).catch((error) => this.complain(error));
  }

  /** Show one figure, in the place of the one before. */
  async show(figure, state) {
    const { model, files, stage } = this, mine = (this.showing = {});
    for (const [name, tab] of this.tabs) tab.setAttribute("aria-pressed", name === figure);
    Object.assign(this, { figure, state });
    stage.style.minHeight = `${stage.offsetHeight}px`; // the page does not jump meanwhile
    this.end?.();
    this.end = null;
    const live = el("div"), module = await model.get("load")?.(figure) ?? (await importLater(model, `figures/${figure}.mjs`)).default;
    if (mine !== this.showing) return;
    stage.replaceChildren(live);
    try {
      const end = await module.render({ model: this.modelOf(figure, files), el: live });
      if (mine !== this.showing) return end();
      this.end = end;
    } finally {
      if (mine === this.showing) stage.style.minHeight = "";
    }
  }

  /** What a figure in the workbench asks for; its state stands in the address beside the figure's name. */
  modelOf(figure, files) {
    const { model, first, booksFirst } = this, isBrought = files && !this.isGiven, defaults = { ...model.get("figures")[figure] };
    if (isBrought && first && defaults.layer === booksFirst) defaults.layer = first; // where a figure begins on the book's network
    const values = {
      state: { ...defaults, ...this.state }, defaults, files, name: figure, picture: isBrought ? undefined : model.get("picture"),
    };
    values.leavesOut = isBrought && HOST_WORDS.withoutNetwork;
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
    super.close();
    this.showing = null;
    this.end?.();
  }
}

async function render({ model, el: root }) {
  const bench = new Workbench(root, model);
  await bench.attempt((isWanted) => bench.open(bench.files, "", isWanted));
  return () => bench.close();
}

export default { render };
