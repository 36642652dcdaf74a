/* A network that a reader brings to the workbench: read, asked about, opened, kept. This module comes with the first file. */

import { timeOf } from "../engine/costs.mjs";
import { button, choice, labelled } from "./controls.mjs";
import { argmax } from "./draw.mjs";
import { el, write } from "./element.mjs";
import { readJson } from "./files.mjs";
import { RANGES, droppedFiles, filesOf } from "./network-files.mjs";
import * as store from "./network-store.mjs";
import { Photos, answersOf, importLater, pause } from "./resources.mjs";
import * as WORDS from "./bring-network.words.mjs";

const TRIED = 100, QUICK = 20; // photos with which ranges are compared; milliseconds that a network may take for one of them
const LINES = 10; // of the field for names
const KEPT = "kept-network"; // set where this browser keeps one

class Bringer {
  constructor(bench) {
    const { model } = bench;
    Object.assign(this, { bench, model, form: bench.form });
    this.books = { get: (key) => (key === "files" ? undefined : model.get(key)) }; // the page's model, without the network of a reader
  }

  async readDropped(entries, files, isWanted) {
    const found = await droppedFiles(entries, files);
    if (found.length) await this.read(found, isWanted);
  }

  /** The files of a network; then what they do not tell is asked. */
  async read(files, isWanted) {
    const { bench, form } = this, [first] = files;
    form.hidden = true;
    write(bench.sum, WORDS.reading);
    const { readNetwork } = await importLater(this.model, "reader/read-network.mjs");
    await pause();
    const network = await readNetwork(files);
    if (!isWanted()) return;
    write(bench.sum, "");
    this.brought = { ...network, name: (files.length > 1 && first.webkitRelativePath?.split("/")[0]) || first.name };
    const { description: { pixels, classes }, labels } = this.brought;
    if (pixels) await this.open({ order: pixels.order, classes, labels }); // the folder tells it all
    else this.ask();
  }

  /** Range, order of colours, names of classes. */
  ask() {
    const { form, brought: { description: { classes, input }, range: known } } = this, n = classes.length;
    this.asked = { range: known ?? "", order: "rgb" };
    this.names = el("textarea", { rows: Math.min(n, LINES), spellcheck: "false" });
    this.names.value = classes.join("\n");
    this.hint = el("p.x-hint", { role: "status" });
    this.keeps = el("input", { type: "checkbox" });
    const fill = button(WORDS.ten, () => this.bench.attempt(() => this.nameTheTen()));
    form.replaceChildren(
      choice(WORDS.range, Object.entries(WORDS.ranges), this.asked.range, (value) => { this.asked.range = value; }),
      el("p.x-hint", known ? WORDS.knows : WORDS.askRange),
      ...(input[2] === 3 ? [choice(WORDS.order, Object.entries(WORDS.orders), "rgb", (value) => { this.asked.order = value; })] : []),
      labelled(WORDS.names(n), this.names), ...(n === 10 ? [fill, this.hint] : []),
      labelled(WORDS.keep, this.keeps), el("button", { type: "submit" }, WORDS.open),
    );
    form.hidden = false;
    form.querySelector("select").focus();
  }

  async bookClasses() {
    return (await readJson(this.books, "network.json")).classes;
  }

  async nameTheTen() {
    this.names.value = (await this.bookClasses()).join("\n");
    await this.compareRanges();
  }

  /** In which range the network is right most often, if its classes are those of the book's photos. */
  async compareRanges() {
    const { brought, books, asked: { order } } = this, labels = await readJson(books, "labels.json");
    const network = await this.bench.opened(filesOf(brought, { range: "0..1", order, classes: brought.description.classes, labels }));
    if (timeOf(network) > QUICK) return;
    const { input, pixels: { byteAt }, photo: { shape: [, , channels] } } = network, right = Object.fromEntries(Object.keys(RANGES).map((name) => [name, 0]));
    const photos = new Photos(books, network);
    for (let i = 0; i < TRIED; i++) {
      const { rgb } = await photos.get(i);
      for (const [name, { scale, offset }] of Object.entries(RANGES)) {
        for (let at = 0; at < input.length; at++) input[at] = rgb[byteAt(at)] * (scale[at % channels] ?? scale) + (offset[at % channels] ?? offset);
        network.run();
        right[name] += argmax(answersOf(network)) === labels[i];
      }
      if (i % 10 === 9) await pause();
    }
    if (brought !== this.brought) return; // another one has come meanwhile
    write(this.hint, WORDS.hint(TRIED, Object.entries(right).map(([name, n]) => WORDS.inRange(n, WORDS.ranges[name])).join(", ")));
  }

  /** What was asked has been answered. */
  async openAsked() {
    const { asked, names, brought: { description: { classes: { length: n } } } } = this, known = await this.bookClasses();
    const classes = names.value.split("\n").map((line) => line.trim()).filter(Boolean);
    if (!asked.range) throw new Error(WORDS.askRange);
    if (classes.length !== n) throw new Error(WORDS.wrongNames(n, classes.length));
    const labels = `${classes}` === `${known}` ? await readJson(this.books, "labels.json") : [];
    await this.open({ ...asked, classes, labels }, this.keeps.checked);
  }

  async open(about, isToKeep) {
    const { bench, brought } = this, files = filesOf(brought, about);
    await bench.open(files, brought.name);
    this.form.hidden = true;
    if (!isToKeep) return;
    try {
      await store.keep({ name: brought.name, files });
      localStorage.setItem(KEPT, brought.name);
    } catch {
      throw new Error(WORDS.notKept);
    }
    await this.offerLast();
  }

  /** The network that this browser has kept. */
  async offerLast() {
    const { bench } = this, kept = await store.last().catch(() => null);
    bench.kept.hidden = !kept;
    if (!kept) return;
    bench.kept.replaceChildren(el("span", WORDS.last(kept.name)), button(WORDS.openLast, () => bench.attempt(() => bench.open(kept.files, kept.name))),
      button(WORDS.forget, () => bench.attempt(() => this.forget())));
  }

  async forget() {
    await store.forget();
    localStorage.removeItem(KEPT);
    this.bench.kept.replaceChildren(el("span", WORDS.forgotten));
  }
}

export const bringer = (bench) => new Bringer(bench);
