/* Units: which layers a figure offers them of, the choice of a layer and of one of its maps, and what of a photo a unit sees. */

import { button, choice, labelled } from "./controls.mjs";
import { clamp } from "./draw.mjs";
import { el } from "./element.mjs";
import { fieldOf } from "./parts.mjs";
import { oneOf, whole } from "./state.mjs";
import * as KIT_WORDS from "./words.mjs";
import { seenPixels } from "../engine/sums.mjs";

/**
 * The layers with maps of which one asks what excites them: sums, as behind a ReLU a unit at zero has no slope; where none has maps, all
 * that have.
 */
export function layersWithUnits({ layers }) {
  const maps = layers.filter(({ shape: [height, width] }) => height * width > 1), sums = maps.filter(({ rules }) => rules.isSum);
  return sums.length ? sums : maps;
}

export const middleOf = ({ shape: [height, width] }) => ({ row: height >> 1, column: width >> 1 });

/** For a figure's `allowed`. */
export const allowedUnits = (layers) => ({ layer: oneOf(...layers.map(({ name }) => name)), map: whole(0, 99999) });

/** A layer and a map of it. onpick({layer, map}). Returns the element, with `set(layer, map)`. */
export function unitPicker(layers, onpick) {
  let now, isTyped = false;
  const go = (map) => onpick({ layer: now.name, map: clamp(Math.round(map) || 0, 0, now.shape[2] - 1) });
  const oninput = () => { isTyped = true; }, onchange = () => { isTyped = false; go(Number(field.value)); };
  const field = el("input", { type: "number", min: 0, step: 1, oninput, onchange });
  const names = choice(KIT_WORDS.layer, layers.map(({ name }) => name), "", (name) => {
    const layer = layers.find((one) => one.name === name);
    onpick({ layer: name, map: Math.min(Number(field.value), layer.shape[2] - 1) });
  });
  const turn = (sign, by, label) => button(sign, () => go((Number(field.value) + by + now.shape[2]) % now.shape[2]),
    { "aria-label": label });
  const set = (layer, map) => {
    now = layer;
    names.set(layer.name);
    field.max = layer.shape[2] - 1;
    if (!isTyped && field.value !== String(map)) field.value = map; // not while somebody types there
  };
  const number = labelled(KIT_WORDS.map, field, turn("‹", -1, KIT_WORDS.mapBefore), turn("›", 1, KIT_WORDS.nextMap));
  return Object.assign(el(".x-row.x-unit", names, number), { set });
}

/** The pixels that can change a unit: [[first row, end], [first column, end]]. */
export const seenBy = ({ photo, layers }, layer, row, column, map) => seenPixels([photo, ...layers], layers.indexOf(layer) + 1, row, column,
  map);

/**
 * The same with what lies beyond the edges, so that all patches of a layer are as large: of a unit that sees more than there is, the whole
 * photo.
 */
export function windowAt(layer, [height, width], row, column) {
  return fieldOf(layer).map(({ first, step, size }, axis) => {
    const length = [height, width][axis], start = Math.round(first + step * [row, column][axis] - (size - 1) / 2);
    return size >= length ? [0, length] : [start, start + Math.round(size)];
  });
}
