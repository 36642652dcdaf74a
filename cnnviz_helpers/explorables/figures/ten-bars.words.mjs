/* What the ten bars say. */

import { all } from "../kit/words.mjs";

export const title = "Ten bars.";
export const lead = "Choose a photo, or bring one of your own, and see what the network makes of it.";
export const tries = {
  own: {
    text: "Give it a picture of your own, of something that has no bar here.",
  },
  step: {
    text: "With blue first, find a photo whose right answer becomes a wrong one.",
    then: "Red and blue have changed places, each shape is where it was: the network goes by colours, too.",
  },
  wrong: {
    text: (sure) => `With all three steps, find a photo on which the network is wrong, with a bar of more than ${sure}. `
      + `(Look in “${all}” for one that can be mistaken; the right name is underlined.)`,
    then: "A long bar is no promise. Chapter 1 counts how often it is wrong.",
  },
};

// The preparation: what the address says, and what one reads
export const preparation = "preparation";
export const steps = (shift, both) => ({
  all: "all three steps",
  "blue-first": "blue first",
  "no-shift": `no ${shift}`,
  bytes: `no${both}`,
});
export const input = (colours, high, wide) => `what the network gets: ${colours.join(", ")}, ${high} by ${wide} numbers each`;
export const inputIs = "what the network gets, channel by channel";
export const line = "Lines in the bars: with all three steps.";

// The answer
export const says = (name, share) => `The network says ${name}, ${share}.`;
export const right = "That is right.";
export const wrong = (name) => `That is wrong: it is “${name}”.`;
export const wrongBefore = " It was wrong with all three steps, too.";
