/* What the live figures are made of: real buttons, fields and labels; maps one can walk over with the arrow keys; words for those who do not see them. */

import { drawPhoto, number, percent } from "./draw.mjs";

/** A new element: el("button", {class: "x", onclick: f}, "words", otherElement). An attribute that is false or null is left out. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === false || value === null || value === undefined) continue;
    else if (key === "style") element.style.cssText = value; // as an attribute, the policy of the book's pages forbids it
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Put words into an element, unless they are there already: then the browser need not lay it out again. */
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

let counter = 0;
const freshId = () => `explorable-${(counter += 1)}`;

/** A field with its label before it. */
export function labelled(words, field, ...more) {
  field.id ||= freshId();
  return el("p", { class: "x-field" }, el("label", { for: field.id }, words), field, ...more);
}

/** A choice among options: [value, words] each. Returns the paragraph, with `set(value)`. */
export function choice(words, options, value, onpick) {
  const list = el("select", { onchange: () => onpick(list.value) }, ...options.map(([key, text]) => el("option", { value: key }, text)));
  list.value = value;
  return Object.assign(labelled(words, list), { set: (next) => { list.value = next; }, list });
}

export function button(words, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, words);
}

/** A button that is on or off. */
export function toggle(words, isOn, onchange) {
  const self = button(words, () => { self.set(self.getAttribute("aria-pressed") !== "true"); onchange(self.getAttribute("aria-pressed") === "true"); });
  self.set = (value) => self.setAttribute("aria-pressed", String(value));
  self.set(isOn);
  return self;
}

/** A range and a number field for the same value. `oninput(value)` is called for both. Returns the paragraph, with `set(value)`. */
export function slider(words, { min, max, step, value, digits = 2, oninput }) {
  const range = el("input", { type: "range", min, max, step, "aria-label": words, oninput: () => change(range, exact) });
  const exact = el("input", { type: "number", step: "any", min, max, oninput: () => change(exact, range) });
  const change = (from, to) => {
    const next = Number(from.value);
    if (from.value === "" || !Number.isFinite(next)) return; // half-written, such as "-"
    to.value = to === exact ? next.toFixed(digits) : next;
    oninput(next);
  };
  const set = (next) => {
    range.value = next;
    if (document.activeElement !== exact) exact.value = Number(next).toFixed(digits); // not while somebody types there
  };
  set(value);
  return Object.assign(labelled(words, exact, range), { set });
}

/** The frame of a figure: title, first step, body, what was reached, the line of Python, and the figure's state. */
export class Frame {
  /** tries: [{text, done: (frame) => boolean}]; defaults: the state's names and first values; check: {name: (value) => value or undefined}. */
  constructor(root, model, { name, title, lead, tries = [], defaults = {}, check = {} }) {
    Object.assign(this, { model, name, root, ends: [], busy: null });
    this.state = { ...defaults, ...clean(model.get("state") ?? {}, defaults, check) };
    this.body = el("div", { class: "x-body" });
    this.live = el("p", { class: "x-live", role: "status" });
    this.code = el("code");
    this.tries = tries.map((entry) => ({ ...entry, isDone: false, item: el("li", {}, el("span", { class: "x-tick", "aria-hidden": "true" }), el("span", {}, entry.text)) }));
    const link = button("Copy a link to this state", () => this.copyLink(link));
    const pythonLink = model.get("python") ? el("a", { href: `#${model.get("python")}` }, "The same in Python") : el("span", {}, "The same in Python");
    root.replaceChildren(
      el("p", { class: "x-title" }, el("strong", {}, title), " ", el("span", { class: "x-lead" }, lead)),
      this.body, this.live,
      ...(tries.length ? [el("div", { class: "x-tries" }, el("p", {}, "Try this"), el("ol", { "aria-live": "polite" }, ...this.tries.map((entry) => entry.item)))] : []),
      el("div", { class: "x-foot" }, el("p", {}, pythonLink, ": ", this.code), model.get("address") ? link : null),
    );
    root.classList.add("x-frame");
    const follow = () => this.follow(clean(model.get("state") ?? {}, defaults, check));
    model.on?.("change:state", follow); // in a notebook, Python can change the state too
    this.onEnd(() => model.off?.("change:state", follow));
  }

