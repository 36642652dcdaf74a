/* Arrays out of an HDF5 file, as far as h5py writes it for Keras: superblock 0, groups as B-trees of symbol tables, arrays that lie in one
   piece. The places in here are those of the "HDF5 File Format Specification Version 2.0", III.A to III.D and IV.A. All addresses are
   checked before they are followed, nothing is followed twice, and no more is copied than the file is long: a damaged file ends in a
   sentence. */

import * as words from "./words.mjs";

const { refuse } = words;

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const NOWHERE = 2 ** 64; // the address of what was never written, as a float
const MESSAGE = { space: 1, type: 3, layout: 8, filters: 11, more: 16, table: 17 };
const MOST_LINKS = 100000;
const MOST_AXES = 8;

/** Whether these bytes (ArrayBuffer) begin as an HDF5 file does. */
export function isHdf5(buffer) {
  return buffer.byteLength >= 96 && SIGNATURE.every((byte, i) => new Uint8Array(buffer, i, 1)[0] === byte);
}

/** An HDF5 file in memory. */
export class Hdf5 {
  constructor(buffer) {
    if (!isHdf5(buffer)) refuse(words.notHdf5);
    this.view = new DataView(buffer);
    this.left = buffer.byteLength; // how many bytes may still be copied
    this.groups = new Map();
    this.arrays = new Map();
    const [version, ofAddresses, ofLengths] = [8, 13, 14].map((place) => this.view.getUint8(place));
    if (version !== 0 || ofAddresses !== 8 || ofLengths !== 8 || this.number(24)) refuse(words.otherHdf5("another version of the format"));
    this.root = this.number(64);
  }

  /** The array at a path such as layers/dense/vars/0, {shape, values: Float32Array}; null if there is none. The same array each time. */
  array(path) {
    const address = path.split("/").reduce((at, name) => (at === undefined ? at : this.group(at).get(name)), this.root);
    if (address === undefined) return null;
    if (!this.arrays.has(address)) this.arrays.set(address, this.readArray(address));
    return this.arrays.get(address);
  }

  /* ---- reading ---- */

  /** Go on only if `n` bytes lie at `at`. */
  within(at, n) {
    if (!(at >= 0 && at + n <= this.view.byteLength)) refuse(words.damagedHdf5(Math.min(at, this.view.byteLength)));
    return at;
  }

  /** A number of eight bytes, as a float: all that can lie in a file is exact. */
  number(at) {
    this.within(at, 8);
    return this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32;
  }

  /** Go on only if these four letters lie at `at`. */
  expect(letters, at) {
    this.within(at, 24);
    if ([...letters].some((letter, i) => this.view.getUint8(at + i) !== letter.charCodeAt(0))) refuse(words.damagedHdf5(at));
  }

  /** The messages of an object, {type: place}: the first of each type. Its header may go on elsewhere. */
  messages(address) {
    const { view } = this, found = {}, blocks = [];
    this.within(address, 16);
    if (view.getUint8(address) !== 1) refuse(words.otherHdf5("another version of objects"));
    blocks.push([address + 16, view.getUint32(address + 8, true)]);
    for (let left = view.getUint16(address + 2, true), block = 0; block < blocks.length && block < 100; block++) {
      let [at, size] = blocks[block];
      this.within(at, size);
      for (const end = at + size; left > 0 && at + 8 <= end; left--) {
        const type = view.getUint16(at, true), length = view.getUint16(at + 2, true);
        this.within(at + 8, Math.max(length, 8));
        if (type === MESSAGE.more) blocks.push([this.number(at + 8), this.number(at + 16)]);
        found[type] ??= at + 8;
        at += 8 + length;
      }
    }
    return found;
  }

  /* ---- groups ---- */

  /** What a group holds: a Map of names and addresses. */
  group(address) {
    if (!this.groups.has(address)) this.groups.set(address, this.readGroup(address));
    return this.groups.get(address);
  }

  readGroup(address) {
    const { [MESSAGE.table]: table } = this.messages(address), links = new Map();
    if (table === undefined) return links; // an array, or a group without anything
    const heap = this.number(table + 8);
    this.expect("HEAP", heap);
    const names = { from: this.number(heap + 24), size: this.number(heap + 8) };
    this.within(names.from, names.size);
    const nodes = [this.number(table)], seen = new Set();
    while (nodes.length) {
      const node = nodes.pop();
      if (seen.has(node)) refuse(words.damagedHdf5(node));
      seen.add(node);
      this.expect("TREE", node);
      const isLeaf = this.view.getUint8(node + 5) === 0, many = this.view.getUint16(node + 6, true);
      this.within(node, 24 + 16 * many);
      for (let i = 0; i < many; i++) {
        const child = this.number(node + 32 + 16 * i);
        if (isLeaf) this.readTable(child, names, links);
        else nodes.push(child);
      }
    }
    return links;
  }

