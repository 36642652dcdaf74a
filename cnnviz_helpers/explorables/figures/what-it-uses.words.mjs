/* What "What does it use?" says. */

export const title = "What does it use?";
export const lead = "Change one thing in the photo. Then guess, and count: how many of all photos does the network still get right?";
export const tries = {
  two: {
    text: "Guess first: which costs more, upside down or quarters shuffled? Then count.",
    then: (turned, cut) =>
      `Upside down: ${turned} right; quarters shuffled: ${cut}. Which parts there are counts, `
        + `and also how they lie; seams are new in each photo, too.`,
  },
  small: {
    text: "Find a photo that is answered right although it is cut into the smallest tiles.",
    then: (name, share) =>
      `${name}, sure ${share}. Small pieces can be enough. Whether it is their colours or their patterns, this does not tell.`,
  },
  again: {
    text: "Count shuffled photos, shuffle again, and count anew: how far do both counts lie apart?",
    then: (one, other) => `${one}, then ${other}: where the tiles fall is chance. So a difference of that size says nothing.`,
  },
};

export const change = "change";
export const changes = {
  none: "as it is", grey: "grey", mirrored: "mirrored", "upside-down": "upside down", "tiles-2": "quarters shuffled",
};
export const tiles = (high, wide) => `tiles of ${high} × ${wide}`;
export const again = "Shuffle again";
export const count = "Count all photos";
export const counted = "right answers to all photos, change by change";
export const picture = (words) => `the photo, ${words}`;
export const line = "The line in a bar: the photo as it is.";
export const share = (right, low, high) => `${right} % (${low}–${high})`;
export const notYet = "?";
export const key = (chance) => `Bars: how many of all photos are answered right, with the interval of 95 %. By guessing: ${chance}.`;
export const keyUnlabelled = "Bars: how many of all photos keep the answer of the photo as it is, with the interval of 95 %.";
export const says = (change, answer, share, usual, right) =>
  `${change}: ${answer}, ${share}. As it is: ${usual}.${right ? ` It is: ${right}.` : ""}`;
export const saysCount = (change, right, n) => ` Of all photos, ${change}: ${right} of ${n} right.`;
/** photo: in Python; of a shuffled one its number, too. */
export const python = (change, photo, image, seed, across) => `predict(model, ${
  { none: photo, "upside-down": `upside_down(${photo})` }[change]
    ?? (across ? `shuffled(${photo}, ${across}, seed=${seed}, first=${image})` : `${change}(${photo})`)})`;
