/* The three files that Python's export_explorable wrote, as a network. */

import { readSafetensors } from "../engine/safetensors.mjs";
import { checkDescription, checkNetwork } from "./check-network.mjs";
import { readJson } from "./json.mjs";
import * as words from "./words.mjs";

const { refuse } = words;

const TYPES = ["F16", "F32", "I32"];

/** The network in the files (ArrayBuffers): {description, arrays, labels, range, parameters}, as read-network.mjs documents it. */
export function readExport({ "network.json": network, "weights.safetensors": weights, "labels.json": labels }) {
  const given = readJson(network, "network.json");
  checkDescription(given);
  const { description, arrays } = checkNetwork(given, readArrays(weights));
  const parameters = Object.values(arrays).reduce((n, { values }) => n + values.length, 0);
  return { description, arrays, labels: labels ? readLabels(labels, description.classes.length) : [], range: null, parameters };
}

/** All arrays. The engine's reader trusts the places that the file names, which it may for the book's own; so they are looked at before. */
function readArrays(buffer) {
  const view = new DataView(buffer), length = buffer.byteLength < 8 ? NaN : Number(view.getBigUint64(0, true));
  if (!(length <= buffer.byteLength - 8)) refuse(words.notSafetensors);
  const { __metadata__: more, ...header } = readJson(buffer.slice(8, 8 + length), "weights.safetensors");
  let left = buffer.byteLength - 8 - length;
  const size = left;
  for (const entry of Object.values(header)) {
    const [first, end] = Array.isArray(entry?.data_offsets) ? entry.data_offsets : [];
    const isPlace = Number.isInteger(first) && Number.isInteger(end) && first >= 0 && first <= end && end <= size && (end - first) % 2 === 0;
    if (!isPlace || (left -= end - first) < 0 || !TYPES.includes(entry.dtype)) refuse(words.notSafetensors);
  }
  try {
    return readSafetensors(buffer);
  } catch {
    return refuse(words.notSafetensors);
  }
}

function readLabels(buffer, many) {
  const labels = readJson(buffer, "labels.json"), isClass = (label) => Number.isInteger(label) && label >= 0 && label < many;
  return Array.isArray(labels) && labels.length <= 100000 && labels.every(isClass) ? labels : refuse(words.badLabels(many));
}
