/* QR codes: text -> black and white squares (ISO/IEC 18004: bytes, error correction M, which mends 15 % of the code). No page in here. */

// For the versions 1 to 20, of which the last holds 666 bytes: how many bytes correct each block, and how many blocks there are.
const CORRECTING = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
const LEVEL_M = 0, FORMAT_MASK = 0x5412, FORMAT_DIVISOR = 0x537, VERSION_DIVISOR = 0x1f25;
const BYTES = 0b0100, PADS = [0xec, 0x11];
const MASKS = [
  (x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3, (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3), (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];
// Penalties: for runs of one colour, squares of 2 × 2, what looks like a finder pattern, for each 5 % that black is off a half.
const RUN = 3, SQUARE = 3, FINDER = 40, BALANCE = 10;

const times = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const bit = (value, i) => (value >> i) & 1;

/* ---- bytes ---- */

const sizeOf = (version) => 4 * version + 17;
const alignments = (version) => (version === 1 ? 0 : Math.floor(version / 7) + 2); // along one side

/** How many bytes a version holds, those that correct included. */
function capacity(version) {
  const n = alignments(version), inAlignments = version === 1 ? 0 : (25 * n - 10) * n - 55;
  return Math.floor(((16 * version + 128) * version + 64 - inAlignments - (version >= 7 ? 36 : 0)) / 8);
}

const room = (version) => capacity(version) - CORRECTING[version - 1] * BLOCKS[version - 1];
const lengthBits = (version) => (version < 10 ? 8 : 16);

/** The bytes of a text with their head, filled up to what the version holds. */
function packed(text, version) {
  const bits = [], push = (value, n) => { for (let i = n - 1; i >= 0; i--) bits.push(bit(value, i)); };
  push(BYTES, 4);
  push(text.length, lengthBits(version));
  for (const byte of text) push(byte, 8);
  push(0, Math.min(4, 8 * room(version) - bits.length));
  while (bits.length % 8) bits.push(0);
  const bytes = times(bits.length / 8, (i) => bits.slice(8 * i, 8 * i + 8).reduce((all, one) => 2 * all + one, 0));
  while (bytes.length < room(version)) bytes.push(PADS[(bytes.length - bits.length / 8) % 2]);
  return bytes;
}

/** The product of two bytes in the field of 256 numbers that the standard names. */
function product(a, b) {
  let result = 0;
  for (let i = 7; i >= 0; i--) result = ((result << 1) ^ ((result >> 7) * 0x11d)) ^ (bit(b, i) * a);
  return result;
}

/** The divisor of Reed and Solomon that gives n bytes. */
function divisor(n) {
  const result = [...Array(n - 1).fill(0), 1];
  let root = 1;
  for (let i = 0; i < n; i++, root = product(root, 2)) {
    result.forEach((one, k) => { result[k] = product(one, root) ^ (result[k + 1] ?? 0); });
  }
  return result;
}

/** The bytes that correct a block: what is left when it is divided. */
function correction(block, by) {
  const rest = Array(by.length).fill(0);
  for (const byte of block) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    by.forEach((one, i) => { rest[i] ^= product(one, factor); });
  }
  return rest;
}

/** The bytes in blocks, each with its correction, and of all blocks one byte in turn. */
function interleaved(bytes, version) {
  const n = BLOCKS[version - 1], by = divisor(CORRECTING[version - 1]), short = Math.floor(bytes.length / n), long = bytes.length % n;
  const start = (i) => i * short + Math.max(0, i - (n - long)); // the last ones are longer by one
  const blocks = times(n, (i) => bytes.slice(start(i), start(i + 1))), ends = blocks.map((block) => correction(block, by));
  const inTurn = (all, length) => times(length, (i) => all.map((one) => one[i])).flat().filter((byte) => byte !== undefined);
  return [...inTurn(blocks, short + 1), ...inTurn(ends, by.length)];
}

/* ---- squares ---- */

/** The squares that every code of a version has; null where the bytes come. */
function frame(version) {
  const size = sizeOf(version), grid = times(size, () => Array(size).fill(null));
  const set = (x, y, isBlack) => { if (grid[y]?.[x] !== undefined) grid[y][x] = Number(isBlack); };
  const rings = (x, y, reach, white) => { // squares one in another
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) set(x + dx, y + dy, !white.includes(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  };
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) rings(x, y, 4, [2, 4]);
  const n = alignments(version), step = 2 * Math.ceil((size - 13) / (2 * n - 2));
  const at = times(n, (i) => (i ? size - 7 - (n - 1 - i) * step : 6));
  at.forEach((y, j) => at.forEach((x, i) => {
    if (!(i + j === 0 || (i === 0 && j === n - 1) || (j === 0 && i === n - 1))) rings(x, y, 2, [1]); // not on the three corners
  }));
  if (version >= 7) {
    const word = withRest(version, 12, VERSION_DIVISOR);
    for (let i = 0; i < 18; i++) {
      const far = size - 11 + (i % 3), near = Math.floor(i / 3);
      set(far, near, bit(word, i));
      set(near, far, bit(word, i));
    }
  }
  writeFormat(grid, 0);
  return grid;
}

/** A number, and behind it the n bits that are left when it is divided. */
function withRest(number, n, by) {
  let rest = number;
  for (let i = 0; i < n; i++) rest = (rest << 1) ^ ((rest >> (n - 1)) * by);
  return (number << n) | rest;
}

/** Level and mask, in two places. */
function writeFormat(grid, mask) {
  const size = grid.length, word = withRest((LEVEL_M << 3) | mask, 10, FORMAT_DIVISOR) ^ FORMAT_MASK;
  const along = [0, 1, 2, 3, 4, 5, 7, 8]; // round the finder pattern, but for the line of 6
  for (let i = 0; i < 15; i++) {
    const [x, y] = i < 8 ? [8, along[i]] : [along[14 - i], 8];
    grid[y][x] = bit(word, i);
    if (i < 8) grid[8][size - 1 - i] = bit(word, i);
    else grid[size - 15 + i][8] = bit(word, i);
  }
  grid[size - 8][8] = 1;
}

/** The places for the bytes, in their order: two columns at a time from the right, up and down in turn. */
function* places(grid) {
  const size = grid.length;
  for (let right = size - 1, isUp = true; right > 0; right -= 2, isUp = !isUp) {
    if (right === 6) right--;
    for (let i = 0; i < size; i++) {
      const y = isUp ? size - 1 - i : i;
      for (const x of [right, right - 1]) if (grid[y][x] === null) yield [x, y];
    }
  }
}

function penalty(grid) {
  const size = grid.length, lines = [...grid, ...times(size, (x) => grid.map((row) => row[x]))].map((line) => line.join(""));
  let sum = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) sum += RUN + run.length - 5;
    sum += FINDER * [...`0000${line}0000`.matchAll(/(?=00001011101|10111010000)/g)].length;
  }
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) if (new Set([grid[y][x], grid[y - 1][x], grid[y][x - 1], grid[y - 1][x - 1]]).size === 1) sum += SQUARE;
  }
  const black = grid.flat().reduce((all, one) => all + one, 0) / (size * size);
  return sum + BALANCE * Math.max(0, Math.ceil(Math.abs(black - 0.5) * 20) - 1);
}

/**
 * A text as a QR code: rows of 0 (white) and 1 (black), without the white margin of 4 that it needs; null, if it is too long.
 * Of the eight masks it takes the one with the least penalty.
 */
export function qrCode(words) {
  const text = new TextEncoder().encode(words), fits = (version) => 4 + lengthBits(version) + 8 * text.length <= 8 * room(version);
  const version = times(BLOCKS.length, (i) => i + 1).find(fits);
  if (!version) return null;
  const bytes = interleaved(packed(text, version), version), empty = frame(version), free = [...places(empty)];
  const masked = MASKS.map((mask, i) => {
    const grid = empty.map((row) => [...row]);
    free.forEach(([x, y], at) => { grid[y][x] = bit(bytes[at >> 3] ?? 0, 7 - (at & 7)) ^ Number(mask(x, y) === 0); });
    writeFormat(grid, i);
    return { grid, penalty: penalty(grid) };
  });
  return masked.reduce((best, one) => (one.penalty < best.penalty ? one : best)).grid;
}
