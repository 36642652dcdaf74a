/* What the kernel lab says. */

export const title = "Kernel lab.";
export const lead = "Choose a weight, move its slider, and watch the map.";
export const tries = {
  upright: {
    text: "Lay in zero. Then make, by hand, a filter for upright edges and nothing else.",
    then: "Left counts against right, and all its weights add up to 0. Two weights are enough.",
  },
  red: {
    text: "From zero again: one that answers to red, but neither to white nor to black.",
    then: (learned) =>
      "What red adds, the other colours take away together: white and black give nearly 0, or less. "
      + `Learned filters do it, too: ${learned.join(", ")}.`,
  },
  little: {
    text: (most) => `As learned again: find a photo whose answer changes when one weight, or the bias, moves by ${most} at most.`,
    then: ({ colour, row, column, by, before, now }) => (colour
      ? `One weight (${colour}, row ${row}, column ${column}) moved by ${by}: ${before} became ${now}. It counts at every place of the map.`
      : `The bias moved by ${by}: ${before} became ${now}. It shifts every number of the map.`),
  },
};
// The names of the presets stand in the address too, and stay as they are in every language; what one reads is to the right.
export const presets = {
  learned: "learned", blur: "blur", "upright edges": "upright edges", "level edges": "level edges",
  sharpen: "sharpen", zero: "zero", random: "random",
};
export const changed = "changed";
export const kernel = (colour) => `${colour} kernel`;
export const weightAt = (colour, row, column, value) => `${colour}, row ${row}, column ${column}: ${value}`;
export const filter = "filter";
export const layIn = "lay in";
export const reset = "Reset";
export const weight = "weight";
export const bias = "bias";
export const learned = (value) => `learned: ${value}`;
export const map = "feature map";
export const pixels = ["red", "white", "black"]; // what all pixels under the window can be
export const allOf = (pixel, answer) => `all ${pixel} gives ${answer}`;
export const asLearned = "  # with the learned weights";
export const lines = "Lines in the bars: as learned.";
export const says = ({ filter, hasLearned, low, high, answer, share }) =>
  `Feature map of filter ${filter}, ${hasLearned ? "as learned" : "changed"}: from ${low} to ${high}. `
  + `The network says ${answer}, ${share}.`;
