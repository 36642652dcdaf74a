/* What "One number, taken apart" says. */

export const WORDS = {
  title: "One number, taken apart.",
  lead: "Press any number of the sum to go into it, or point at the map.",
  tries: {
    toPixel: {
      text: (layer) => `Begin at the score of a class (${layer}), and go in, number by number, until you stand on a pixel.`,
      then: (steps) => `${["Sums", ...steps].join(", ")}: nothing else lies between the score and the pixel.`,
    },
    silenced: {
      text: "Find a number that ReLU set to zero although one of its kernels gave more than +0.1.",
      then: "The other kernels and the bias outweighed it: only the sum over all channels counts.",
    },
  },
  step: { mean: "one mean", largest: "the largest of four", activation: "max(0, x)" }, // what lies on the way beside sums

  // Numbers and their places
  colours: ["red", "green", "blue"],
  map: (c) => `map ${c}`,
  channel: (c) => `channel ${c}`,
  cameFrom: ({ map, row, column }) => `map ${map}, row ${row}, column ${column}`,
  number: (layer, name) => `${layer}, ${name}`,
  numberAt: (layer, name, { row, column }) => `${layer}, ${name}, row ${row}, column ${column}`,
  isNumber: (place, value) => `${place}: ${value}`,
  said: (place, value, sight) => `${place} is ${value}. ${sight}`,
  seesAll: "It sees the whole photo.",
  sees: ([top, bottom], [left, right]) =>
    `It sees ${bottom - top} × ${right - left} pixels: rows ${top} to ${bottom - 1}, columns ${left} to ${right - 1}.`,

  // Controls and maps
  way: "layers, with the numbers on your way",
  oneMap: "one map",
  allMaps: "all maps",
  thisMap: "this map",
  allOf: (layer) => `all of ${layer}`,
  mapBefore: "map before",
  nextMap: "next map",
  why: (name, share) => `Why ${name}, ${share}?`,

  // The sum
  pixel: (byte) => `${byte} / 255 − 0.5`,
  more: (n) => `${n} more`,
  showAll: "show all",
  showLargest: "show the largest",
  bias: "bias",
  total: "total",
  thenRelu: "then ReLU",
  relu: (value, result) => `max(0, ${value}) = ${result}`,
};
