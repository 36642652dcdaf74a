/* Runs in the page of test_belief_numbers.py: the mathematics of the figures about attribution, of a network in a folder. */

import * as slopesModule from "./engine/slopes.mjs";
import { Asked, CONTROLS, METHODS, mapOf, placesOf } from "./kit/methods.mjs";
import { chosen, joined, peakOf } from "./kit/mosaics.mjs";
import { curve, filled, inOrder, partsOf } from "./kit/orders.mjs";
import { openNetwork } from "./kit/resources.mjs";
import { layersToAsk, sharesAt } from "./kit/shares.mjs";

const base = new URL("./", import.meta.url).href;
const fetched = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());

/** The network of a folder, for pictures of `input` where that is given. */
async function open(folder, input) {
  const files = {
    "network.json": await fetched(`${folder}/network.json`), "weights.safetensors": await fetched(`${folder}/weights.safetensors`),
  };
  if (input) {
    files["network.json"] = new TextEncoder().encode(
      JSON.stringify({ ...JSON.parse(new TextDecoder().decode(files["network.json"])), input }),
    );
  }
  const network = await openNetwork({ get: (key) => ({ base, files, own: folder !== "book" })[key] }, slopesModule);
  return new Asked(network, new slopesModule.Slopes(network));
}

/** {method or control: {map: of pixels, places, size}} of a photo, for a class. */
export async function maps({ folder, photo, k, settings }) {
  const asked = await open(folder), numbers = Float32Array.from(photo);
  return Object.fromEntries(Object.keys({ ...METHODS, ...CONTROLS }).map((name) => {
    const { map: places, size } = placesOf(name, asked, numbers, k, settings);
    return [name, { map: [...mapOf(name, asked, numbers, k, settings)], places: [...places], size: [...size] }];
  }));
}

/** Of each way, {fill, block, steps}: [deletion, insertion] in the order of a map. */
export async function curves({ folder, photo, map, k, ways }) {
  const asked = await open(folder), numbers = Float32Array.from(photo);
  return ways.map(({ fill, block, steps }) => {
    const empty = filled(fill, numbers, asked.network), order = inOrder(map, partsOf(asked.network.photo.shape, block));
    return [curve(asked, numbers, empty, k, order, steps), curve(asked, empty, numbers, k, order, steps)];
  });
}

/** Of each layer that can be asked, {logit, zero, biases, maps}. */
export async function shares({ folder, photo, k, steps, names }) {
  const asked = await open(folder), numbers = Float32Array.from(photo), found = {};
  for (const one of layersToAsk(asked.network, asked.scores).filter(({ layer }) => names.includes(layer.name))) {
    const own = (found[one.layer.name] = { maps: {} });
    for (const part of sharesAt(asked, numbers, k, one, steps)) {
      if (part?.map) own.maps[part.method] = [...part.map];
      else Object.assign(own, part);
    }
  }
  return found;
}

/** The photos of mosaics, by answers; and in which quarter the evidence for class `k` is largest in a mosaic of four photos. */
export const draws = ({ answers, n }) => Array.from({ length: n }, (_, i) => chosen(i, answers));
export async function peak({ folder, photos, shape: [rows, columns, channels], k }) {
  const asked = await open(folder, [2 * rows, 2 * columns, channels]);
  asked.run(joined(photos.map((photo) => Float32Array.from(photo)), [rows, columns, channels]));
  return peakOf(asked, k).quarter;
}
