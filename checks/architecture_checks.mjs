/* Runs in the page of test_architectures.py: a large network beside Keras. */

import * as moreKinds from "./engine/more-kinds.mjs";
import * as moreSlopes from "./engine/more-slopes.mjs";
import { Network } from "./engine/network.mjs";
import { readSafetensors } from "./engine/safetensors.mjs";
import * as scriptLoops from "./engine/script-loops.mjs";
import * as slopesModule from "./engine/slopes.mjs";

const bytes = async (name) => (await fetch(name)).arrayBuffer();
const json = async (name) => JSON.parse(new TextDecoder().decode(await bytes(name)));

/** The largest difference as a share of the largest of `theirs`; what is no number counts as far. */
function difference(ours, theirs) {
  let most = 0, farthest = 0;
  for (let i = 0; i < theirs.length; i++) {
    const far = Math.abs(ours[i] - theirs[i]);
    if (!(far <= farthest)) farthest = Number.isNaN(far) ? 1e9 : far;
    most = Math.max(most, Math.abs(theirs[i]));
  }
  return farthest / (most || 1);
}

/**
 * {layers: how many, ms: of one run, pictures: [{outputs, slopes: the largest differences, gates: how many ReLUs are
 * open on one side only}]}.
 */
export async function compare({ folder, isCompiled, pictures }) {
  const arrays = readSafetensors(await bytes(`${folder}/weights.safetensors`));
  const numbers = readSafetensors(await bytes(`${folder}/numbers.safetensors`));
  const { layer: asked, at } = await json(`${folder}/asked.json`), wasm = (name) => (isCompiled ? bytes(`engine/${name}`) : null);
  const more = async () => ({ ...moreKinds, ...moreSlopes, wasm: await wasm("more.wasm") });
  const network = await Network.create(
    await json(`${folder}/network.json`), arrays, await wasm("engine.wasm"),
    { more, slopes: slopesModule, script: () => scriptLoops },
  );
  const slopes = new slopesModule.Slopes(network), { layers, photo } = network, found = [];
  let ms = Infinity;
  for (let i = 0; i < pictures; i++) {
    network.input.set(numbers[`${i}/inputs`].values);
    const began = performance.now();
    network.run();
    ms = Math.min(ms, performance.now() - began);
    const theirs = (part, { name }) => numbers[`${i}/${part}/${name}`].values;
    let gates = 0;
    for (const layer of layers.filter(({ rules }) => rules.silences)) {
      theirs("outputs", layer).forEach((value, k) => { gates += (value > 0) !== (layer.output[k] > 0); });
    }
    const outputs = Math.max(...layers.map((layer) => difference(layer.output, theirs("outputs", layer))));
    const end = network.index(asked);
    slopes.ofNumber(layers[end], at[i]);
    const far = [photo, ...layers.slice(0, end + 1)].map((layer) => difference(layer.gradient, theirs("slopes", layer)));
    found.push({ outputs, slopes: Math.max(...far), gates });
  }
  return { layers: layers.length, ms, pictures: found };
}
