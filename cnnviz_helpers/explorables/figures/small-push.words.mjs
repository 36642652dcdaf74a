/* What "A small push" says. */

export { directions, inSteps } from "./small-push.counts.words.mjs";

export const title = "A small push.";
export const lead = "Every pixel moves by the same small step. What matters is which way.";
export const tries = {
  least: {
    text: "Find the smallest push along the slope with which the answer to a photo goes from right to wrong.",
    then: (size, before, after) => `${size} is enough: ${before} becomes ${after}. With one step less it does not.`,
  },
  signs: {
    text: "Push the same photo by as much with random signs. Does the answer change?",
    then: (size, answer) => `${size} with random signs: still ${answer}. As many pixels moved as far; so it is the direction.`,
  },
  count: {
    text: "Count all photos. Then refute: “Networks mind noise.”",
    then: (size, slope, signs, usual) =>
      `${size}: ${slope} right along the slope, ${signs} with random signs, ${usual} without a push. Noise of that size costs little.`,
  },
};

export const size = "steps of 255";
export const along = "direction";
export const photo = "photo";
export const difference = (factor) => `difference, × ${factor}`;
export const noDifference = "difference";
export const pushed = "pushed";
export const line = "The line in a bar: before the push.";
export const inRange = (size, clipped) =>
  `Each number moves by ${size} of the range, and stays between black and white: ${clipped} of them move less.`;
export const count = "Count all";
export const says = ({ size, direction, before, after, share, was, right }) =>
  `${size} ${direction}: ${after}, ${share}; before: ${before}, ${was}.${right ? ` It is: ${right}.` : ""}`;
export const saysCount = (slope, signs) => ` Of all photos right: ${slope} along the slope, ${signs} with random signs.`;
export const python = (direction, photo, label, size, image) => (direction === "slope"
  ? `predict(model, small_push(model, ${photo}, ${label}, ${size} / 255).pictures)`
  : `predict(model, random_push(${photo}, ${size} / 255, first=${image}).pictures)`);
