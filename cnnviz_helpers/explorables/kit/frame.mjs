/* The frame of a figure: title, first step, what was reached, its state in the address, words for those who do not see it. */

import { MUTE, el, write } from "./element.mjs";
import { button } from "./controls.mjs";
import * as KIT_WORDS from "./words.mjs";

// Milliseconds: after which a reader has stopped moving something; for which an answer, and a finding, can be read.
const STOPPED = 350, SEEN = 2000, FOUND = 9000;
const BY_HAND = ["pointerdown", "keydown", "click", "input", "change", "drop", "paste"]; // what tells that a reader has touched a figure

/**
 * The frame of a figure: title, what to try, body, what was found by trying, the line of Python, and the figure's state.
 * The figure gives it `draw`, which is called when the state has changed; and `leavesOut`, if there is something that no link can hold:
 * it returns words about that, or nothing.
 * tries: [{text, done: (frame) => boolean, then}]; allowed: {name: (value) => whether the state may have it}.
 * The names of the state and their first values stand in Python's registry: model.get("defaults"); where one is not allowed, its `first`.
 */
export const makeFrame = (root, model, parts) => new Frame(root, model, parts);

class Frame {
  constructor(root, model, { title, lead, tries, allowed }) {
    Object.assign(this, { root, model, tries, allowed, ends: [], isClosed: false, isTouched: false });
    this.defaults = Object.fromEntries(Object.entries(model.get("defaults")) // those of the book's network may not fit another one
      .map(([key, usual]) => [key, allowed[key](usual) ? usual : allowed[key].first ?? ""]));
    this.state = { ...this.defaults, ...this.given() };
    this.body = el(".x-body");
    this.live = el("p.x-live", { role: "status" });
    this.code = el("code");
    this.link = button(KIT_WORDS.copyLink, () => this.copyLink());
    this.linkNote = el("span", { role: "status" });
    this.items = tries.map(({ text }) => el("li", el("span.x-tick", MUTE), el("span", text)));
    this.found = el("ul.x-found", { role: "list", "aria-live": "polite" });
    const python = model.get("python"); // the place in the page where the figure's line of Python is explained
    root.replaceChildren(
      el("p.x-title", el("strong", title), " ", el("span.x-lead", lead)),
      el(".x-tries", el("p", KIT_WORDS.tryThis), el("ol", { role: "list" }, ...this.items)),
      this.body, this.live, this.found,
      el(".x-foot",
        el("p", el(python ? "a" : "span", { href: python && `#${python}` }, KIT_WORDS.inPython), ": ", this.code),
        model.get("address") && el("p", this.linkNote, this.link)),
    );
    root.classList.add("x-frame");
    for (const kind of BY_HAND) root.addEventListener(kind, () => { this.isTouched = true; }, { capture: true });
    const follow = () => this.follow();
    model.on?.("change:state", follow); // in a notebook, Python can change the state too
    this.onEnd(() => model.off?.("change:state", follow));
  }

  /** What the address or Python wants: those entries that have a known name and a value that is allowed. */
  given() {
    const wanted = this.model.get("state");
    return Object.fromEntries(Object.entries(this.defaults)
      .map(([key, usual]) => [key, usual.constructor(wanted[key])]) // a Number or a String, like the usual one
      .filter(([key, value]) => this.allowed[key](value)));
  }

  /** Take over a state that came from elsewhere. */
  follow() {
    const other = this.given();
    if (Object.entries(other).some(([key, value]) => this.state[key] !== value)) this.change(other);
  }

  /** Change the state, and remember it in the address: what a figure does before a reader has touched it is not worth a place there. */
  set(changes) {
    if (this.isClosed) return;
    this.change(changes);
    if (this.isTouched) this.save();
  }

  save() {
    this.model.set("state", { ...this.state });
    this.model.save_changes();
  }

  /** What has been reached can be seen once the new state is drawn: until then, what the figure found is about the old one. */
  change(changes) {
    Object.assign(this.state, changes);
    this.attempt(async () => {
      await this.draw?.();
      this.tick();
    });
  }

  /** Say in words what is drawn: at first at once, so that the figure takes its room; later, once the reader has stopped for a moment. */
  say(words) {
    clearTimeout(this.saying);
    if (this.live.firstChild) this.saying = setTimeout(write, STOPPED, this.live, words);
    else write(this.live, words);
  }

  /** Do `work` when the screen is drawn next; of what is asked for more often, only the last. The promise is kept when that is done. */
  later(work) {
    cancelAnimationFrame(this.busy);
    return new Promise((done) => {
      if (!this.isClosed) this.busy = requestAnimationFrame(() => done(this.attempt(work)));
    });
  }

  /** Do what may fail; then one sentence stands in the place of the figure. */
  async attempt(work) {
    try {
      await work?.();
    } catch (error) {
      console.error(error);
      this.body.replaceChildren(el("p.x-fault", { role: "alert" }, KIT_WORDS.cannotRun(error.message)));
    }
  }

  /**
   * Mark the tries that have been reached. What they show is told below the figure, so that nothing moves under the reader's hand;
   * at first it lies over the lower edge of the window, where it is seen wherever one is.
   */
  tick() {
    this.items.forEach((item, i) => {
      if (item.className || !this.tries[i].done(this)) return;
      item.className = "is-done";
      this.found.append(el("li.x-done", el("span.x-tick", MUTE), el("span", this.tries[i].then)));
      this.found.classList.add("is-new");
      clearTimeout(this.finding);
      this.finding = setTimeout(() => this.found.classList.remove("is-new"), FOUND);
    });
  }

  /** The line of Python that gives the same numbers; or the layer whose output they are, of this input, at this index. */
  python(line, input, index) {
    write(this.code, input ? `layer_outputs(model, ${input}, "${line}")["${line}"]${index}` : line);
  }

  /** Where the clipboard is closed, as to pages without https, the address bar gets the link. */
  async copyLink() {
    this.save();
    write(this.linkNote, this.leavesOut?.() ?? "");
    try {
      await navigator.clipboard.writeText(this.model.get("address")());
      write(this.link, KIT_WORDS.copied);
    } catch {
      write(this.link, KIT_WORDS.notCopied);
    }
    setTimeout(() => write(this.link, KIT_WORDS.copyLink), SEEN);
  }

  /** What is to be done when the figure is closed: at once, if it is closed already. */
  onEnd(end) {
    if (this.isClosed) end();
    else this.ends.push(end);
  }

  /** Ends the figure. What `render` returns: a function of its own, which can be called without the frame. */
  close = () => {
    this.isClosed = true;
    clearTimeout(this.saying);
    clearTimeout(this.finding);
    cancelAnimationFrame(this.busy);
    this.ends.forEach((end) => end());
    this.root.replaceChildren();
  };
}

/** For `allowed`: whole numbers from `low` to `high`. */
export const whole = (low, high) => Object.assign((value) => Number.isInteger(value) && value >= low && value <= high, { first: low });
/** For `allowed`: one of these words. */
export const oneOf = (...words) => Object.assign((value) => words.includes(value), { first: words[0] });
