/* What the kernel lab says. */

export const WORDS = {
  title: "Kernel lab.",
  lead: "Choose a weight, move its slider, and watch the map.",
  tries: {
    empty: {
      text: "Make a map that is zero everywhere.",
      then: "All weights and the bias at zero: the photo no longer matters.",
    },
    other: {
      text: "Change one filter so far that the network's answer changes.",
      then: (n) => `One of ${n} filters was enough, for this photo.`,
    },
  },
  // The names of the presets stand in the address too, and stay as they are in every language; what one reads is to the right.
  presets: {
    learned: "learned", blur: "blur", "upright edges": "upright edges", "level edges": "level edges",
    sharpen: "sharpen", zero: "zero", random: "random",
  },
  colours: ["red", "green", "blue"],
  kernel: (colour) => `${colour} kernel`,
  weightAt: (colour, row, column, value) => `${colour}, row ${row}, column ${column}: ${value}`,
  filter: "filter",
  layIn: "lay in",
  reset: "Reset",
  weight: "weight",
  bias: "bias",
  learned: (value) => `learned: ${value}`,
  map: "feature map",
  says: ({ filter, hasLearned, low, high, answer, share }) =>
    `Feature map of filter ${filter}, ${hasLearned ? "as learned" : "changed"}: from ${low} to ${high}. `
    + `The network says ${answer}, ${share}.`,
};
