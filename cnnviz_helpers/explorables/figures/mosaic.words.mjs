/* What "Where is it, really?" says. */

export const title = "Where is it, really?";
export const lead = "Four photos in one picture. Does the evidence for each of them lie where it is?";
export const tries = {
  wrong: {
    text: "Find a mosaic in which the evidence for a class is largest in another photo.",
    then: (name, photo) => `For ${name} it is largest in the photo called ${photo}. `
      + `The map is exact: there is what the network takes for ${name}, rightly or not.`,
  },
  count: {
    text: "Guess how often the peak lies in its own photo. Then count.",
    then: (share, low, high) => `${share} (95 % interval ${low} to ${high}). `
      + "A map that knows nothing of the picture is right one time in four.",
  },
};
export const classes = "evidence for";
export const before = "mosaic before";
export const next = "next mosaic";
export const number = "mosaic";
export const mosaic = (names) => `four photos, called by the network ${names.join(", ")}`;
export const evidence = "evidence";
export const over = (name) => `the evidence for ${name}, over the mosaic in grey`;
export const isIn = (row, column) => `Largest at row ${row}, column ${column}, `;
export const right = "in its own photo.";
export const wrong = (name) => `in the photo called ${name}.`;
export const count = (n) => `Count over ${n} mosaics`;
export const stop = "Stop";
export const goOn = "Go on";
export const counted = (done, many) => `${done} of ${many} mosaics`;
export const answering = (done, of) => `answers: ${done} of ${of} photos`;
export const progress = "mosaics counted";
export const result = (share, low, high, n) =>
  `In its own photo: ${share} of ${n} maps (95 % interval ${low} to ${high}). By chance: 25 %.`;
export const says = ({ photos, name, quarter, where }) => `Photos ${photos}. The evidence for ${name}, ${quarter}, is largest ${where}`;
export const quarters = ["upper left", "upper right", "lower left", "lower right"];
