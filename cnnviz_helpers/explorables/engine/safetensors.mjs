/* Weights by name: the format that Python's `safetensors` writes. */

/** The named arrays of a safetensors file (float16 or float32): {name: {shape, values: Float32Array}}. */
export function readSafetensors(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const arrays = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const bytes = buffer.slice(8 + length + entry.data_offsets[0], 8 + length + entry.data_offsets[1]);
    if (!(entry.dtype in READERS)) {
      throw new Error(`Expected numbers as F16, F32 or I32, but ${name} has ${entry.dtype}; export the model again.`);
    }
    arrays[name] = { shape: entry.shape, values: READERS[entry.dtype](bytes) };
  }
  return arrays;
}

const READERS = {
  F16: (bytes) => (globalThis.Float16Array ? new Float32Array(new Float16Array(bytes)) : halvesToSingles(bytes)),
  F32: (bytes) => new Float32Array(bytes),
  I32: (bytes) => Float32Array.from(new Int32Array(bytes)),
};

/** Half-precision numbers -> single precision: sign, exponent and fraction are moved to their new places. */
function halvesToSingles(bytes) {
  const halves = new Uint16Array(bytes), singles = new Float32Array(halves.length), bits = new Uint32Array(singles.buffer);
  for (let i = 0; i < halves.length; i++) {
    const size = halves[i] & 0x7fff;
    if (size < 0x400) singles[i] = size / 0x1000000; // too small for an exponent
    else bits[i] = (size << 13) + (size < 0x7c00 ? 0x38000000 : 0x70000000); // the larger: infinity, and what is no number
    bits[i] |= (halves[i] & 0x8000) << 16;
  }
  return singles;
}
