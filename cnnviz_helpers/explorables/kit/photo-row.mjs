/* Photos side by side, in a row that one can scroll: what a bin, a cell, a heap of noise holds. */

import { drawPhotos } from "./draw.mjs";
import { el } from "./element.mjs";
import { walkOver } from "./maps.mjs";

/**
 * `show([{rgb, words, kind, value}], chosen)`: the bytes of a photo, the lines below it, a class of the style sheet.
 * onpick(value), if given: photos are buttons; the one with the value `chosen` is the current one. name: what a screen reader calls the
 * row; size: of a photo.
 */
export function photoRow(name, size, onpick) {
  const root = el("ul.x-shots", { role: "list", "aria-label": name, tabindex: onpick ? undefined : 0 });
  const press = (event) => walkOver([...root.querySelectorAll("button")], 0, event);
  const one = ({ rgb, words, kind, value }, isChosen, isStop) => {
    const canvas = el("canvas", { role: "img", "aria-label": words[0] }), lines = words.slice(1).map((line) => el("span", line));
    drawPhotos(canvas, rgb, size);
    const is = { type: "button", onclick: () => onpick(value), onkeydown: press, "aria-current": String(isChosen), tabindex: isStop ? 0
      : -1 };
    return el(`li${kind ? `.${kind}` : ""}`, ...(onpick ? [el("button", is, canvas, ...lines)] : [canvas, ...lines]));
  };
  const show = (photos, chosen) => {
    const at = Math.max(0, photos.findIndex(({ value }) => value === chosen));
    root.replaceChildren(...photos.map((photo, i) => one(photo, photo.value === chosen, i === at)));
  };
  return Object.assign(root, { show });
}
