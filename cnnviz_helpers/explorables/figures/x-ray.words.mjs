/* What the X-ray says. */

export const WORDS = {
  title: "X-ray.",
  lead: "Switch ReLU off and on, and watch the violet go.",
  tries: {
    silent: {
      text: (layer) => `Find a photo and a filter of ${layer} that is silent on it: over 95 % zeros.`,
      then: "Silent on this photo is not dead: try it on others.",
    },
    own: {
      text: "Give the network a picture of your own.",
      then: (n) => `Whatever it shows, the answer is one of ${n} names.`,
    },
  },

  // Controls: what the address says, and what one reads
  after: "after ReLU",
  scale: "scale",
  scales: { map: "per map", layer: "per layer", network: "whole network" },
  maps: "maps",
  orders: { number: "by number", response: "strongest first" },
  fullScreen: "Full screen",
  lens: "one map",
  yours: "your own",

  // The wall of maps
  mapsOf: (layer) => `maps of ${layer}`,
  ends: (limit) => `± ${limit}`,
  note: (isPerMap, isAfter) =>
    `${isPerMap ? "Each map has its own scale: no two can be compared by colour." : "±: the end of a scale."} `
    + `%: units at zero${isAfter ? ", silent ones" : " or below"}; the grey line under a map shows its own share.`,

  // One map, one unit, one score
  scoreOf: (name) => `score of ${name}`,
  mapOf: (map, n) => `map ${map} of ${n}`,
  unitOf: (unit, n) => `unit ${unit} of ${n}`,
  aboutMap: ({ layer, which, low, high, silent, isAfter }) =>
    `${layer}, ${which}: from ${low} to ${high}, ${silent} of its units ${isAfter ? "silent" : "at or below zero"}.`,
  aboutUnit: (layer, which, value) => `${layer}, ${which}: ${value}.`,

  says: (name, share) => `The network says ${name}, ${share}.`,
  caution: (says, n) => `${says} That means only: of its ${n} answers, this one fits best. Nothing else was allowed.`,
};
