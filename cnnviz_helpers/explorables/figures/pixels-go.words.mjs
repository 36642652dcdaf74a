/* What "Pixels go" says. */

export const title = "Pixels go.";
export const lead = "Take the photo’s pixels away in a map’s order, or bring them, and see how sure the network stays.";
export const tries = {
  blind: {
    text: "Choose an order that never asked the network, and beats the evidence at insertion on this photo.",
    then: (name, own, evidence) => `${name}: area ${own}, evidence ${evidence}. A high score alone proves nothing about a map.`,
  },
  chance: {
    text: "Take the random order, on a photo where it beats the evidence at deletion.",
    then: (own, evidence) => `Random ${own}, evidence ${evidence}; lower counts as better. `
      + "The network has never seen scattered grey pixels.",
  },
  ranks: {
    text: "Count 100 photos; then change the fill, or take blocks, and count again. Do the ranks stay?",
    then: (first, second) => `By ${first[0]} the two rankings correlate at ${first[1]}, by ${second[0]} at ${second[1]}. `
      + "The ranks depend on a choice that nobody’s map made.",
  },
};

// Controls
export const order = "order";
export const fill = "fill";
export const block = "take away";
export const blocks = (side) => (side === 1 ? "single pixels" : `blocks of ${side} × ${side}`);
export const gone = "step of 16";
export const play = "Play";
export const pause = "Pause";
export const count = (n) => `Count over ${n} photos`;
export const stop = "Stop";
export const goOn = "Go on";
export const counted = (done, of) => `${done} of ${of}`;
export const progress = "photos counted";

// Pictures
export const deletion = "deletion";
export const insertion = "insertion";
export const picture = (kind, share) => `${kind}, ${share} of the pixels`;
export const axes = ["share of the pixels", "probability"];
export const curves = (name, deletion, insertion) => `${name}: two curves. Area under deletion ${deletion}, under insertion ${insertion}.`;
export const sure = (kind, share) => `${kind}: ${share}`;

// The table
export const columns = ["", "deletion ↓", "insertion ↑", "deletion ↓", "insertion ↑"];
export const here = "this photo";
export const over = (n) => (n ? `mean of ${n} photos (rank)` : "100 photos: not counted");
export const ranked = (value, rank) => `${value} (${rank})`;
export const agree = (value) =>
  `Over all rows, the ranks by deletion and by insertion correlate at ${value} (1: the same ranks, −1: the reverse).`;
export const never = "No row is crowned: which leads depends on fill and blocks, and rows that ask no network are among them.";
export const way = (fill, block) => `${fill}, ${block}`;
export const says = ({ name, answer, share, deletion, insertion }) =>
  `${name}, ${share} of the pixels: ${answer} keeps ${deletion} as they go, and has ${insertion} as they come.`;
