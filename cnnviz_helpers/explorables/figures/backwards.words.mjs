/* What "Backwards" says. */

export const title = "Backwards.";
export const lead =
  "The slope of one weight is a sum: at each place what it read, times the slope there. Press a place to see where its slope comes from.";
export const tries = {
  closed: {
    text: "Find a place whose slope is 0 because its gate is closed.",
    then: "The number there is below zero, so ReLU gives 0 for it, and for all numbers near it: a small change has no effect.",
  },
  loss: {
    text: (layer) => `Go from a place on, step by step, to ${layer}, where the slopes begin.`,
    then: "There the slope is simple: the class's share, minus 1 for the right class. All other slopes are made of these.",
  },
  none: {
    text: "Find a weight whose slope is exactly 0 for this photo.",
    then: "At every place it read 0, or a gate was closed, or a pool chose another number. This photo teaches this weight nothing.",
  },
};

export const met = "what the weight read";
export const slopes = "slope of the map's numbers";
export const products = "their products";
export const bias = "1, as a bias adds itself";
export const place = (row, column) => `row ${row}, column ${column}`;
export const back = "Back to the place on the maps";
export const more = "show all";
export const fewer = "show fewer";
export const others = (n) => `${n} others`;
export const total = "slope";
export const share = "share of the class";
export const wanted = "what it should be, taken away";
export const same = "the same number";
export const through = "through this layer";
export const gate = (isOpen, value) => (isOpen ? `gate open: ${value} > 0` : `gate closed: ${value} ≤ 0`);
export const winner = (isWinner) => (isWinner ? "largest of its window" : "not the largest of its window");
export const mean = (n) => `one of ${n} in the mean`;
export const away = (n) => `${n} more lines (scroll)`;
export const way = "from the loss back to the weight";
export const open = (part) => `${part} open`;
export const win = (part) => `${part} win`;
export const loss = (value) => `loss ${value}`;
export const isSlope = (name, value, slope) => `${name}: its number is ${value}; the loss changes by ${slope} times a small change of it`;
export const number = (layer, { map, row, column }, size) =>
  (size > 1 ? `${layer}, map ${map}, row ${row}, column ${column}` : `${layer}, number ${map}`);
export const map = (f) => `map ${f}`;
export const kernelInPython = (photo, label, layer, index) => `slope_by_places(model, ${photo}, ${label}, "${layer}/kernel", (${index}))`;
export const biasInPython = (photo, label, layer, index) => `weight_slopes(model, ${photo}, ${label})["${layer}/bias"][${index}]`;
export const denseInPython = (photo, label, layer, index) => `weight_slopes(model, ${photo}, ${label})["${layer}/kernel"][${index}]`;
export const sum = (n, slope) => `The sum of ${n === "1" ? "1 product" : `all ${n} products`} is the slope of the weight: ${slope}.`;
export const says = ({ weight, at, read, slope, product, zeros, n, total }) =>
  `Slope of the loss for ${weight}: ${total}. At ${at} the weight read ${read}, the slope there is ${slope}, the product ${product}. `
  + `At ${zeros} of ${n} places the slope is 0.`;
