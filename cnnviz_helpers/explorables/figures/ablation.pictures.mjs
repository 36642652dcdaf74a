/* Pictures of the ablation bench: what excites a filter most, and the photos whose answer has changed. */

import { drawPhotos } from "../kit/draw.mjs";
import { el, write } from "../kit/element.mjs";
import * as WORDS from "./ablation.words.mjs";

const SHOWN = 12; // photos in a list

/** Draw what lies in these rows and columns of a photo of this size. */
export function drawPatch(canvas, rgb, size, [top, bottom], [left, right]) {
  const sheet = el("canvas");
  drawPhotos(sheet, rgb, size);
  Object.assign(canvas, { width: right - left, height: bottom - top }).getContext("2d").drawImage(sheet, -left, -top);
}

/** A small photo, with the answers before and after. */
function thumb(i, rgb, size, names) {
  const canvas = el("canvas", { role: "img", "aria-label": WORDS.photo(i) });
  drawPhotos(canvas, rgb, size);
  return el("li", canvas, WORDS.fromTo(...names));
}

/**
 * The photos whose answer has changed, in lists with these `names`: those that went from right to wrong, and from wrong to right.
 * Returns the element, with `show([photos, photos], rgbOf, namesOf)`; and `show()` until they are known. size: of a photo.
 */
export function changes(names, size) {
  const parts = names.map((words) => {
    const list = el("ul.x-thumbs", { role: "list", tabindex: 0, "aria-label": words });
    return { words, head: el("p", words), list };
  });
  const element = el(".x-changes", ...parts.flatMap(({ head, list }) => [head, list]));
  const show = (changed, rgbOf, namesOf) => parts.forEach(({ words, head, list }, is) => {
    const photos = changed?.[is] ?? [], { length } = photos;
    element.ariaBusy = !changed;
    write(head, changed ? `${WORDS.changed(words, length)}${length > SHOWN ? WORDS.firstOf(SHOWN) : ""}` : words);
    list.replaceChildren(...photos.slice(0, SHOWN).map((i) => thumb(i, rgbOf(i), size, namesOf(i))));
  });
  return Object.assign(element, { show });
}
