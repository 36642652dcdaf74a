/* A field for a whole number. */

import { clamp } from "./draw.mjs";
import { labelled } from "./controls.mjs";
import { el } from "./element.mjs";

/** The paragraph, with `set(value)`. onpick(value): what is confirmed there, a whole number from `min` to `max()`, whatever is typed. */
export function numberField(words, { min, max, onpick }) {
  const pick = () => onpick(clamp(Math.round(field.value) || min, min, max()));
  const field = el("input", { type: "number", min, max: max(), step: 1, onchange: pick });
  const set = (value) => {
    field.max = max();
    if (document.activeElement !== field) field.value = value; // not while somebody types there
  };
  return Object.assign(labelled(words, field), { set });
}
