/* Where in the network the explorer is. No page in here. */

import { clamp } from "../kit/draw.mjs";
import { nearest } from "../figures/one-number.sums.mjs";

/** The column that a layer begins, ends, or lies in; undefined of a layer between columns. */
export function columnWith(columns, layer) {
  return columns.find(({ before, after }) => {
    for (let one = after; one !== before; one = one.before) if (one === layer) return true;
    return before === layer;
  });
}

/**
 * The place that a state means, or the nearest that exists: {level, i, layer, map, row, column}; i: among the photo and the layers.
 * net: as `netOf` gives it; columns: those of the explorer.
 */
export function placeIn({ layers }, columns, { level, layer: name, map, row, column }) {
  const known = layers.findIndex((layer) => layer.name === name), [photo] = layers;
  const i = level === "pixel" ? 0 : known >= 0 ? known : Math.max(1, layers.indexOf(columns[0]?.before));
  const layer = layers[i], whole = (value) => Math.max(0, Math.round(value) || 0);
  const spot = nearest(layer.shape, { map: clamp(whole(map), 0, layer.shape[2] - 1), row: whole(row), column: whole(column) });
  return { level: layer === photo ? "pixel" : level, i, layer, ...spot };
}

export const isSamePlace = (one, other, ...keys) => keys.every((key) => one?.[key] === other?.[key]);

/** What the state must be told of a place, where it says something else: its changes, or null. */
export function correction(state, { level, layer, map, row, column }) {
  const is = { level, map, row, column, ...(level === "pixel" ? {} : { layer: layer.name }) };
  const wrong = Object.entries(is).filter(([key, value]) => state[key] !== value);
  return wrong.length ? Object.fromEntries(wrong) : null;
}

/** Enter a map: of the photo, the pixel in its middle; of a layer in a column, that column's. */
export function goTo(explorer, layer, map) {
  const { network: { photo }, columns } = explorer, [row, column] = [photo.shape[0] >> 1, photo.shape[1] >> 1];
  if (layer === photo) explorer.enter({ level: "pixel", row, column });
  else explorer.enter({ level: "map", layer: (columnWith(columns, layer)?.before ?? layer).name, map });
}

/** The rectangle, in the window, of the tile that shows this map or the one that it was made of alone; null if there is none. */
export function tileOf({ columns, wall }, layer, map) {
  for (let one = layer; one; one = one.before) {
    const column = columnWith(columns, one);
    if (column) return wall.rectOf(column.name, map);
    if (!one.rules.staysInItsMap || one.sources.length > 1 || one.before.shape[2] !== one.shape[2]) return null;
  }
  return null;
}
