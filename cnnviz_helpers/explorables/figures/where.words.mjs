/* What "Where is it looking?" says. */

export const title = "Where is it looking?";
export const lead = "Drag the patch over the face: the last picture keeps how much each place takes away.";
export const tries = {
  answer: {
    text: (small) => `Change the network's answer, with a patch of at most ${small} × ${small} pixels.`,
    then: "The patch hides evidence, and is itself something new in the photo.",
  },
  surer: {
    text: "Find an orange square of the evidence for the answer that, pressed and covered, makes the network surer by 5 points.",
    then: "Evidence is a share of the score. What happens without a place is another question: "
      + "the patch changes what all units near it get.",
  },
  random: {
    text: "Draw the occlusion map, and draw it with random weights. Is there still a pattern?",
    then: "There is, so a pattern alone proves nothing. But see how short its scale is.",
  },
};

// Controls and maps
export const evidenceFor = "evidence for";
export const patch = "patch";
export const size = (side) => `${side} × ${side}`;
export const random = "random weights";
export const evidence = "evidence";
export const drop = "drop";
export const paintedPlaces = (n, of) => `drop, ${n} of ${of} places`;
export const drawMap = "Draw the occlusion map";
export const place = (row, column) => `row ${row}, column ${column}`;
export const evidenceAt = (row, column, value) => `row ${row}, column ${column}: ${value}`;

// Numbers
export const columns = ["probability", "logit", "answer"];
export const photo = "photo";
export const covered = "covered";
export const sum = (mean, bias, logit) => `mean ${mean} + bias ${bias} = logit ${logit}`;
export const randomly = "Random weights. ";
export const says = ({ name, low, high, size, row, column, before, now, answer }) =>
  `Evidence for ${name} from ${low} to ${high}. With ${size} × ${size} pixels covered at row ${row}, column ${column}, `
  + `its probability goes from ${before} to ${now}; the answer is ${answer}.`;
