/* What "Where is it looking?" says. */

export const WORDS = {
  title: "Where is it looking?",
  lead: "Drag the patch over the face.",
  tries: {
    answer: {
      text: "Cover the photo so that the network changes its answer.",
      then: "The patch hides evidence, and is itself something new in the photo.",
    },
    surer: {
      text: "Cover it so that the network is surer of its answer, by 5 points.",
      then: "Not every part of a photo speaks for the answer.",
    },
    random: {
      text: "Switch to random weights. Is there still a pattern?",
      then: "There is, so a pattern alone proves nothing. But see how short its scale is.",
    },
  },

  // Controls and maps
  evidenceFor: "evidence for",
  patch: "patch",
  size: (side) => `${side} × ${side}`,
  random: "random weights",
  evidence: "evidence",
  drop: "drop",
  placesCovered: "places covered",
  drawMap: "Draw the occlusion map",
  place: (row, column) => `row ${row}, column ${column}`,
  evidenceAt: (row, column, value) => `row ${row}, column ${column}: ${value}`,

  // Numbers
  columns: ["probability", "logit", "answer"],
  photo: "photo",
  covered: "covered",
  sum: (mean, bias, logit) => `mean ${mean} + bias ${bias} = logit ${logit}`,
  randomly: "Random weights. ",
  says: ({ name, low, high, size, row, column, before, now, answer }) =>
    `Evidence for ${name} from ${low} to ${high}. With ${size} × ${size} pixels covered at row ${row}, column ${column}, `
    + `its probability goes from ${before} to ${now}; the answer is ${answer}.`,
};
