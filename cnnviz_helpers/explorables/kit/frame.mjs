/* The frame of a figure: title, first step, what was reached, its state in the address, words for those who do not see it. */

import { MUTE, el, write } from "./element.mjs";
import { button } from "./controls.mjs";
import { Stateful } from "./state.mjs";
import * as KIT_WORDS from "./words.mjs";

export { oneOf, whole } from "./state.mjs";

// Milliseconds: after which a reader has stopped moving something; for which an answer, and a finding, can be read.
const STOPPED = 350, SEEN = 2000, FOUND = 9000;
const BY_HAND = ["pointerdown", "keydown", "click", "input", "change", "drop", "paste"]; // what tells that a reader has touched a figure

/**
 * The frame of a figure: title, what to try, body, what was found by trying, the line of Python, and the figure's state.
 * The figure gives it `draw`, which is called when the state has changed; and `leavesOut`, if there is something that no link can hold:
 * it returns words about that, or nothing. What no link can hold of the page around the figure, model.get("leavesOut") says.
 * tries: [{text, done: (frame) => boolean, then}]; allowed: {name: (value) => whether the state may have it}.
 * The names of the state and their first values stand in Python's registry: model.get("defaults"); where one is not allowed, its `first`.
 */
export const makeFrame = (root, model, parts) => new Frame(root, model, parts);

class Frame extends Stateful {
  constructor(root, model, { title, lead, tries, allowed }) {
    super(model, allowed);
    Object.assign(this, { root, tries });
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
  }

  /** Say in words what is drawn: at first at once, so that the figure takes its room; later, once the reader has stopped for a moment. */
  say(words) {
    if (words === this.said) return; // also if they are still to come: what is drawn again and again would put them off
    this.said = words;
    clearTimeout(this.saying);
    if (this.live.firstChild) this.saying = setTimeout(write, STOPPED, this.live, words);
    else write(this.live, words);
  }

  /** One sentence in the place of the figure. */
  fail({ message }) {
    this.body.replaceChildren(el("p.x-fault", { role: "alert" }, KIT_WORDS.cannotRun(message)));
  }

  /** What has been reached can be seen once the new state is drawn: until then, what the figure found is about the old one. */
  changed() {
    this.tick();
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
    write(this.linkNote, [this.leavesOut?.(), this.model.get("leavesOut")].filter(Boolean).join(" "));
    try {
      await navigator.clipboard.writeText(this.model.get("address")());
      write(this.link, KIT_WORDS.copied);
    } catch {
      write(this.link, KIT_WORDS.notCopied);
    }
    setTimeout(() => write(this.link, KIT_WORDS.copyLink), SEEN);
  }

  /** Do `work` once the figure is in the window: what takes time, or loads much, waits until then. */
  whenSeen(work) {
    const watcher = new IntersectionObserver((seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      this.attempt(work);
    });
    watcher.observe(this.root);
    this.onEnd(() => watcher.disconnect());
  }

  /** Ends the figure. What `render` returns: a function of its own, which can be called without the frame. */
  close = () => {
    clearTimeout(this.saying);
    clearTimeout(this.finding);
    this.end();
    this.root.replaceChildren();
  };
}
