/* The frame of a figure: title, first step, what was reached, its state in the address, words for those who do not see it. */

import { MUTE, el, write } from "./element.mjs";
import { button } from "./controls.mjs";

/**
 * The frame of a figure: title, first step, body, what was reached, the line of Python, and the figure's state. The figure gives it `draw`.
 * tries: [{text, done: (frame) => boolean, then}]; defaults: the state's names and first values; check: {name: (value) => whether it is a good one}.
 */
export function makeFrame(root, model, { title, lead, tries, defaults, check }) {
  const state = { ...defaults, ...given() }, python = model.get("python");
  const body = el(".x-body"), live = el("p.x-live", { role: "status" }), code = el("code"), ends = [];
  const items = tries.map(({ text }) => el("li", el("span.x-tick", MUTE), el("span", text)));
  const link = button("Copy a link to this state", copyLink), frame = { state, body, set, say, later, attempt, tick, python: showPython, onEnd, close };
  let saying, busy, isClosed = false;
  root.replaceChildren(
    el("p.x-title", el("strong", title), " ", el("span.x-lead", lead)), body, live,
    el(".x-tries", el("p", "Try this"), el("ol", { "aria-live": "polite" }, ...items)),
    el(".x-foot", el("p", el(python ? "a" : "span", { href: python && `#${python}` }, "The same in Python"), ": ", code), model.get("address") && link),
  );
  root.classList.add("x-frame");
  model.on?.("change:state", follow); // in a notebook, Python can change the state too
  onEnd(() => model.off?.("change:state", follow));

  /** What the address or Python wants: those entries that have a known name and a value of the right kind. */
  function given() {
    const wanted = model.get("state");
    return Object.fromEntries(Object.entries(defaults)
      .map(([key, usual]) => [key, usual.constructor(wanted[key])]) // a Number or a String, like the usual one
      .filter(([key, value]) => check[key](value)));
  }

  /** Take over a state that came from elsewhere. */
  function follow() {
    const other = given();
    if (Object.entries(other).some(([key, value]) => state[key] !== value)) change(other);
  }

  /** Change the state, and remember it in the address. */
  function set(changes) {
    if (isClosed) return;
    change(changes);
    model.set("state", { ...state });
    model.save_changes();
  }

  /** What has been reached can be seen once the new state is drawn: until then, what the figure found is about the old one. */
  function change(changes) {
    Object.assign(state, changes);
    attempt(async () => {
      await frame.draw?.();
      tick();
    });
  }

  /** Say in words what is drawn: at first at once, so that the figure takes its room; later, once the reader has stopped for a moment. */
  function say(words) {
    clearTimeout(saying);
    if (live.firstChild) saying = setTimeout(write, 350, live, words);
    else write(live, words);
  }

  /** Do `work` when the screen is drawn next; of what is asked for more often than that, only the last. Its promise is kept when the work is done. */
  function later(work) {
    cancelAnimationFrame(busy);
    return new Promise((done) => {
      if (!isClosed) busy = requestAnimationFrame(() => done(attempt(work)));
    });
  }

  /** Do what may fail; then one sentence stands in the place of the figure. */
  async function attempt(work) {
    try {
      await work?.();
    } catch (error) {
      console.error(error);
      body.replaceChildren(el("p.x-fault", { role: "alert" }, `This figure cannot run here: ${error.message}`));
    }
  }

  /** Mark the tries that have been reached. */
  function tick() {
    items.forEach((item, i) => {
      if (item.className || !tries[i].done(frame)) return;
      item.className = "is-done";
      item.append(el("span.x-done", tries[i].then));
    });
  }

  /** The line of Python that gives the same numbers; or the layer whose output they are, of this input, at this index. */
  function showPython(line, input, index) {
    write(code, input ? `layer_outputs(model, ${input}, "${line}")["${line}"]${index}` : line);
  }

  async function copyLink() {
    const words = link.textContent;
    try {
      await navigator.clipboard.writeText(model.get("address")());
      write(link, "Copied");
    } catch {
      write(link, "It stands in the address bar"); // the clipboard may be closed to pages
    }
    setTimeout(() => write(link, words), 2000);
  }

  /** What is to be done when the figure is closed: at once, if it is closed already. */
  function onEnd(end) {
    if (isClosed) end();
    else ends.push(end);
  }

  function close() {
    isClosed = true;
    clearTimeout(saying);
    cancelAnimationFrame(busy);
    ends.forEach((end) => end());
    root.replaceChildren();
  }
  return frame;
}

/** For `check`: whole numbers from `low` to `high`. */
export const whole = (low, high) => (value) => Number.isInteger(value) && value >= low && value <= high;
/** For `check`: one of these words. */
export const oneOf = (...words) => (value) => words.includes(value);