  /** Take over a state that came from elsewhere. */
  follow(state) {
    if (Object.entries(state).every(([key, value]) => this.state[key] === value)) return;
    Object.assign(this.state, state);
    this.draw?.();
    this.tick();
  }

  /** Change the state, remember it in the address, and draw. */
  set(changes) {
    Object.assign(this.state, changes);
    this.model.set("state", { ...this.state });
    this.model.save_changes();
    this.draw?.();
    this.tick();
  }

  /** Say in words what is drawn, once the reader has stopped for a moment. */
  say(words) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { if (this.live.textContent !== words) this.live.textContent = words; }, 350);
  }

  /** Mark the tries that have been reached. */
  tick() {
    for (const entry of this.tries) {
      if (entry.isDone || !entry.done(this)) continue;
      entry.isDone = true;
      entry.item.classList.add("is-done");
      entry.item.append(el("span", { class: "x-done" }, entry.then ?? "Done."));
    }
  }

  python(line) {
    write(this.code, line);
  }

  async copyLink(link) {
    const words = link.textContent, address = this.model.get("address")?.() ?? location.href;
    try {
      await navigator.clipboard.writeText(address);
      link.textContent = "Copied";
    } catch {
      link.textContent = "It stands in the address bar"; // the clipboard may be closed to pages
    }
    setTimeout(() => { link.textContent = words; }, 2000);
  }

  /** Show one sentence in the place of the figure. */
  fail(error) {
    this.body.replaceChildren(el("p", { class: "x-fault", role: "alert" }, `This figure cannot run here: ${error.message}`));
  }

  onEnd(end) {
    this.ends.push(end);
  }

  close() {
    clearTimeout(this.saying);
    this.ends.forEach((end) => end());
    this.root.replaceChildren();
  }
}

/** Those entries of a state that have a known name and a value of the right kind: an address can hold anything. */
function clean(state, defaults, check) {
  const kept = {};
  for (const [key, value] of Object.entries(state)) {
    if (!(key in defaults)) continue;
    const typed = typeof defaults[key] === "number" ? Number(value) : String(value);
    const good = typeof typed === "number" && !Number.isFinite(typed) ? undefined : (check[key] ?? ((same) => same))(typed);
    if (good !== undefined) kept[key] = good;
  }
  return kept;
}

/** For `check`: whole numbers from `low` to `high`. */
export const whole = (low, high) => (value) => (Number.isInteger(value) && value >= low && value <= high ? value : undefined);
/** For `check`: one of these words. */
export const oneOf = (...words) => (value) => (words.includes(value) ? value : undefined);

/** Choose one of the 1,000 pictures: a photo, its number, and buttons for the next and for any. */
export function picturePicker(frame, pictures, onpick) {
  const canvas = el("canvas", { class: "x-photo", role: "img", width: 32, height: 32 });
  const field = el("input", { type: "number", min: 0, max: pictures.n - 1, step: 1, onchange: () => pick(Number(field.value)) });
  const name = el("span", { class: "x-name" });
  const pick = (index) => onpick(Math.max(0, Math.min(pictures.n - 1, Math.round(index) || 0)));
  const step = (by) => () => pick((Number(field.value) + by + pictures.n) % pictures.n);
  const root = el("div", { class: "x-picker" }, canvas, labelled("photo", field, name),
    el("p", { class: "x-row" }, button("‹", step(-1), { "aria-label": "photo before" }), button("›", step(1), { "aria-label": "next photo" }),
      button("any", () => pick(Math.floor(Math.random() * pictures.n)), { "aria-label": "any photo" })));
  const show = (rgb, index, words) => {
    drawPhoto(canvas, rgb);
    canvas.setAttribute("aria-label", `photo ${index}${words && `, ${words}`}`);
    field.value = index;
    name.textContent = words;
  };
  return Object.assign(root, { show, canvas, field });
}

