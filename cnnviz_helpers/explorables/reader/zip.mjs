/* Files out of a zip: where they lie is read from the list at its end, and only those that are asked for are unpacked. */

import * as words from "./words.mjs";

const { refuse } = words;

const END = 0x06054b50, ENTRY = 0x02014b50, FILE = 0x04034b50; // how the list's end, an entry of the list, and a file begin
const STORED = 0, DEFLATED = 8, SECRET = 1;
const MOST_ENTRIES = 20000;
const MOST_GROWTH = 50, SMALL = 2 ** 24; // no weights are packed so well; a small file may grow as it likes

const viewOf = async (blob) => new DataView(await blob.arrayBuffer());

/** Whether a file begins as a zip does. */
export async function isZip(file) {
  return file.size > 4 && (await viewOf(file.slice(0, 4))).getUint32(0, true) === FILE;
}

/** Where the list of files begins, how long it is, and how many it names. */
async function findList(file, name) {
  const start = Math.max(0, file.size - 22 - 65535), view = await viewOf(file.slice(start));
  for (let at = view.byteLength - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue;
    const many = view.getUint16(at + 10, true), size = view.getUint32(at + 12, true), from = view.getUint32(at + 16, true);
    if (from + size <= start + at && many <= MOST_ENTRIES) return { many, size, from };
  }
  return refuse(words.notZip(name));
}

/**
 * Where the files of a zip lie: {name: {name, method, isSecret, sum, packed, size, from}}; packed and size in bytes. A file in a folder
 * goes under its last name, so that a zip of a folder is read as well. Throws where one of the names that `isWanted` comes twice.
 */
export async function listZip(file, isWanted) {
  const { many, size, from } = await findList(file, file.name), view = await viewOf(file.slice(from, from + size)), found = {};
  for (let i = 0, at = 0; i < many; i++) {
    if (at + 46 > size || view.getUint32(at, true) !== ENTRY) refuse(words.notZip(file.name));
    const [length, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    if (at + 46 + length > size) refuse(words.notZip(file.name));
    const path = new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, length)), name = path.split("/").at(-1);
    const isApart = path.startsWith("__MACOSX/") || path.split("/").length > 2; // what a Mac adds, and files that layers keep
    if (isWanted(name) && !isApart) {
      if (Object.hasOwn(found, name)) refuse(words.twice(name));
      found[name] = {
        name, isSecret: Boolean(view.getUint16(at + 8, true) & SECRET),
        method: view.getUint16(at + 10, true), sum: view.getUint32(at + 16, true),
        packed: view.getUint32(at + 20, true), size: view.getUint32(at + 24, true), from: view.getUint32(at + 42, true),
      };
    }
    at += 46 + length + extra + comment;
  }
  return found;
}

/** The bytes of one file of the list, an ArrayBuffer: of the size that the list says, with the check sum that it says. */
export async function unpack(file, entry) {
  const { name, isSecret, method, packed, size, from, sum } = entry;
  if (isSecret) refuse(words.lockedZip(file.name));
  if (method !== STORED && method !== DEFLATED) refuse(words.strangeZip(name));
  if (size > SMALL && size > packed * MOST_GROWTH) refuse(words.bomb(name, MOST_GROWTH));
  const head = await viewOf(file.slice(from, from + 30));
  if (head.byteLength < 30 || head.getUint32(0, true) !== FILE) refuse(words.damagedZip(name));
  const start = from + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  if (start + packed > file.size || (method === STORED && packed !== size)) refuse(words.damagedZip(name));
  const inside = file.slice(start, start + packed);
  const bytes = method === STORED ? new Uint8Array(await inside.arrayBuffer()) : await inflate(inside, entry);
  if (await sumOf(bytes) !== sum) refuse(words.damagedZip(name));
  return bytes.buffer;
}

/** Inflate into the room that the list says: what wants more is refused as soon as it does. */
async function inflate(packed, { name, size }) {
  const bytes = new Uint8Array(size), reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  let n = 0;
  for (;;) {
    const { value, done } = await reader.read().catch(() => refuse(words.damagedZip(name)));
    if (done || n + value.length > size) {
      if (n !== size || !done) await reader.cancel().catch(() => {});
      return n === size && done ? bytes : refuse(words.damagedZip(name));
    }
    bytes.set(value, n);
    n += value.length;
  }
}

const TABLES = 8, SLICE = 1 << 24; // bytes: some ten milliseconds
let tables = null;

/** For each byte at each of eight places, what it does to the sum: TABLES x 256 numbers. */
function makeTables() {
  const found = new Uint32Array(TABLES * 256);
  for (let i = 0; i < 256; i++) {
    let sum = i;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    found[i] = sum;
  }
  for (let i = 256; i < found.length; i++) found[i] = (found[i - 256] >>> 8) ^ found[found[i - 256] & 255];
  return found;
}

/** Let the page live on for a moment, where much is read. */
export const rest = () => new Promise((go) => { setTimeout(go); });

/** The check sum of many bytes, slice by slice. */
async function sumOf(bytes) {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += SLICE) {
    sum = crc32(bytes.subarray(i, i + SLICE), sum);
    if (bytes.length > SLICE) await rest();
  }
  return sum;
}

/**
 * The check sum that a zip keeps of its files: CRC-32, eight bytes at a time, which makes 100 MB a matter of a tenth of a second.
 * before: that of the bytes before these.
 */
export function crc32(bytes, before = 0) {
  const t = tables ??= makeTables(), end = bytes.length & -TABLES;
  let sum = ~before, i = 0;
  for (; i < end; i += TABLES) {
    sum ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    sum = t[1792 + (sum & 255)] ^ t[1536 + ((sum >>> 8) & 255)] ^ t[1280 + ((sum >>> 16) & 255)] ^ t[1024 + (sum >>> 24)]
      ^ t[768 + bytes[i + 4]] ^ t[512 + bytes[i + 5]] ^ t[256 + bytes[i + 6]] ^ t[bytes[i + 7]];
  }
  for (; i < bytes.length; i++) sum = (sum >>> 8) ^ t[(sum ^ bytes[i]) & 255];
  return ~sum >>> 0;
}
