/* What the strip of all photos says. */

export const strip = "all photos";
export const by = "class";
export const bys = { label: "as labelled", answer: "as answered" };
export const every = "all";
export const judged = "right or wrong";
export const judgements = { all: "all", right: "right", wrong: "wrong" };
export const chip = (name, n) => `${name} ${n}`;
export const progress = "photos that are answered";
export const asking = (done, n) => `${done} of ${n} answered`;
export const counted = (n) => `${n} ${n === "1" ? "photo" : "photos"}, answered as trained`;
export const none = "No photo is like that.";
export const labelled = (name) => `labelled ${name}`;
export const answered = (name) => `answered ${name}`;
export const noWorker = "The answers could not be computed; reload the page.";
