/* The files that the live figures read, each fetched once, when it is first needed. */

import { readSafetensors } from "../engine/safetensors.mjs";
import * as KIT_WORDS from "./words.mjs";

const fetched = new Map();

/**
 * The bytes of a file: given with the figure (`model.get("files")`: by a notebook's kernel, or for another network),
 * or from beside the page (`model.get("base")`).
 */
export async function readFile(model, name) {
  const given = model.get("files")?.[name];
  if (given) return given.buffer.slice(given.byteOffset, given.byteOffset + given.byteLength);
  const isPacked = name.endsWith(".safetensors") && "DecompressionStream" in globalThis; // browsers before 2023 take the larger file
  const address = new URL(isPacked ? `${name}.packed` : name, model.get("base")).href;
  if (!fetched.has(address)) {
    const bytes = fetch(address).then((response) => {
      if (!response.ok) throw new Error(KIT_WORDS.notLoaded(name, response.status));
      return isPacked ? unpack(response.body, name) : response.arrayBuffer();
    });
    bytes.catch(() => fetched.delete(address)); // the next try asks again
    fetched.set(address, bytes);
  }
  return fetched.get(address);
}

export async function readJson(model, name) {
  return JSON.parse(new TextDecoder().decode(await readFile(model, name)));
}

export async function readArrays(model, name) {
  return readSafetensors(await readFile(model, name));
}

/** What Python's `packed` has packed -> the bytes of the file `name`. It is decompressed while it arrives. */
async function unpack(stream, name) {
  const arriving = new Response(stream.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer().catch(() => {
    throw new Error(KIT_WORDS.incomplete(name));
  });
  weave(new Uint8Array(1 << 17)); // zeros, so that the browser has compiled the loop when the bytes are there
  return weave(new Uint8Array(await arriving)).buffer;
}

/** First all even bytes, then all odd ones -> each in its place. */
function weave(halves) {
  const bytes = new Uint8Array(halves.length), n = Math.ceil(bytes.length / 2);
  for (let i = 0; i < n; i++) {
    bytes[2 * i] = halves[i];
    bytes[2 * i + 1] = halves[n + i]; // past the end of an odd number of bytes it has no effect
  }
  return bytes;
}
