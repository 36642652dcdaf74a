/* What "Where is it looking?" says. */

export const title = "Where is it looking?";
export const lead = "Drag the patch over the face: the last picture keeps how much each place takes away.";
export const size = (side) => `${side}\u00a0×\u00a0${side}`; // on one line
export const tries = {
  answer: {
    text: (small) => `Change the network's answer, with a patch of at most ${size(small)} pixels. Too sure? Take another photo.`,
    then: ({ row, column, now, before }) => `With the patch at row ${row}, column ${column}, the answer is ${now} instead of ${before}. `
      + "The patch hides evidence, and is itself something new in the photo.",
  },
  surer: {
    text: (share, points) => `Cover an orange square of the evidence for the answer, of at least ${share} of what the scale ends at, `
      + `and make the network surer of it by ${points} points.`,
    then: ({ name, says, logits, shares }) => `The square says ${says} for ${name}. With it covered, the logit goes `
      + `from ${logits.join(" to ")}, the probability from ${shares.join(" to ")}: only differences to the other logits count. `
      + "Evidence is a share of the score; covering makes another photo.",
  },
  random: {
    text: "Draw the occlusion map, then switch to random weights. Is there still a pattern?",
    then: "There is, so a pattern alone proves nothing. But see how short its scale is.",
  },
};

// Controls and maps
export const evidenceFor = "evidence for";
export const patch = "patch";
export const random = "random weights";
export const evidence = "evidence";
export const drop = "drop";
export const dropInPoints = "drop in points";
export const paintedPlaces = (n, of) => `drop, ${n} of ${of} places`;
export const drawMap = "Draw the occlusion map";
export const clearMap = "Clear the map";
export const place = (row, column) => `row ${row}, column ${column}`;
export const evidenceAt = (row, column, value) => `row ${row}, column ${column}: ${value}`;

// Numbers
export const columns = ["probability", "logit", "answer"];
export const photo = "photo";
export const covered = "covered";
export const sum = (mean, bias, logit) => `mean ${mean} + bias ${bias} = logit ${logit}`;
export const randomly = "Random weights. ";
export const says = ({ name, low, high, square, size, row, column, before, now, answer }) =>
  `Evidence for ${name} from ${low} to ${high}, under the patch ${square}. With ${size} pixels covered at row ${row}, column ${column}, `
  + `its probability goes from ${before} to ${now}; the answer is ${answer}.`;
