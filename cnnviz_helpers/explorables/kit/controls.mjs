/* Real buttons, fields and labels. */

import { clamp, drawPhoto, number } from "./draw.mjs";
import { alone, describe, el, write } from "./element.mjs";
import * as KIT_WORDS from "./words.mjs";

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
 * Choose one of the photos: a picture, its number, and buttons for the next and for any.
 * Returns the element, with its `canvas` and `show(rgb, index, name)`. onpick(index): what to do with another choice.
 */
export function photoPicker(frame, photos, onpick = (image) => frame.set({ image })) {
  const canvas = el("canvas.x-photo", { role: "img", width: photos.side, height: photos.side });
  const field = el("input", { type: "number", min: 0, max: photos.n - 1, step: 1, onchange: () => pick(field.value) });
  const name = el("span.x-name");
  const pick = (index) => onpick(clamp(Math.round(index) || 0, 0, photos.n - 1));
  const step = (by) => () => pick((Number(field.value) + by + photos.n) % photos.n);
  const root = el(".x-picker", canvas, labelled(KIT_WORDS.photo, field, name),
    el("p.x-row", button("‹", step(-1), { "aria-label": KIT_WORDS.before }), button("›", step(1), { "aria-label": KIT_WORDS.next }),
      button(KIT_WORDS.any, () => pick(Math.random() * photos.n - 0.5), { "aria-label": KIT_WORDS.anyPhoto })));
  const show = (rgb, index, shown) => {
    drawPhoto(canvas, rgb);
    describe(canvas, KIT_WORDS.photoNamed(index, shown));
    field.value = index;
    write(name, shown);
  };
  return Object.assign(root, { show, canvas });
}
