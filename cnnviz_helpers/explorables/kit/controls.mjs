/* Real buttons, fields and labels. */

import { clamp, drawPhotos } from "./draw.mjs";
import { alone, describe, el, write } from "./element.mjs";
import * as KIT_WORDS from "./words.mjs";

let fields = Math.random(); // a page may hold this module twice, in two bundles

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
  const set = (next) => { // what is chosen stays untouched: else the browser lays it out again
    if (list.value !== String(next) || list.selectedIndex < 0) list.value = next;
  };
  set(value);
  return Object.assign(labelled(words, list), { set });
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

/**
 * A range and a number field for the same value. `oninput(value)` is called for both: a number between `min` and `max`, whatever is typed.
 * onend(), if given: when a range is let go, and a field is left or confirmed. Returns the paragraph, with `set(value)`.
 */
export function slider(words, { min, max, step, digits, oninput, onend }) {
  let now = 0;
  const range = el("input", { type: "range", min, max, step, "aria-label": words, oninput: () => change(range, exact), onchange: onend });
  const exact = el("input", {
    type: "number", step: "any", min, max, oninput: () => change(exact, range), onchange: onend, onblur: () => set(now),
  });
  const change = (from, to) => {
    const next = clamp(Number(from.value), min, max);
    if (from.value === "" || Number.isNaN(next) || Object.is(next, -0)) return; // half-written, such as "-" and "-0."
    to.value = to === exact ? next.toFixed(digits) : next;
    oninput(now = next);
  };
  const set = (next) => {
    now = next;
    if (Number(range.value) !== next) range.value = next;
    if (document.activeElement !== exact) exact.value = Number(next).toFixed(digits); // not while somebody types there
  };
  return Object.assign(el("p.x-slider", label(words, exact), alone(exact), alone(range)), { set });
}

/**
 * Choose one of the photos: a picture, its number, and buttons for the next, for any, and for a look at all of them.
 * Returns the element, with its `canvas` and `show(rgb, index, name)`. onpick(index): what to do with another choice.
 * While `index` is not a number, a picture of the reader's own is shown; then "next" goes on from the last photo.
 */
export function photoPicker(frame, photos, onpick = (image) => frame.set({ image })) {
  const canvas = el("canvas.x-photo", { role: "img", width: photos.size[1], height: photos.size[0] });
  const oninput = () => { isTyped = true; }, onchange = () => { isTyped = false; pick(field.value); };
  const field = el("input", { type: "number", min: 0, max: photos.n - 1, step: 1, oninput, onchange });
  const name = el("span.x-name");
  let now = frame.state.image ?? 0, isTyped = false, album;
  const pick = (index) => onpick(clamp(Math.round(index) || 0, 0, photos.n - 1));
  const step = (by) => () => pick((now + by + photos.n) % photos.n);
  const look = async () => {
    album ??= photos.album(pick).then((made) => { root.append(made.element); return made; });
    await (await album).open(now);
  };
  const root = el(".x-picker", canvas, el(".x-picked", labelled(KIT_WORDS.photo, field, name),
    el("p.x-row", button("‹", step(-1), { "aria-label": KIT_WORDS.before }), button("›", step(1), { "aria-label": KIT_WORDS.next }),
      button(KIT_WORDS.any, () => pick(Math.random() * photos.n - 0.5), { "aria-label": KIT_WORDS.anyPhoto }),
      button(KIT_WORDS.all, () => frame.attempt(look), { "aria-label": KIT_WORDS.allPhotos }))));
  const show = (rgb, index, shown) => {
    drawPhotos(canvas, rgb, photos.size);
    describe(canvas, KIT_WORDS.photoNamed(index, shown));
    if (Number.isInteger(index)) now = index;
    if (!isTyped) field.value = index; // not while somebody types there
    write(name, shown);
  };
  return Object.assign(root, { show, canvas });
}
