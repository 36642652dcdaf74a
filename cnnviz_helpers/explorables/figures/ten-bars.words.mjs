/* What the ten bars say. */

export const title = "Ten bars.";
export const lead = "Choose a photo, or bring one of your own, and see what the network makes of it.";
export const tries = {
  wrong: {
    text: "Find a photo on which the network is wrong: the longest bar is not the one that is underlined.",
    then: "How often it is wrong is counted further down.",
  },
  own: {
    text: "Give it a picture of your own, of something that has no bar here.",
    then: (n) => `Whatever it shows, the answer is one of ${n} names.`,
  },
  step: {
    text: "Leave out a step of the preparation, so that the answer becomes another one.",
    then: "The photo is the same, and so is the network. Only the preparation was not.",
  },
};

// The preparation: what the address says, and what one reads
export const preparation = "preparation";
export const steps = {
  all: "all three steps",
  "blue-first": "blue first",
  "no-shift": "no − 0.5",
  bytes: "no / 255 − 0.5",
};
export const input = (side) => `what the network gets: red, green and blue, ${side} by ${side} numbers each`;
export const inputIs = "what the network gets, channel by channel";
export const line = "Lines in the bars: with all three steps.";

// The answer
export const yours = "your own";
export const says = (name, share) => `The network says ${name}, ${share}.`;
export const right = "That is right.";
export const wrong = (name) => `That is wrong: it is “${name}”.`;
export const unknown = (n) => `That means only: of its ${n} answers, this one fits best. Nothing else was allowed.`;
