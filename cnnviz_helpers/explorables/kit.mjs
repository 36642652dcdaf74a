/* What the live figures are made of: real buttons, fields and labels; maps one can walk over with the arrow keys; words for those who do not see them. */

import { argmax, clamp, drawPhoto, number, percent, portion } from "./draw.mjs";

const isMissing = (value) => (value ?? false) === false;

/** A new element: el("button.large", {title: "x", onclick: f}, "words", otherElement); el(".x") is a div. An attribute or a child that is missing is left out. */
export function el(selector, ...parts) {
  const [name, ...classes] = selector.split("."), element = document.createElement(name || "div");
  element.classList.add(...classes);
  for (const part of parts) {
    if (isMissing(part)) continue;
    if (part.constructor !== Object) element.append(part);
    else for (const [key, value] of Object.entries(part)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (key === "style") element.style.cssText = value || ""; // as an attribute, the policy of the book's pages forbids it
      else if (!isMissing(value)) element.setAttribute(key, value === true ? "" : value);
    }
  }
  return element;
}

/** Put words in the place of what an element holds, unless they are there already: so the browser has least to style and to lay out again. */
export function write(element, words) {
  const text = element.firstChild;
  if (!text?.data || text !== element.lastChild) element.textContent = words; // empty, or changed by a browser that translates
  else if (text.data !== words) text.data = words;
}

/**
 * A span whose size does not depend on what it holds: when that changes, the browser lays out nothing outside of it. For this it must stand in a block
 * or a button, not in a row or a grid. Style sheets give its width, or it is as wide as its parent.
 */
export const alone = (...parts) => el("span.x-alone", ...parts);

export const MUTE = { "aria-hidden": "true" }; // for a screen reader, which says the same in words

/** What a screen reader says of an element. */
export function describe(element, words) {
  element.setAttribute("aria-label", words);
}

/** A canvas for a picture that is described in words. */
export const picture = (words) => el("canvas.x-map", { role: "img", "aria-label": words });

let fields = 0;

/** The words before a field, which belong to it. */
function label(words, field) {
  field.id ||= `explorable-${(fields += 1)}`;
  return el("label", { for: field.id }, words);
}

/** A field with its label before it. */
export const labelled = (words, field, ...more) => el("p.x-field", label(words, field), field, ...more);

/** A choice among options: [value, words] each, or the words alone. Returns the paragraph, with `set(value)`. */
export function choice(words, options, value, onpick) {
  const list = el("select", { onchange: () => onpick(list.value) }, ...options.map((option) => {
    const [key, text = key] = [option].flat();
    return el("option", { value: key }, text);
  }));
  list.value = value;
  return Object.assign(labelled(words, list), { set: (next) => { list.value = next; } });
}

export function button(words, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, words);
}

/** A button that is on or off. */
export function toggle(words, isOn, onchange) {
  const self = button(words, () => { self.set(!isOn); onchange(isOn); });
  self.set = (value) => self.setAttribute("aria-pressed", isOn = value);
  self.set(isOn);
  return self;
}

/** A range and a number field for the same value. `oninput(value)` is called for both. Returns the paragraph, with `set(value)`. */
export function slider(words, { min, max, step, digits, oninput }) {
  const range = el("input", { type: "range", min, max, step, "aria-label": words, oninput: () => change(range, exact) });
  const exact = el("input", { type: "number", step: "any", min, max, oninput: () => change(exact, range) });
  const change = (from, to) => {
    const next = Number(from.value);
    if (from.value === "" || !Number.isFinite(next)) return; // half-written, such as "-"
    to.value = to === exact ? next.toFixed(digits) : next;
    oninput(next);
  };
  const set = (next) => {
    if (Number(range.value) !== next) range.value = next;
    if (document.activeElement !== exact) exact.value = Number(next).toFixed(digits); // not while somebody types there
  };
  return Object.assign(el("p.x-slider", label(words, exact), alone(exact), alone(range)), { set });
}

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

