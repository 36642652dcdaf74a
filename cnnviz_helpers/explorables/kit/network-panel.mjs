/* Where a reader gives a network to the workbench, or to the explorer: by drop, or by choice of a file or a folder. What reads it
   comes with the first: bring-network.mjs. */

import { el } from "./element.mjs";
import * as WORDS from "./network-panel.words.mjs";

const NETWORK = /\.(keras|zip)$/i; // what is dropped on a figure is a picture, but for these
const TYPES = ".keras,.zip,.json,.safetensors,.png,.txt,.h5";
const canTakeFolders = "webkitdirectory" in HTMLInputElement.prototype;

/** A field for files that looks like a button. */
function pick(words, onfiles, attributes) {
  const field = el("input", { type: "file", ...attributes, onchange: () => onfiles([...field.files]),
    onclick: () => { field.value = ""; } }); // so that the same can be chosen again
  return el("label.x-pick", field, words);
}

export class NetworkPanel {
  /**
   * bench: a NetworkHost; its `root` takes drops. Its parts that others fill: `form`, where what a file does not tell is asked; `kept`,
   * for the network that the browser keeps.
   */
  constructor(bench) {
    this.bench = bench;
    const read = (files) => this.read(files);
    this.file = pick(WORDS.file, read, { accept: TYPES, multiple: true });
    this.kept = el(".x-row", { hidden: true });
    this.form = el("form.x-ask", { hidden: true, "aria-label": WORDS.ask, novalidate: true });
    this.element = el("section.x-take", { "aria-label": WORDS.take },
      el(".x-drop", el("p", el("strong", WORDS.take)), el("p", WORDS.how),
        el(".x-row", this.file, canTakeFolders && pick(WORDS.folder, read, { webkitdirectory: true })), el("p.x-hint", WORDS.safe)),
      this.kept, bench.busy, this.form, bench.fault);
    this.listen(bench.root, bench.closing.signal);
  }

  /** Networks may be dropped anywhere in the figure, anything else in the panel. */
  listen(root, signal) {
    const { element, bench } = this, isHere = ({ target }) => element.contains(target);
    root.addEventListener("dragover", (event) => {
      event.preventDefault();
      element.classList.toggle("is-over", isHere(event));
    }, { signal });
    root.addEventListener("dragleave", () => element.classList.remove("is-over"), { signal });
    root.addEventListener("drop", (event) => {
      event.preventDefault(); // else the browser would open the file in the page's place
      element.classList.remove("is-over");
      const { items, files } = event.dataTransfer, dropped = [...files];
      if (!isHere(event) && !dropped.some(({ name }) => NETWORK.test(name))) return;
      event.stopPropagation();
      const entries = [...items].map((item) => item.webkitGetAsEntry?.()); // gone after this moment
      bench.attempt(async (isWanted) => (await bench.bring()).readDropped(entries, dropped, isWanted));
    }, { signal, capture: true });
    element.addEventListener("keydown", ({ key }) => { if (key === "Escape") this.cancel(); }, { signal });
  }

  read(files) {
    const { bench } = this;
    if (files.length) bench.attempt(async (isWanted) => (await bench.bring()).read(files, isWanted));
  }

  /** What is read, or asked, is not wanted any more. */
  cancel() {
    this.bench.stop();
    this.form.hidden = true;
    this.focus();
  }

  focus() {
    this.file.firstChild.focus();
  }
}
