/* What "The mistakes, as a museum" says. */

export const title = "The mistakes, as a museum.";
export const lead = "Press a cell of the table, then a photo: what spoke for the answer, and what for the truth?";
export const tries = {
  most: {
    text: "Open the most frequent mistake.",
    then: (n, truth, answer, back) =>
      `${n} times ${truth} is called ${answer}; the other way round ${back} times. A share of all mistakes is not yet a cause.`,
  },
  one: {
    text: "Find a mistake with a map that alone would have turned the difference: one whose term is larger than the whole.",
    then: (map, term, total, truth, now) =>
      `Map ${map} has ${term}, the difference is ${total}: with this map at 0, ${truth} has the higher score of the two. `
      + `The answer would be ${now}.`,
  },
  close: {
    text: "On the diagonal stand the right answers. Find one that was nearly wrong.",
    then: (total, answer, other) => `${answer} is only ${total} ahead of ${other}. A right answer can be as close as a wrong one.`,
  },
};

// The table
export const table = "rows: what it is; columns: the answer";
export const cell = (truth, answer, n) => `${truth}, answer ${answer}: ${n}`;
export const count = "Count";

// Photos
export const ofCell = (truth, answer, n, shown) => (truth === answer
  ? `${n} times ${truth} was right${n > shown ? `, here ${shown}` : ""}, the least sure first:`
    : `${n} times ${truth} was called ${answer}, the surest first:`);
export const photos = "photos of this cell";
export const photo = (i) => `photo ${i}`;

export const says = ({ i, truth, answer, share, second, total, top, more, of }) =>
  `Photo ${i}, ${truth}, is called ${answer} (${share}), ahead of ${second} by ${total}. `
  + `Map ${top.map} has the largest term, ${top.share}. `
  + `Of ${of} maps, ${more > 1 ? `${more} have` : `${more || "none"} has`} a term larger than the difference.`;
