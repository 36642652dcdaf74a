/* What the explorer opens on when one comes from another figure: as much of the figure's state as it has a place for. No page in here. */

import { KINDS } from "../engine/kinds.mjs";
import { range } from "../kit/draw.mjs";
import { readJson } from "../kit/files.mjs";
import { readOff, switchesOf } from "../figures/ablation.counts.mjs";
import { LEARNED, cellsOf, changed, laidIn } from "../figures/kernel-lab.weights.mjs";

const DIGITS = 4; // of a weight in an address
const PHOTO = "photo"; // the name of what no layer gives

/** Where the maps of a layer stand in the explorer: its column, named after the layer in front of a ReLU, and the side of that. */
function columnOf({ layers }, name) {
  const i = layers.findIndex((layer) => layer.name === name), { isActivation, isPool, isWindow } = KINDS[layers[i].kind];
  if (isPool && isWindow) return { layer: name, pools: 1 };
  return isActivation && i ? { layer: layers[i - 1].name, side: "after" } : { layer: name, side: "before" };
}

/** The first convolution of a description, with what a made filter needs of it. */
function firstConvolution({ input, layers }) {
  const index = layers.findIndex(({ kind }) => KINDS[kind].isSplit), { window: [rows, columns], filters } = layers[index];
  const inputs = rows * columns * input[2], learned = { kernel: new Float32Array(inputs * filters), bias: [] };
  return { ...layers[index], index, from: input, shape: [, , filters], inputs, learned };
}

/** The numbers of a filter that differ from the learned ones: "0.5.12_0.4" is cell 12 of filter 5 of layer 0. */
function editsOf(network, state) {
  const conv = firstConvolution(network), cells = cellsOf(conv), { preset, filter, weights } = state;
  const edit = (change) => `${conv.index}.${filter}.${change}`;
  if (preset === LEARNED) return weights.split(" ").filter(Boolean).map(edit).join(" ");
  const numbers = changed(laidIn({ conv, cells }, state), weights);
  return numbers.map((value, cell) => edit(`${cell}_${Number(value.toFixed(DIGITS))}`)).join(" ");
}

/** Where a sum stands on the map of the first convolution, whose zeros around need not be those of the figure. */
function placeOnMap({ window, padding }, { row, column, zeros }) {
  const [down, right] = window.map((length) => ((padding === "same") - zeros) * ((length - 1) >> 1));
  return { row: Math.max(0, row + down), column: Math.max(0, column + right) };
}

/** Whether a layer is a convolution, whose maps the explorer shows. */
const isSplit = ({ layers }, name) => Boolean(KINDS[layers.find((layer) => layer.name === name).kind].isSplit);

/** {figure: (state, network) => what the explorer has of it, beside the photo}. */
const FROM = {
  "ten-bars": () => ({}),
  sliding(state, network) {
    const conv = firstConvolution(network), isLearned = range(conv.filters).map(String).includes(state.kernel); // else it is in no network
    return isLearned ? { level: "number", ...columnOf(network, conv.name), map: Number(state.kernel), ...placeOnMap(conv, state) } : {};
  },
  "kernel-lab": (state, network) => (
    { level: "map", ...columnOf(network, firstConvolution(network).name), map: state.filter, edits: editsOf(network, state) }),
  "being-born": ({ filter }, network) => ({ level: "map", ...columnOf(network, firstConvolution(network).name), map: filter }),
  "one-number": ({ layer, map, row, column }, network) => (
    layer === PHOTO ? { level: "pixel", row, column } : { level: "number", ...columnOf(network, layer), map, row, column }),
  "x-ray": ({ layer, map, side, scale }, network) => ({ ...columnOf(network, layer), map, side, scale }),
  where: ({ class: k, row, column, size, weights }) => ({ class: k, patch: `${row}.${column}.${size}`, weights }),
  ablation({ layer, off, to }, network) {
    const { layers } = network, found = to === "zero" ? readOff(off, layer, switchesOf(layers)) : {}; // there, off is zero
    const words = Object.entries(found).flatMap(([name, list]) =>
      list.map((filter) => `${layers.findIndex((one) => one.name === name)}.${filter}`));
    return { ...columnOf(network, layer), off: words.join(" ") };
  },
  "one-weight": ({ layer, filter }, network) => (isSplit(network, layer) ? { level: "map", ...columnOf(network, layer), map: filter } : {}),
  backwards: ({ layer, filter, y, x }, network) => (
    isSplit(network, layer) ? { level: "number", ...columnOf(network, layer), map: filter, row: y, column: x } : {}),
  "train-it": () => ({}),
  "two-things": ({ second }) => (second < 0 ? {} : { class: second }),
  "picture-for-a-unit": ({ layer, map, row, column }, network) => ({ level: "map", ...columnOf(network, layer), map, row, column }),
  "name-it": ({ layer, map }, network) => ({ level: "map", ...columnOf(network, layer), map }),
  neighbours: () => ({}),
  calibration: () => ({}), "what-it-uses": () => ({}), "small-push": () => ({}),
  mistakes: ({ answer }) => ({ class: answer }),
  bench: ({ class: k }) => ({ class: k }), "adds-up": ({ class: k }) => ({ class: k }),
  "pixels-go": () => ({}), mosaic: () => ({}),
  "shift-lab": ({ dx, dy, layer, map }, network) => ({ ...columnOf(network, layer), map, shift: dx || dy ? `${dx}.${dy}` : "" }),
};

/**
 * The state of the explorer that shows what the figure `name` shows in its own `state`; what is left out stays as the explorer begins.
 * network: the description of the book's network (network.json): {input, layers: [{name, kind, …}]}.
 */
export function explorerState(name, state, network) {
  const { image } = state;
  return { ...(image === undefined ? {} : { image }), ...FROM[name](state, network) };
}

/** The address of the explorer in that state. page: where it is; model: that of the figure. */
export async function explorerAddress(page, model) {
  const state = explorerState(model.get("name"), model.get("state"), await readJson(model, "network.json"));
  return `${page}#explorer?${new URLSearchParams(state)}`;
}
