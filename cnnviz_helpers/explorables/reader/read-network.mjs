/* A network out of files that a reader of the page dropped or chose: a `.keras` file, the files that export_explorable wrote, or a zip of
   them. Nothing leaves the page, and nothing in a file is run. Whatever is wrong with a file ends in one sentence (words.mjs).
   This module is loaded when the first file comes. */

import { isHdf5 } from "./hdf5.mjs";
import { readKeras } from "./keras-file.mjs";
import { readExport } from "./network-folder.mjs";
import * as words from "./words.mjs";
import { isZip, listZip, unpack } from "./zip.mjs";

const { refuse, Refusal } = words;

const MB = 2 ** 20, GB = 2 ** 30;
/** The files that are read, and how large each may be, in bytes. Others are left alone. */
const MOST = {
  "config.json": 32 * MB, "model.weights.h5": GB, "network.json": 32 * MB, "weights.safetensors": GB,
  "labels.json": 4 * MB, "pictures.png": 64 * MB, "snapshots.safetensors": 128 * MB,
};
const KERAS = ["config.json", "model.weights.h5"], EXPORTED = ["network.json", "weights.safetensors"];
const BESIDE = ["labels.json", "pictures.png", "snapshots.safetensors"]; // what else export_explorable and SnapshotFilters write
const NAMES = /\.txt$/i, MOST_NAMES = 4 * MB; // a file with the names of the classes, one a line
const MOST_FILES = 1000;

const sizeIn = (bytes) => (bytes >= GB ? `${(bytes / GB).toFixed(1)} GB` : `${Math.ceil(bytes / MB)} MB`);

function checkSize(name, size, most = GB) {
  if (size > most) refuse(words.tooLarge(name, sizeIn(size), sizeIn(most)));
}

/** What a function makes, or a sentence: what it throws beside sentences comes of a file that nobody foresaw. */
async function inWords(make) {
  try {
    return await make();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(words.damaged, { cause: error });
  }
}

/**
 * The network in `files`, a list of Files: {description, arrays, labels, range, parameters, more, names, isExported}.
 * description, arrays: as Network.create takes them; labels: the classes of its pictures, or of the book's photos, [] if they are not
 * known; range: "0..255" if the network takes bytes, "-0.5..0.5" if an exported one says nothing else, null if the reader has to say;
 * parameters: how many numbers it has learned; more: {name: its bytes} of pictures.png and snapshots.safetensors, where they are; names:
 * those in a text file beside it. Throws a Refusal, whose message is for the reader.
 */
export const readNetwork = (files) => inWords(async () => {
  const given = [...files].filter(({ name }) => !NAMES.test(name)), told = [...files].find(({ name }) => NAMES.test(name));
  if (!given.length || given.length > MOST_FILES) refuse(words.nothing);
  return { ...await readGiven(given), ...(told && { names: await readNames(told) }) };
});

/** The names in a text file, one a line. */
export async function readNames(file) {
  checkSize(file.name, file.size, MOST_NAMES);
  return (await file.text()).split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
}

/** Whether all that came is names of classes. */
export const areNames = (files) => files.every(({ name }) => NAMES.test(name));

async function readGiven(given) {
  if (given.length === 1 && await isZip(given[0])) return readParts(...await partsOfZip(given[0]));
  const found = given.filter(({ name }) => Object.hasOwn(MOST, name));
  if (!found.length) await refuseOther(given[0]);
  const twice = found.find((file, i) => found.slice(0, i).some(({ name }) => name === file.name));
  if (twice) refuse(words.twice(twice.name));
  return readParts(Object.fromEntries(found.map((file) => [file.name, file])), (file) => file.arrayBuffer());
}

/** A `.keras` file alone: {description, arrays, range, parameters}. */
export const readKerasFile = (file) => readNetwork([file]);

/** The files of a folder, {name: Blob}. */
export const readNetworkFolder = (files) => inWords(() => readParts({ ...files }, (file) => file.arrayBuffer()));

/** No zip, and no file that has a name that we know: say what it is. */
async function refuseOther(file) {
  const head = await file.slice(0, 96).arrayBuffer();
  if (isHdf5(head)) refuse(words.oldFile(file.name));
  refuse(/\.(keras|zip)$/i.test(file.name) ? words.notZip(file.name) : words.unknownFile(file.name));
}

/** The files of a zip that are read, {name: its entry}, and a function that gives one's bytes. */
async function partsOfZip(file) {
  checkSize(file.name, file.size);
  return [await listZip(file, (name) => Object.hasOwn(MOST, name)), (entry) => unpack(file, entry)];
}

/** By what is there: what Keras wrote, or what export_explorable wrote. */
async function readParts(parts, bytesOf) {
  const has = (name) => Object.hasOwn(parts, name), isExported = EXPORTED.some(has) && !has("config.json");
  const wanted = isExported ? EXPORTED : KERAS, gone = wanted.find((name) => !has(name));
  if (gone) refuse(words.missing(gone, Object.keys(parts)));
  const buffers = {};
  for (const name of Object.keys(MOST)) {
    const isAsked = wanted.includes(name) || (isExported && BESIDE.includes(name) && has(name));
    if (!isAsked) continue;
    checkSize(name, parts[name].size, MOST[name]);
    buffers[name] = await bytesOf(parts[name]);
  }
  return isExported ? readExport(buffers) : { labels: [], more: {}, ...await readKeras(buffers) };
}
