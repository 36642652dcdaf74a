/* The files of a network that a reader brings, as the figures read them. No page in here. */

const MOST = 2000; // files of a folder
const MEANS = [0.485, 0.456, 0.406], DEVIATIONS = [0.229, 0.224, 0.225]; // of ImageNet's pictures, channel by channel
/** How a byte becomes a number: times `scale`, plus `offset`. Python's networks/pictures.py has the same. */
export const RANGES = {
  "0..1": { scale: 1 / 255, offset: 0 }, "-1..1": { scale: 2 / 255, offset: -1 },
  "-0.5..0.5": { scale: 1 / 255, offset: -0.5 }, "0..255": { scale: 1, offset: 0 },
  imagenet: { scale: DEVIATIONS.map((deviation) => 1 / 255 / deviation), offset: MEANS.map((mean, c) => -mean / DEVIATIONS[c]) },
};

const text = (value) => new TextEncoder().encode(JSON.stringify(value));

/** Named arrays -> the bytes of a safetensors file, single precision. */
export function writeSafetensors(arrays) {
  const header = {};
  let end = 0;
  for (const [name, { shape, values }] of Object.entries(arrays)) {
    header[name] = { dtype: "F32", shape, data_offsets: [end, end += 4 * values.length] };
  }
  const words = text(header), room = 8 * Math.ceil(words.length / 8);
  const bytes = new Uint8Array(8 + room + end).fill(32, 8, 8 + room); // blanks up to a multiple of 8
  new DataView(bytes.buffer).setBigUint64(0, BigInt(room), true);
  bytes.set(words, 8);
  let at = 8 + room;
  for (const { values } of Object.values(arrays)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/**
 * {name: bytes} of a network, with names for its classes, in this range of pictures and order of colours;
 * without a range, as it says itself. labels: the classes of its pictures.
 */
export function filesOf({ description, arrays, more }, { range, order, classes, labels }) {
  const pixels = range ? { ...RANGES[range], ...(order === "bgr" ? { order } : {}) } : description.pixels;
  return {
    "network.json": text({ ...description, classes, pixels }), "weights.safetensors": writeSafetensors(arrays),
    "labels.json": text(labels), ...more,
  };
}

const SHARES = ["softmax", "sigmoid", "hard-sigmoid"], PASSED = ["identity", "flatten", "reshape", "global-max-pool", "global-mean-pool"];

/** Whether the last numbers of a network are shares, not scores. */
export const endsInShares = ({ layers }) => SHARES.includes(layers.findLast(({ kind }) => !PASSED.includes(kind))?.kind);

/** The network with a step behind it that makes shares of its scores: a softmax, of a single one a sigmoid, which is for two classes. */
export function withShares(description) {
  const { classes, layers } = description, taken = new Set(["input", ...layers.map(({ name }) => name)]);
  let name = "shares";
  while (taken.has(name)) name += "_";
  const isOne = classes.length === 1;
  return {
    ...description, classes: isOne ? ["class 0", "class 1"] : classes,
    layers: [...layers, { name, kind: isOne ? "sigmoid" : "softmax" }],
  };
}

/** What was dropped, as entries of a file system and as files: the files; of a folder those in it. */
export async function droppedFiles(entries, files) {
  const folder = entries.find((entry) => entry?.isDirectory);
  if (!folder) return files;
  const reader = folder.createReader(), some = () => new Promise((done) => reader.readEntries(done, () => done([]))), found = [];
  for (let more = await some(); more.length && found.length < MOST; more = await some()) {
    found.push(...more); // a browser gives a hundred at a time
  }
  const all = found.filter(({ isFile }) => isFile).map((entry) => new Promise((done) => entry.file(done, () => done(null))));
  return (await Promise.all(all)).filter(Boolean);
}
