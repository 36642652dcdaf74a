/* What "One number, taken apart" says. */

export const title = "One number, taken apart.";
export const lead = "Press any number of the sum to go into it, or any place of the map.";
const part = ({ isBias, value }) => `${isBias ? "the bias" : "the other kernels"} (${value})`;
export const tries = {
  toPixel: {
    text: (layer) => `From the score of a class (${layer}), go in, number by number, down to a pixel.`,
    then: (steps) => `${["Sums", ...steps].join(", ")}: nothing else lies between the score and the pixel.`,
  },
  silenced: {
    text: (relu, conv) =>
      `In ${conv}, before ReLU, find a number below zero though a kernel gave over +0.15; try other maps, too. Follow it into ${relu}.`,
    then: ({ name, gave, against, helped }) => `The kernel of ${name} gave ${gave}; ${against.map(part).join(" and ")} outweighed it`
      + `${helped.length ? `, although ${helped.map(part).join(" and ")} helped` : ""}: only the sum counts.`,
  },
};
export const step = { mean: "one mean", largest: "the largest of four", activation: "max(0, x)" }; // what lies on the way beside sums

// Numbers and their places
export const map = (c) => `map ${c}`;
export const channel = (c) => `channel ${c}`;
export const cameFrom = ({ map, row, column }) => `map ${map}, row ${row}, column ${column}`;
export const number = (layer, name) => `${layer}, ${name}`;
export const numberAt = (layer, name, { row, column }) => `${layer}, ${name}, row ${row}, column ${column}`;
export const isNumber = (place, value) => `${place}: ${value}`;
export const said = (place, value, how, sight) => `${place} is ${value}. ${how} ${sight}`;
export const seesAll = "It sees the whole photo.";
export const sees = ([top, bottom], [left, right]) =>
  `It sees ${bottom - top} × ${right - left} pixels: rows ${top} to ${bottom - 1}, columns ${left} to ${right - 1}.`;

// Controls and maps
export const way = "layers";
export const oneMap = "one map";
export const allMaps = "all maps";
export const thisMap = "this map";
export const allOf = (layer) => `all of ${layer}`;
export const mapBefore = "map before";
export const nextMap = "next map";
export const why = (name) => `Why ${name}?`;

// The sum
export const more = (n) => `${n} more`;
export const showAll = "show all";
export const showLargest = "show the largest";
export const away = (n) => `${n} out of sight: scroll`;
export const bias = "bias";
export const total = "total";
export const then = ({ name, rules }) => `then ${rules.silences ? "ReLU" : name}`;
export const curve = (layer) =>
  `All numbers of this map: to the right as ${layer} gets them, upwards what it makes of them. The large point is this one.`;
export const gives = (sum, result) => `${sum} = ${result}`;

// How a number of each kind of layer is computed that the book's network has
export const ofPixel = (pixel) => `Each is ${pixel}.`;
export const byte = "byte";
export const how = {
  photo: "",
  conv: "Each kernel, laid on its patch, gives a subtotal. With the bias, they add up to this number (the bars).",
  dense: "Each number times its weight. With the bias, they add up to this number (the bars).",
  relu: "max(0, x).",
  "max-pool": "The largest goes on.",
  "global-mean-pool": "The mean of a map.",
  softmax: "e to the power of each score; this one's share of them all.",
};
