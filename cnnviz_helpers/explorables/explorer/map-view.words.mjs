/* What the explorer says of one map. */

export const title = (layer, map, side) => [layer, map, ...(side ? [side] : [])].join(", ");
export const filtered = (n) => (n === 1 ? "One kernel slides over one map and makes the sum, with the bias."
  : `${n} kernels, one for each map that the filter reads, each make a partial map. They are added up, with the bias.`);
export const most = (n, all) => (n === all ? `What each of the ${all} gave` : `The ${n} of ${all} that gave or took most`);
export const allOf = (n) => `all ${n}`;
export const fewOf = "only the largest";
export const numbers = "numbers";
export const gave = "gave on average";
export const gaves = (name, value) => `${name} gave ${value} on average`;
export const rest = (n) => `${n} more together`;
export const bias = "bias";
export const sum = "mean of the sum";
export const goInto = (name) => `${name}: go in`;
export const kernel = "kernel";
export const partialMap = "partial map";
export const partial = (name) => `partial map of ${name}`;
export const weightAt = (name, row, column) => `${name}, row ${row}, column ${column}`;

// The map
export const side = ({ name, rules }, isAfter) => `${isAfter ? "after" : "before"} ${rules.silences ? "ReLU" : name}`;
export const place = (row, column, value) => `row ${row}, column ${column}: ${value}`;
export const given = ({ mean, weight, given, name, score }) =>
  `mean ${mean} × weight for ${name} ${weight} = ${given} of ${name}'s score ${score}`;
export const share = (name, given) => `its share of ${name}'s score: ${given}`;
export const enter = "Press a place, or Enter, to take its number apart.";
export const off = "off";
export const isOff = "This map is off: all its numbers are 0 for those that read it.";
export const asLearned = "as learned";
export const table = "table";
export const scale = "this map";

// A weight that is chosen
export const weight = "weight";
export const asItWas = "as it was";
export const learned = (value) => `back to ${value}`;
export const howTo = "Drag up or down on a weight, press ↑ or ↓, or type a number.";

// Layers without kernels
export const reads = (n) => (n === 1 ? "It reads one map" : `It reads ${n} maps`);
export const winners = (name) => `${name}, only what goes on`;
