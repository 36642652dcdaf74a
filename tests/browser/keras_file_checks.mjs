/* Runs in the page of test_keras_file.py: the reader of networks beside Python, on hostile files, and on files with changed bytes. */

import { Network } from "./engine/network.mjs";
import { readSafetensors } from "./engine/safetensors.mjs";
import { readKerasFile, readNetwork, readNetworkFolder } from "./reader/read-network.mjs";
import { Refusal } from "./reader/words.mjs";
import { crc32, listZip, unpack } from "./reader/zip.mjs";

/** A file of the page's folder. Tests write others under the same name. */
async function fileOf(name) {
  return new File([await (await fetch(name, { cache: "no-store" })).blob()], name.split("/").at(-1));
}

const isSame = (one, other) => `${one.shape}` === `${other.shape}` && one.values.every((value, i) => value === other.values[i]);

/** What the reader makes of a file, and which arrays differ from those that Python wrote. */
export async function read({ name }) {
  const file = await fileOf(`${name}.keras`), start = performance.now();
  const { description, arrays, range, parameters } = await readNetwork([file]), time = performance.now() - start;
  const theirs = readSafetensors(await (await fileOf(`${name}.safetensors`)).arrayBuffer());
  const all = [...new Set([...Object.keys(arrays), ...Object.keys(theirs)])];
  return {
    description, range, parameters, time,
    wrong: all.filter((key) => !arrays[key] || !theirs[key] || !isSame(arrays[key], theirs[key])),
  };
}

/** The ways in: each a function of Files. */
const WAYS = {
  all: readNetwork,
  file: ([file]) => readKerasFile(file),
  folder: (files) => readNetworkFolder(Object.fromEntries(files.map((file) => [file.name, file]))),
};

/** What the engine computes for one picture of the network in `names`, read from files; without wasm, as a list. */
export async function run({ way, names, input }) {
  const { description, arrays, labels } = await WAYS[way](await Promise.all(names.map(fileOf)));
  const network = await Network.create(description, arrays, null, {
    more: async () => ({ ...(await import("./engine/more-kinds.mjs")), wasm: null }), script: () => import("./engine/script-loops.mjs"),
  });
  network.input.set(input);
  return { output: [...network.run()], labels };
}

/** The sentence with which files are refused, or null; `cause`: what it came of, if nobody foresaw it. */
async function refusalOf(files) {
  const start = performance.now();
  try {
    await readNetwork(files);
    return { sentence: null, time: performance.now() - start };
  } catch (error) {
    const time = performance.now() - start;
    return { sentence: error.message, isOurs: error instanceof Refusal, cause: error.cause && `${error.cause.stack ?? error.cause}`, time };
  }
}

/** The same for files by their names. */
export async function refusal({ names }) {
  const files = await Promise.all(names.map(fileOf));
  window.isReading = true; // from now on a request would be the reader's
  const found = await refusalOf(files);
  window.isReading = false;
  return found;
}

/** A zip of stored files, {name: Uint8Array}. */
function zipped(files) {
  const parts = [], list = [], bytes = (n, fields) => {
    const view = new DataView(new ArrayBuffer(n));
    for (const [at, size, value] of fields) view[`setUint${size}`](at, value, true);
    return view.buffer;
  };
  let at = 0, listed = 0;
  for (const [name, content] of Object.entries(files)) {
    const text = new TextEncoder().encode(name), sum = crc32(content), n = content.length;
    parts.push(bytes(30, [[0, 32, 0x04034b50], [14, 32, sum], [18, 32, n], [22, 32, n], [26, 16, text.length]]), text, content);
    list.push(bytes(46, [[0, 32, 0x02014b50], [16, 32, sum], [20, 32, n], [24, 32, n], [28, 16, text.length], [42, 32, at]]), text);
    at += 30 + text.length + n;
    listed += 46 + text.length;
  }
  const many = Object.keys(files).length;
  const end = bytes(22, [[0, 32, 0x06054b50], [8, 16, many], [10, 16, many], [12, 32, listed], [16, 32, at]]);
  return new File([...parts, ...list, end], "changed.keras");
}

/** Whole numbers, 0 .. n − 1, that a seed gives (mulberry32). */
function randomOf(seed) {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** Other bytes at a few places, where there are some. */
function withOtherBytes(bytes, random) {
  const found = bytes.slice();
  for (let i = random(8); i >= 0; i--) {
    let at = random(found.length);
    while (!found[at]) at = (at + 1) % found.length;
    found[at] = random(3) ? random(256) : [0, 255, 1][random(3)];
  }
  return found;
}

const OTHERS = [
  ...[null, true, 0, -1, 2, 0.5, 1e9, 1e300, "", "x", "conv", "__proto__", [], [[]], [1, 1], [0, 0], [null, 3], {}],
  ...[{ class_name: "__keras_tensor__" }, { config: [] }],
];

/** Other values at a few places of what stands in JSON. */
function withOtherValues(bytes, random) {
  const value = JSON.parse(new TextDecoder().decode(bytes)), places = [];
  const walk = (inside) => {
    for (const key of Object.keys(inside)) {
      places.push([inside, key]);
      if (typeof inside[key] === "object" && inside[key] !== null) walk(inside[key]);
    }
  };
  walk(value);
  for (let i = random(4); i >= 0; i--) {
    const [inside, key] = places[random(places.length)], [other, its] = places[random(places.length)];
    if (!random(5)) delete inside[key];
    else inside[key] = random(3) ? OTHERS[random(OTHERS.length)] : JSON.parse(JSON.stringify(other[its] ?? null));
  }
  return new TextEncoder().encode(JSON.stringify(value));
}

/**
 * Change a file at a few places, for each seed, and read it: `part` of it, so that the zip is whole, or all of it;
 * or what stands in JSON. Returns how many were read all the same, how many were refused, and of these foreseen;
 * what was thrown besides, and the longest time in ms.
 */
export async function changed({ name, part, seeds }) {
  const file = await fileOf(name), list = await listZip(file, () => true), parts = {};
  const found = { read: 0, refused: 0, foreseen: 0, others: [], causes: [], longest: 0 };
  for (const entry of Object.values(list)) parts[entry.name] = new Uint8Array(await unpack(file, entry));
  const whole = new Uint8Array(await file.arrayBuffer());
  for (const seed of seeds) {
    const bytes = (part?.endsWith("json") ? withOtherValues : withOtherBytes)(part ? parts[part] : whole, randomOf(seed));
    const one = await refusalOf([part ? zipped({ ...parts, [part]: bytes }) : new File([bytes], "changed.keras")]);
    found.longest = Math.max(found.longest, one.time);
    if (one.sentence === null) found.read++;
    else if (one.isOurs) found.refused++;
    else found.others.push(`${seed}: ${one.sentence}`);
    if (one.isOurs && !one.cause) found.foreseen++;
    else if (one.cause) found.causes.push(`${seed}: ${one.cause}`);
  }
  return found;
}