  readTable(at, names, links) {
    this.expect("SNOD", at);
    const many = this.view.getUint16(at + 6, true);
    this.within(at + 8, 40 * many);
    for (let i = 0; i < many; i++) {
      const entry = at + 8 + 40 * i;
      links.set(this.name(this.number(entry), names), this.number(entry + 8));
      if (links.size > MOST_LINKS) refuse(words.damagedHdf5(at));
    }
  }

  name(start, { from, size }) {
    if (start >= size) refuse(words.damagedHdf5(from));
    const bytes = new Uint8Array(this.view.buffer, from + start, Math.min(size - start, 1000)), end = bytes.indexOf(0);
    return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end));
  }

  /* ---- arrays ---- */

  readArray(address) {
    const { [MESSAGE.space]: space, [MESSAGE.type]: type, [MESSAGE.layout]: layout, [MESSAGE.filters]: filters } = this.messages(address);
    if (space === undefined || type === undefined || layout === undefined) refuse(words.damagedHdf5(address));
    if (filters !== undefined) refuse(words.otherHdf5("packed arrays"));
    const shape = this.shape(space), { size, values } = this.type(type), bytes = shape.reduce((n, length) => n * length, size);
    const { at, length } = this.place(layout);
    if (bytes > this.left || (bytes && (length < bytes || at === NOWHERE))) refuse(words.damagedHdf5(address));
    this.left -= bytes;
    return { shape, values: values(bytes ? this.view.buffer.slice(this.within(at, bytes), at + bytes) : new ArrayBuffer(0)) };
  }

  shape(at) {
    const version = this.view.getUint8(at), many = this.view.getUint8(at + 1), first = at + (version === 1 ? 8 : 4);
    if (version !== 1 && version !== 2) refuse(words.otherHdf5("another version of shapes"));
    if (many > MOST_AXES) refuse(words.damagedHdf5(at));
    return Array.from({ length: many }, (_, axis) => this.number(first + 8 * axis));
  }

  /** How many bytes a number has, and how such bytes become single precision. */
  type(at) {
    const { view } = this, kind = view.getUint8(at) & 15, size = view.getUint32(at + 4, true);
    const isFloat = kind === 1 && !(view.getUint8(at + 1) & 1), isOpaque = kind === 5;
    this.within(at, 20);
    // bfloat16 is no type of HDF5: h5py writes two bytes without a meaning, or a float with an exponent of eight bits.
    const isShort = size === 2 && (isOpaque || (isFloat && view.getUint8(at + 13) === 8));
    const values = isShort ? shortToSingles : isFloat && TO_SINGLES[size];
    return values ? { size, values } : refuse(words.otherHdf5("numbers that are no floats"));
  }

  /** Where the numbers lie. */
  place(at) {
    const { view } = this, version = view.getUint8(at), kind = view.getUint8(at + 1);
    if (version !== 3) refuse(words.otherHdf5("another version of arrays"));
    if (kind === 0) return { at: at + 4, length: view.getUint16(at + 2, true) };
    return kind === 1 ? { at: this.number(at + 2), length: this.number(at + 10) } : refuse(words.otherHdf5("arrays in pieces"));
  }
}

/* ---- numbers of other precisions, all little-endian as every browser's machine is ---- */

const TO_SINGLES = {
  2: halvesToSingles,
  4: (bytes) => new Float32Array(bytes),
  8: (bytes) => new Float32Array(new Float64Array(bytes)),
};

/** bfloat16: the first half of single precision. */
function shortToSingles(bytes) {
  return new Float32Array(Uint32Array.from(new Uint16Array(bytes), (half) => half << 16).buffer);
}

function halvesToSingles(bytes) {
  return globalThis.Float16Array ? new Float32Array(new Float16Array(bytes)) : Float32Array.from(new Uint16Array(bytes), half);
}

/** One number of half precision: sign, exponent, fraction. */
function half(bits) {
  const exponent = (bits >> 10) & 31, fraction = (bits & 1023) / 1024, sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? (1 + fraction) * 2 ** (exponent - 15) : fraction * 2 ** -14);
}
