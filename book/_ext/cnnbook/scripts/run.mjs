/* A chapter whose code runs, on a Jupyter server that the reader names. Cells become editable, outputs come from the kernel. */

import { Kernel, readServer, startOnBinder } from "./kernel.mjs";

const BEGINNING = 'import os; os.environ["CNN_BOOK_BUILD"] = "1"'; // live figures then come as a place in a page
const PNG = "data:image/png;base64,";
const COLUMNS = /\S {2,}\S|^\s*(array)?\(?\[|\[ |[─-╿]/m;
const COLOUR_CODES = /\x1b\[[\d;]*m/g;

/** A new element with these properties and children. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** The richest form of a result that a page can show. */
function shown(data) {
  if (data["text/html"]) { // its scripts do not run
    return make("div", {}, ...new DOMParser().parseFromString(data["text/html"], "text/html").body.childNodes);
  }
  if (data["image/png"]) return drawn(data["image/png"].trim());
  return printed(data["text/plain"] ?? "");
}

/** The picture in a PNG, base64, and its view in the dark, if the PNG holds one (`cnnviz_helpers/plots/canvas.py`). */
function drawn(png) {
  const image = make("img", { alt: "What this cell drew when you ran it.", src: PNG + png }), dark = viewIn(atob(png), "dark");
  image.onload = () => { image.width = image.naturalWidth / 2; }; // figures are drawn for sharp screens
  if (!dark) return image;
  const media = document.documentElement.dataset.theme === "dark" ? "screen" : "not all";
  const source = make("source", { srcset: PNG + btoa(dark), media });
  source.dataset.dark = "screen"; // the page's first script follows the theme
  return make("picture", {}, source, image);
}

/** The view `name` of a figure: one of the parts of its PNG, each with its length, its kind and four bytes at the end.
    All of them are strings of bytes. */
function viewIn(png, name) {
  const begin = `viEw${name}\0`;
  for (let at = 8, length; at < png.length; at += length + 12) {
    length = [...png.slice(at, at + 4)].reduce((sum, byte) => 256 * sum + byte.charCodeAt(), 0);
    if (png.startsWith(begin, at + 4)) return png.slice(at + 4 + begin.length, at + 8 + length);
  }
  return null;
}

/** Text as a cell prints it: sentences wrap, columns stay (`has_columns` in `html_cleanup.py`). */
function printed(text, properties) {
  const pre = make("pre", { tabIndex: 0, textContent: text, ...properties });
  wrapWords(pre);
  return make("div", { className: "output" }, pre);
}

function wrapWords(pre) {
  pre.classList.toggle("is-words", !pre.textContent.trim().includes("\n") || !COLUMNS.test(pre.textContent));
}

/** One cell of the chapter: its code, its button, and what it showed. */
class Cell {
  constructor(element, number) {
    this.element = element;
    this.code = element.querySelector(".cell_input pre");
    this.printed = [...element.querySelectorAll(".cell_output")];
    this.caption = element.querySelector("figcaption");
    this.output = make("div", { className: "cell_output run-output", hidden: true });
    this.button = make("button", { type: "button", textContent: "Run", ariaLabel: `Run code ${number}` });
    this.state = make("span", { className: "run-state", role: "status" });
    this.tools = make("div", { className: "run-cell", hidden: true }, this.button, this.state);
    element.querySelector(".cell_input").append(this.tools);
    if (this.printed.length) this.printed[0].before(this.output);
    else element.append(this.output);
  }

  /** Its code. Browsers write a new line as a line break or as an element for one. */
  get source() {
    const copy = this.code.cloneNode(true);
    copy.querySelectorAll("br").forEach((line) => line.replaceWith("\n"));
    return copy.textContent;
  }

  /** Let the reader edit and run it, or not. */
  set isLive(is) {
    this.tools.hidden = !is;
    this.code.contentEditable = is ? "plaintext-only" : "inherit";
    this.code.spellcheck = false;
    this.code.role = is ? "textbox" : "group";
    this.code.ariaMultiLine = is ? "true" : null;
  }

  async run(kernel) {
    const began = performance.now();
    this.state.textContent = "running";
    this.output.replaceChildren();
    this.output.hidden = false;
    this.printed.forEach((element) => { element.hidden = true; });
    const isRight = await kernel.run(this.source, (type, content) => this.show(type, content));
    this.state.textContent = `${isRight ? "done" : "stopped by an error"}, ${((performance.now() - began) / 1000).toFixed(1)} s`;
    this.output.dispatchEvent(new Event("figures-added", { bubbles: true }));
    return isRight;
  }

  show(type, content) {
    if (type === "clear_output") this.output.replaceChildren();
    if (type === "stream") {
      let last = this.output.lastElementChild;
      if (last?.dataset.stream !== content.name) this.output.append(last = printed(""));
      last.dataset.stream = content.name;
      last.firstChild.textContent += content.text;
      wrapWords(last.firstChild);
    }
    if (type === "error") this.output.append(printed(content.traceback.join("\n").replace(COLOUR_CODES, ""), { className: "run-error" }));
    if (type === "execute_result" || type === "display_data") {
      const result = shown(content.data);
      const hasCaption = result.matches("img, picture") && this.caption;
      this.output.append(hasCaption ? make("figure", {}, result, this.caption.cloneNode(true)) : result);
    }
  }
}

/** The bar above the chapter, and the kernel behind it. */
class Chapter {
  kernel = null;
  turn = Promise.resolve(); // cells run one after the other

  constructor(bar) {
    this.bar = bar;
    const [form, buttons] = bar.querySelectorAll("form, .run-buttons");
    Object.assign(this, { form, buttons, status: bar.querySelector("[role=status]"), field: form.elements.server });
    this.cells = [...document.querySelectorAll(".bd-article .cell:has(.cell_input pre)")].map((element, i) => new Cell(element, i + 1));
    bar.querySelectorAll(".run-origin").forEach((place) => { place.textContent = location.origin; });
    form.onsubmit = (event) => {
      event.preventDefault();
      this.connect(async () => readServer(this.field.value));
    };
    const binder = form.elements.binder;
    if (binder) binder.onclick = () => this.connect(() => startOnBinder(binder.value, (words) => this.say(words)));
    const does = {
      all: () => this.runAll(), stop: () => this.kernel.interrupt(), restart: () => this.restart(), end: () => this.disconnect(),
    };
    buttons.onclick = ({ target }) => does[target.name]?.().catch((error) => this.say(error.message));
    for (const cell of this.cells) {
      cell.button.onclick = () => this.runOne(cell);
      cell.code.onkeydown = (event) => {
        if (this.kernel) event.stopPropagation(); // in code, a slash is no call for the search
        if (!this.kernel || event.key !== "Enter" || !event.shiftKey) return;
        event.preventDefault();
        this.runOne(cell);
      };
    }
    window.addEventListener("pagehide", () => this.kernel?.end());
    this.isLive = false;
    form.inert = false; // it stood there from the start, so that the text need not move when this script arrives
  }

  say(words) {
    this.status.textContent = words;
  }

  set isLive(is) {
    this.form.hidden = is;
    this.buttons.hidden = !is;
    this.bar.classList.toggle("is-live", is);
    this.cells.forEach((cell) => { cell.isLive = is; });
  }

  async connect(find) {
    this.say("Connecting …");
    this.form.inert = true; // one attempt at a time
    try {
      this.kernel = await Kernel.start(await find());
      this.kernel.onlost = () => {
        this.kernel = null;
        this.isLive = false;
        this.say("The connection to the server ended. Your code is still here.");
      };
      await this.kernel.run(BEGINNING);
      this.isLive = true;
      this.say("Connected. Every cell can be edited and run: with its button, or with Shift and Enter.");
    } catch (error) {
      this.say(error.message);
    }
    this.form.inert = false;
  }

  /** Run a cell when those before it are done. -> whether it ran without an error */
  runOne(cell) {
    cell.state.textContent = "waits";
    const { kernel } = this;
    this.turn = this.turn.then(() => cell.run(kernel)).catch((error) => { cell.state.textContent = error.message; return false; });
    return this.turn;
  }

  async runAll() {
    for (const cell of this.cells) {
      this.say(`Running code ${this.cells.indexOf(cell) + 1} of ${this.cells.length}.`);
      if (!await this.runOne(cell)) {
        this.say(`Code ${this.cells.indexOf(cell) + 1} of ${this.cells.length} did not run to its end; it says why.`);
        return;
      }
    }
    this.say(`All ${this.cells.length} cells have run.`);
  }

  async restart() {
    this.say("Restarting …");
    await this.kernel.restart();
    await this.kernel.run(BEGINNING);
    this.say("Restarted: no variable is left. Begin with the first cell.");
  }

  async disconnect() {
    const { kernel } = this;
    this.kernel = null;
    this.isLive = false;
    this.say("Disconnected. Your server goes on without this kernel.");
    await kernel.end();
  }
}

new Chapter(document.querySelector(".run-bar"));