/** Choose one of the 1,000 photos: a photo, its number, and buttons for the next and for any. */
export function photoPicker(frame, photos, onpick = (image) => frame.set({ image })) {
  const canvas = el("canvas.x-photo", { role: "img", width: 32, height: 32 });
  const field = el("input", { type: "number", min: 0, max: photos.n - 1, step: 1, onchange: () => pick(field.value) });
  const name = el("span.x-name");
  const pick = (index) => onpick(clamp(Math.round(index) || 0, 0, photos.n - 1));
  const step = (by) => () => pick((Number(field.value) + by + photos.n) % photos.n);
  const root = el(".x-picker", canvas, labelled("photo", field, name),
    el("p.x-row", button("‹", step(-1), { "aria-label": "photo before" }), button("›", step(1), { "aria-label": "next photo" }),
      button("any", () => pick(Math.random() * photos.n - 0.5), { "aria-label": "any photo" })));
  const show = (rgb, index, words) => {
    drawPhoto(canvas, rgb);
    describe(canvas, `photo ${index}${words && `, ${words}`}`);
    field.value = index;
    write(name, words);
  };
  return Object.assign(root, { show, canvas });
}

/** Ten bars with names and numbers. `set(probabilities, mark, before)`: `mark` is the true class; `before`: shares to compare with, a line in each bar; `words`: in place of the numbers. */
export function bars(classes) {
  const rows = classes.map((name) => {
    const fill = el("span.x-fill"), line = el("span.x-mark"), value = alone();
    return { fill, line, value, item: el("li", el("span.x-class", name), el("span.x-bar", MUTE, fill, line), el("span.x-value", value)) };
  });
  const inPercent = (share) => percent(share, share > 0.0995 || share === 0 ? 0 : 1);
  const set = (shares, mark, before, words = Array.from(shares, inPercent)) => {
    const most = argmax(shares);
    rows.forEach((row, i) => {
      const { fill, line, value, item } = row, look = [shares[i].toFixed(3), words[i], before?.[i], i === most, i === mark].join();
      if (row.look === look) return; // what looks the same need not be styled, laid out and painted again
      row.look = look;
      line.hidden = !before;
      if (before) line.style.left = portion(before[i]);
      fill.style.backgroundSize = `${portion(shares[i])} 100%`; // a width would be laid out again, and a scale painted apart
      write(value, words[i]);
      item.className = `${i === most ? "is-most" : ""} ${i === mark ? "is-true" : ""}`;
    });
  };
  return Object.assign(el("ul.x-bars", { role: "list" }, ...rows.map((row) => row.item)), { set });
}

/** A bar of colours from -limit to limit, with its numbers. `set(limit)`. */
export function scaleBar(words = "") {
  const end = () => el("span", alone()), low = end(), high = end();
  const root = el("p.x-scale", low, el("span.x-ramp.is-signed", MUTE), high, el("span.x-words", words));
  const put = (place, value) => {
    if (value.length !== place.textContent.length) place.style.width = `${value.length - 0.5}ch`; // the point takes half a figure's room
    write(place.firstChild, value);
  };
  const set = (limit, digits = 2) => {
    put(low, number(-limit, digits));
    put(high, number(limit, digits));
  };
  return Object.assign(root, { set });
}

/** Put a box over `high` x `wide` cells of a picture of rows x columns. */
export function layOver(box, [row, column, high, wide], [rows, columns]) {
  box.style.cssText = `top: ${portion(row, rows)}; left: ${portion(column, columns)}; height: ${portion(high, rows)}; width: ${portion(wide, columns)}`;
}

/** An arrow key goes from one of `cells`, in lines of `across`, to the one beside it, and to its stop of the Tab key. Returns that one, if there is one. */
export function walkOver(cells, across, event) {
  const from = cells.indexOf(event.target), step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key];
  if (from < 0 || !step) return undefined;
  event.preventDefault(); // also at the edge: the page does not move
  const next = cells[from + step];
  if (!next) return undefined;
  for (const cell of cells) cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  return next;
}

/**
 * A map of cells that one can point at: by mouse, by touch, and by arrow keys (with Shift ten cells at a time; Home and End to the ends of a row).
 * size: () => [rows, columns]; words: (row, column) => what a screen reader says; onmove(row, column, isPointed): by a pointer, or by a key;
 * onhover, if given: the same for a mouse that only passes over the map.
 */
export function cellMap({ label, size, words, onmove, onhover }) {
  const canvas = el("canvas.x-map");
  const cursor = el("span.x-cursor", MUTE);
  const root = el(".x-cells", { tabindex: 0, role: "application", "aria-label": label, "aria-roledescription": "map" }, canvas, cursor);
  let place = [0, 0];
  const move = (row, column, isPointed, tell = onmove) => {
    const [rows, columns] = size();
    const cell = [clamp(row, 0, rows - 1), clamp(column, 0, columns - 1)];
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
    layOver(cursor, [row, column, high, wide], size());
    describe(root, `${label}, ${words(row, column)}`);
  };
  return Object.assign(root, { canvas, set });
}
