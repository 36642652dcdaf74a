/* The files that Python's export_explorable wrote, as a network; beside them may lie those of SnapshotFilters. */

import { readSafetensors } from "../engine/safetensors.mjs";
import { checkDescription, checkNetwork } from "./check-network.mjs";
import { readJson } from "./json.mjs";
import * as words from "./words.mjs";

const { refuse } = words;

const TYPES = ["F16", "F32", "I32"];
const WEIGHTS = "weights.safetensors", SPRITE = "pictures.png", SNAPSHOTS = "snapshots.safetensors";
const PNG = [0x89504e47, 0x0d0a1a0a]; // how one begins; its width and height stand at 16 and 20
const MOST_MOMENTS = 10000;

/**
 * The network in the files (ArrayBuffers): {description, arrays, labels, range, parameters, more, isExported}, as read-network.mjs
 * documents it.
 */
export function readExport({ "network.json": network, [WEIGHTS]: weights, "labels.json": labels, ...beside }) {
  const given = readJson(network, "network.json");
  checkDescription(given);
  const { description, arrays } = checkNetwork(given, readArrays(weights, WEIGHTS)), { classes, pixels, pictures } = description;
  const parameters = Object.values(arrays).reduce((n, { values }) => n + values.length, 0), more = {};
  if (pictures) more[SPRITE] = checkSprite(beside[SPRITE], pictures);
  if (beside[SNAPSHOTS]) more[SNAPSHOTS] = checkSnapshots(beside[SNAPSHOTS]);
  const known = labels ? readLabels(labels, classes.length) : [], range = pixels ? null : "-0.5..0.5";
  return { description, arrays, labels: known, range, parameters, more, isExported: true };
}

/** The bytes of the large picture that holds all the small ones, if it is as large as network.json says. */
function checkSprite(buffer, { n, columns, shape: [height, width] }) {
  if (!buffer) refuse(words.missing(SPRITE, [WEIGHTS, "network.json"]));
  const view = new DataView(buffer), isPng = buffer.byteLength >= 24 && PNG.every((word, i) => view.getUint32(4 * i) === word);
  const size = [columns * width, Math.ceil(n / columns) * height];
  if (!isPng || size.some((side, i) => view.getUint32(16 + 4 * i) !== side)) refuse(words.otherSprite(...size));
  return new Uint8Array(buffer);
}

/** The bytes of a file with the kernels at moments of training, if its arrays go together. */
function checkSnapshots(buffer) {
  const { step, loss, kernel } = readArrays(buffer, SNAPSHOTS), [moments, ...sizes] = kernel?.shape ?? [];
  const isWhole = sizes.length === 4 && moments >= 2 && moments <= MOST_MOMENTS && [1, 3].includes(sizes[2]) && step && loss
    && [step, loss].every(({ values }) => values.length === moments) && kernel.values.length === kernel.shape.reduce((a, b) => a * b, 1);
  return isWhole ? new Uint8Array(buffer) : refuse(words.notSafetensors(SNAPSHOTS));
}

/** All arrays. The engine's reader trusts the places that the file names, which it may for the book's own; so they are looked at before. */
function readArrays(buffer, name) {
  const view = new DataView(buffer), length = buffer.byteLength < 8 ? NaN : Number(view.getBigUint64(0, true));
  if (!(length <= buffer.byteLength - 8)) refuse(words.notSafetensors(name));
  const { __metadata__: more, ...header } = readJson(buffer.slice(8, 8 + length), name);
  let left = buffer.byteLength - 8 - length;
  const size = left;
  for (const entry of Object.values(header)) {
    const [first, end] = Array.isArray(entry?.data_offsets) ? entry.data_offsets : [];
    const areWhole = Number.isInteger(first) && Number.isInteger(end);
    const isPlace = areWhole && first >= 0 && first <= end && end <= size && (end - first) % 2 === 0;
    if (!isPlace || (left -= end - first) < 0 || !TYPES.includes(entry.dtype)) refuse(words.notSafetensors(name));
  }
  try {
    return readSafetensors(buffer);
  } catch {
    return refuse(words.notSafetensors(name));
  }
}

function readLabels(buffer, many) {
  const labels = readJson(buffer, "labels.json"), isClass = (label) => Number.isInteger(label) && label >= 0 && label < many;
  return Array.isArray(labels) && labels.length <= 100000 && labels.every(isClass) ? labels : refuse(words.badLabels(many));
}
