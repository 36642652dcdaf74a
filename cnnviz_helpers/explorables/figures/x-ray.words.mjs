/* What the X-ray says. */

export const title = "X-ray.";
export const lead = "What each layer makes of a photo. Undo ReLU: what it takes away is violet.";
export const tries = {
  silent: {
    text: (layer) => `Find a photo and a filter of ${layer} that is silent on it: over 95 % zeros.`,
    then: "Silent on this photo is not dead: try it on others.",
  },
  own: {
    text: "Give the network a picture of your own (just below).",
  },
};

// Controls: what the address says, and what one reads
export const turn = (isAfter, hasReLU) => `${isAfter ? "Undo" : "Apply"} ${hasReLU ? "ReLU" : "activations"}`; // what a press does
export const scale = "scale";
export const scales = { map: "per map", layer: "per layer", network: "whole network" };
export const maps = "maps";
export const orders = { number: "by number", response: "strongest first" };
export const fullScreen = "Full screen";
export const leaveFullScreen = "Leave full screen";
export const lens = "one map";

// The layers
export const layers = "layers";
export const ends = (limit) => `± ${limit}`;
export const note = (isPerMap, isAfter) =>
  `${isPerMap ? "Each map has its own scale: no two can be compared by colour." : "±: the end of a scale."} `
  + `%: units at zero${isAfter ? ", silent ones" : " or below"}; the grey line under a map shows its own share.`;

// One map, one unit, one score
export const scoreOf = (name) => `score of ${name}`;
export const mapOf = (map, n) => `map ${map} of ${n}`;
export const unitOf = (unit, n) => `unit ${unit} of ${n}`;
export const aboutMap = ({ layer, which, low, high, silent, isAfter }) =>
  `${layer}, ${which}: from ${low} to ${high}, ${silent} of its units ${isAfter ? "silent" : "at or below zero"}.`;
export const aboutUnit = (layer, which, value) => `${layer}, ${which}: ${value}.`;

export const says = (name, share) => `The network says ${name}, ${share}.`;
