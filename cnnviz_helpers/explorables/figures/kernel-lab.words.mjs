/* What the kernel lab says. */

export const title = "Kernel lab.";
export const lead = "Choose a weight, move its slider, and watch the map.";
export const tries = {
  empty: {
    text: "Make a map that is zero everywhere.",
    then: "With every weight at zero this map is its bias, whatever the photo. The other filters' maps still follow the photo.",
  },
  other: {
    text: "Change one filter so far that the network's answer changes.",
    then: (n) => `One of ${n} filters was enough, for this photo; another photo may need more.`,
  },
};
// The names of the presets stand in the address too, and stay as they are in every language; what one reads is to the right.
export const presets = {
  learned: "learned", blur: "blur", "upright edges": "upright edges", "level edges": "level edges",
  sharpen: "sharpen", zero: "zero", random: "random",
};
export const colours = ["red", "green", "blue"];
export const kernel = (colour) => `${colour} kernel`;
export const weightAt = (colour, row, column, value) => `${colour}, row ${row}, column ${column}: ${value}`;
export const filter = "filter";
export const layIn = "lay in";
export const reset = "Reset";
export const weight = "weight";
export const bias = "bias";
export const learned = (value) => `learned: ${value}`;
export const map = "feature map";
export const says = ({ filter, hasLearned, low, high, answer, share }) =>
  `Feature map of filter ${filter}, ${hasLearned ? "as learned" : "changed"}: from ${low} to ${high}. `
  + `The network says ${answer}, ${share}.`;
