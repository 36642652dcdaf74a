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
    then: (learned) => `Red counts against green and blue, and all of them add up to 0. Learned filters do it, too: ${learned.join(", ")}.`,
  },
  little: {
    text: (most) => `As learned again: find a photo whose answer changes when one weight, or the bias, moves by ${most} at most.`,
    then: "Where two answers are nearly as likely, one weight of many decides.",
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
export const asLearned = "  # with the learned weights";
export const lines = "Lines in the bars: as learned.";
export const says = ({ filter, hasLearned, low, high, red, white, black, answer, share }) =>
  `Feature map of filter ${filter}, ${hasLearned ? "as learned" : "changed"}: from ${low} to ${high}. `
  + `All red gives ${red}, all white ${white}, all black ${black}. The network says ${answer}, ${share}.`;
