/* What the explorer's lines say of a network, for the tests: the modules as they are written stand beside this file. */

import { Network } from "./engine/network.mjs";
import * as slopes from "./engine/slopes.mjs";
import * as moreKinds from "./engine/more-kinds.mjs";
import * as moreSlopes from "./engine/more-slopes.mjs";
import { readSafetensors } from "./engine/safetensors.mjs";
import { columnsOf } from "./explorer/columns.mjs";
import { Lines, scoreLayer } from "./explorer/lines.mjs";

const bytes = async (name) => (await fetch(name)).arrayBuffer();

/** The network in a folder, with a picture in it: {network, lines}. */
export async function open(folder, picture) {
  const description = await (await fetch(`${folder}/network.json`)).json();
  const arrays = readSafetensors(await bytes(`${folder}/weights.safetensors`));
  const more = async () => ({ ...moreKinds, ...moreSlopes, wasm: await bytes("engine/more.wasm") });
  const network = await Network.create(description, arrays, await bytes("engine/engine.wasm"), { more, slopes });
  network.input.set(picture);
  network.run();
  return { network, lines: new Lines(network, new slopes.Slopes(network), columnsOf(network, false)) };
}

/** Of its columns: the layers that they begin and end with, how many maps, what they read. */
export const columnsIn = ({ lines: { columns, reads, ends } }) =>
  ({ columns: columns.map(({ before, after, n }) => ({ before: before.name, after: after.name, n })), reads, ends });

/** By how much shares that are asked for a few maps at a time differ from all that are asked for at once. */
function apart(n, all, ask) {
  let most = 0;
  for (let map = 0; map < n; map += 2) {
    const maps = [(map + 3) % n, map], few = ask(maps);
    for (let i = 0; i < all.length; i++) if (maps.includes(i % n)) most = Math.max(most, Math.abs(few[i] - all[i]));
  }
  return most;
}

/** The shares of some numbers, [column, map] or, for scores, [null, class]. */
export const explain = ({ network, lines }, units) => units.map(([column, map]) => {
  const found = column === null ? lines.ofNumber(scoreLayer(network), map) : lines.ofMap(column, map);
  const into = found.into.map((shares) => [...shares()]);
  return { ...found, totals: found.totals.map((all) => [...all]), into, apart: Math.max(...into.map((all, k) => apart(lines.columns[k].n, all, found.into[k]))) };
});
