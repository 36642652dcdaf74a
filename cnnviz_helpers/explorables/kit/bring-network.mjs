/* A network that a reader brings to the workbench: read, asked about, opened, kept. This module comes with the first file. */

import { timeOf } from "../engine/costs.mjs";
import { button, choice, labelled } from "./controls.mjs";
import { argmax } from "./draw.mjs";
import { el, write } from "./element.mjs";
import { readJson } from "./files.mjs";
import { RANGES, droppedFiles, endsInShares, filesOf, withShares } from "./network-files.mjs";
import * as store from "./network-store.mjs";
import { Photos, answersOf, importLater, instead, pause } from "./resources.mjs";
import * as WORDS from "./bring-network.words.mjs";

const TRIED = 100, QUICK = 20; // photos with which ranges are compared; milliseconds that a network may take for one of them
const LINES = 10; // of the field for names
const KEPT = "kept-network"; // set where this browser keeps one

class Bringer {
  constructor(bench) {
    const { model, panel } = bench;
    Object.assign(this, { bench, model, panel, form: panel.form });
    this.books = instead(model, { files: undefined }); // the page's model, without the network of a reader
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      bench.attempt((isWanted) => this.openAsked(isWanted));
    });
  }

  async readDropped(entries, files, isWanted) {
    const found = await droppedFiles(entries, files);
    if (found.length) await this.read(found, isWanted);
  }

  /** The files of a network; then what they do not tell is asked. */
  async read(files, isWanted) {
    const { bench, form } = this, [first] = files, folder = files.length > 1 && first.webkitRelativePath?.split("/")[0];
    const { areNames, readNames, readNetwork } = await importLater(this.model, "reader/read-network.mjs");
    if (areNames(files)) return this.takeNames(await readNames(first));
    form.hidden = true;
    const { name } = files.find((file) => !areNames([file])), bytes = files.reduce((sum, { size }) => sum + size, 0);
    await bench.say(WORDS.reading(folder || name, bytes));
    if (!isWanted()) return undefined; // another one was chosen meanwhile: only that is read
    const brought = { ...await readNetwork(files), name: folder || name };
    if (!isWanted()) return undefined;
    this.brought = brought;
    const { description: { pixels, classes }, names = classes, labels, isExported } = brought;
    const isTold = isExported && names.length === classes.length && endsInShares(brought.description);
    return isTold ? this.open(brought, { order: pixels?.order, classes: names, labels }, isWanted) : this.ask();
  }

  /** A text file that comes alone: the names for the network that is asked about. */
  takeNames(names) {
    if (this.form.hidden) throw new Error(WORDS.noNetwork);
    this.names.value = names.join("\n");
    this.names.focus();
  }

  /** The network that is asked about, with a softmax behind it where it gives scores and the reader says so. */
  get wanted() {
    const { brought, scores } = this;
    return scores?.checked ? { ...brought, description: withShares(brought.description) } : brought;
  }

  /** Whether its last numbers are scores; range, order of colours, names of classes. */
  ask() {
    const { form, brought } = this, { description, range: known, names } = brought, outputs = description.classes.length;
    this.asked = { range: known ?? "", order: "rgb" };
    this.scores = endsInShares(description) ? null : el("input", { type: "checkbox", checked: true });
    const { classes } = this.wanted.description;
    const isChance = this.wanted.description.layers.at(-1).kind === "sigmoid" && classes.length === 2;
    this.names = el("textarea", { rows: Math.min(classes.length, LINES), spellcheck: "false" });
    this.names.value = (names ?? classes).join("\n");
    this.hint = el("p.x-hint", { role: "status" });
    this.keeps = el("input", { type: "checkbox" });
    const range = choice(WORDS.range, Object.entries(WORDS.ranges), this.asked.range, (value) => { this.asked.range = value; });
    this.range = range.querySelector("select");
    const why = el("span.x-hint", WORDS.knows[known] ?? WORDS.askRange), check = (words, box) => el("label.x-check", box, words);
    why.id = `${this.range.id}-why`;
    this.range.setAttribute("aria-describedby", why.id);
    range.append(why);
    form.replaceChildren(
      el("p", WORDS.asks(brought)),
      ...(this.scores ? [check(WORDS.scores(outputs), this.scores)] : []), range,
      ...(description.input[2] === 3
        ? [choice(WORDS.order, Object.entries(WORDS.orders), "rgb", (value) => { this.asked.order = value; })]
        : []),
      labelled(isChance ? WORDS.namesOfChance : WORDS.names(classes.length), this.names,
        classes.length === 10 && button(WORDS.ten, () => this.nameTheTen().catch((error) => this.bench.complain(error))),
        classes.length === 10 && this.hint),
      check(WORDS.keep, this.keeps),
      el(".x-row", el("button.x-go", { type: "submit" }, WORDS.open), button(WORDS.cancel, () => this.panel.cancel())),
    );
    form.hidden = false;
    (this.scores ?? this.range).focus();
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
    const { brought, books, hint, asked: { order } } = this, labels = await readJson(books, "labels.json");
    write(hint, WORDS.comparing(TRIED));
    const files = filesOf(this.wanted, { range: "0..1", order, classes: brought.description.classes, labels });
    const network = await this.bench.opened(files, brought.name);
    if (await timeOf(network, pause) > QUICK) return write(hint, WORDS.slow);
    const { input, pixels: { byteAt }, photo: { shape: [, , channels] } } = network;
    const right = Object.fromEntries(Object.keys(RANGES).map((name) => [name, 0]));
    const photos = new Photos(books, network);
    for (let i = 0; i < TRIED; i++) {
      const { rgb } = await photos.get(i);
      for (const [name, { scale, offset }] of Object.entries(RANGES)) {
        for (let at = 0; at < input.length; at++) {
          input[at] = rgb[byteAt(at)] * (scale[at % channels] ?? scale) + (offset[at % channels] ?? offset);
        }
        network.run();
        right[name] += argmax(answersOf(network)) === labels[i];
      }
      if (i % 10 === 9) await pause();
    }
    // Where another network has come meanwhile, its form has another hint.
    return write(hint, WORDS.hint(TRIED, Object.entries(right).map(([name, n]) => WORDS.inRange(n, WORDS.ranges[name])).join(", ")));
  }

  async openAsked(isWanted) {
    const { asked, names, range, brought, wanted } = this, known = await this.bookClasses();
    const classes = names.value.split("\n").map((line) => line.trim()).filter(Boolean), n = wanted.description.classes.length;
    this.require(range, asked.range, WORDS.askRange);
    this.require(names, classes.length === n, WORDS.wrongNames(n, classes.length));
    const isBooks = !wanted.description.pictures && `${classes}` === `${known}`,
      labels = isBooks ? await readJson(this.books, "labels.json") : brought.labels;
    await this.open(wanted, { ...asked, classes, labels }, isWanted, this.keeps.checked);
  }

  /** What a field must hold: else a sentence, and the reader is led there. */
  require(field, isThere, sentence) {
    field.setAttribute("aria-invalid", !isThere);
    if (isThere) return;
    field.focus();
    throw new Error(sentence);
  }

  async open(network, about, isWanted, isToKeep = false) {
    const { bench, form } = this, { name } = network, files = filesOf(network, about);
    await bench.open(files, name, isWanted);
    if (!isWanted()) return;
    form.hidden = true;
    form.replaceChildren();
    this.brought = null; // the files are enough
    if (!isToKeep) return;
    try {
      await store.keep({ name, files });
      localStorage.setItem(KEPT, name);
    } catch {
      throw new Error(WORDS.notKept);
    }
    await this.offerLast();
  }

  /** The network that this browser has kept. */
  async offerLast() {
    const { bench, panel } = this, last = await store.last().catch(() => null);
    panel.kept.hidden = !last;
    if (!last) return;
    const { name, files } = last;
    panel.kept.replaceChildren(
      el("span", WORDS.last(name)),
      button(WORDS.openLast, () => bench.attempt((isWanted) => bench.open(files, name, isWanted))),
      button(WORDS.forget, () => this.forget().catch((error) => bench.complain(error))),
    );
  }

  async forget() {
    await store.forget();
    localStorage.removeItem(KEPT);
    this.panel.kept.hidden = true;
    this.panel.focus();
  }
}

export const bringer = (bench) => new Bringer(bench);