/** Ten bars with names and numbers. `set(probabilities, mark, before)`: `mark` is the true class; `before`: shares to compare with, a line in each bar. */
export function bars(classes) {
  const rows = classes.map((name) => {
    const fill = el("span", { class: "x-fill" }), line = el("span", { class: "x-mark" }), value = el("span", { class: "x-value" });
    return { fill, line, value, item: el("li", {}, el("span", { class: "x-class" }, name), el("span", { class: "x-bar", "aria-hidden": "true" }, fill, line), value) };
  });
  const set = (shares, mark = -1, before = null) => {
    const most = shares.indexOf(Math.max(...shares));
    rows.forEach(({ fill, line, value, item }, i) => {
      line.hidden = !before;
      if (before) line.style.left = `${100 * before[i]}%`;
      fill.style.width = `${100 * Math.min(1, shares[i])}%`;
      write(value, percent(shares[i], shares[i] > 0.0995 || shares[i] === 0 ? 0 : 1));
      item.className = `${i === most ? "is-most" : ""} ${i === mark ? "is-true" : ""}`;
    });
  };
  return Object.assign(el("ul", { class: "x-bars", role: "list" }, ...rows.map((row) => row.item)), { set });
}

/** A bar of colours from -limit to limit (or from 0), with its numbers. `set(limit)`. */
export function scaleBar(words = "", scale = "signed") {
  const [low, high] = [el("span"), el("span")];
  const root = el("p", { class: "x-scale" }, low, el("span", { class: `x-ramp is-${scale}`, "aria-hidden": "true" }), high, el("span", { class: "x-words" }, words));
  const set = (limit, digits = 2) => {
    write(low, scale === "amount" ? "0" : number(-limit, digits));
    write(high, number(limit, digits));
  };
  return Object.assign(root, { set });
}

/**
 * A map of cells that one can point at: by mouse, by touch, and by arrow keys (with Shift ten cells at a time; Home and End to the ends of a row).
 * size: () => [rows, columns]; words: (row, column) => what a screen reader says; onmove(row, column, isPointed): by a pointer, or by a key;
 * onhover, if given: the same for a mouse that only passes over the map.
 */
export function cellMap({ label, size, words, onmove, onhover }) {
  const canvas = el("canvas", { class: "x-map" });
  const cursor = el("span", { class: "x-cursor", "aria-hidden": "true" });
  const root = el("div", { class: "x-cells", tabindex: 0, role: "application", "aria-label": label, "aria-roledescription": "map" }, canvas, cursor);
  let place = [0, 0];
  const move = (row, column, isPointed = false, tell = onmove) => {
    const [rows, columns] = size();
    const cell = [Math.max(0, Math.min(rows - 1, row)), Math.max(0, Math.min(columns - 1, column))];
    if (tell === onmove) place = cell; // the next key counts from here, even before it is drawn
    tell(...cell, isPointed);
  };
  const point = (event, tell) => {
    const box = canvas.getBoundingClientRect(), [rows, columns] = size();
    move(Math.floor(((event.clientY - box.top) / box.height) * rows), Math.floor(((event.clientX - box.left) / box.width) * columns), true, tell);
  };
  root.addEventListener("pointerdown", (event) => { root.setPointerCapture(event.pointerId); point(event); });
  root.addEventListener("pointermove", (event) => {
    if (root.hasPointerCapture(event.pointerId)) point(event);
    else if (onhover && event.pointerType === "mouse") point(event, onhover);
  });
  root.addEventListener("keydown", (event) => {
    const by = event.shiftKey ? 10 : 1, [row, column] = place, last = size()[1] - 1;
    const next = {
      ArrowUp: [row - by, column], ArrowDown: [row + by, column], ArrowLeft: [row, column - by], ArrowRight: [row, column + by], Home: [row, 0], End: [row, last],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    move(...next);
  });
  /** Show the cursor on a cell, or on `high` x `wide` cells that begin there. */
  const set = (row, column, high = 1, wide = 1) => {
    place = [row, column];
    const [rows, columns] = size();
    cursor.style.cssText = `top: ${(100 * row) / rows}%; left: ${(100 * column) / columns}%; height: ${(100 * high) / rows}%; width: ${(100 * wide) / columns}%`;
    root.setAttribute("aria-label", `${label}, ${words(row, column)}`);
  };
  return Object.assign(root, { canvas, cursor, set });
}
