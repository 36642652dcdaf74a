/* What the workbench says. */

/** The figures, in the order of the book. */
export const figures = {
  "ten-bars": "Ten bars", sliding: "Sliding window", "kernel-lab": "Kernel lab", "being-born": "Filters being born", "one-number": "One number",
  "shift-lab": "Shift lab", "x-ray": "X-ray", ablation: "Ablation bench", where: "Where",
};
export const choose = "Figures on this network";
export const take = "Open a network of your own";
export const how = "A .keras file, a zip, or the folder that export_explorable wrote: choose it, or drop it here. It stays in this browser; nothing is sent, and nothing in it is run.";
export const file = "File";
export const folder = "or folder";
export const reading = "Reading …";
export const opening = "Opening …";
export const range = "Its pictures were numbers from";
export const ranges = {
  "": "… choose", "0..1": "0 to 1", "-1..1": "−1 to 1", "-0.5..0.5": "−0.5 to 0.5", "0..255": "0 to 255, the bytes themselves",
  imagenet: "as for ImageNet: less the mean, by the deviation",
};
export const askRange = "Say in which range its pictures were in training: the file does not tell, and a wrong range spoils every answer.";
export const knows = "The network begins with a layer that rescales bytes, so it takes 0 to 255.";
export const order = "Colours";
export const orders = { rgb: "red, green, blue", bgr: "blue, green, red" };
export const names = (n) => `Names of its ${n} classes, one a line`;
export const ten = "They are the ten of CIFAR-10";
export const wrongNames = (n, came) => `Expected ${n} names, one a line, got ${came}; write one for each class.`;
export const keep = "Keep it in this browser";
export const open = "Open";
export const last = (name) => `${name}, kept in this browser`;
export const openLast = "Open it";
export const forget = "Remove it";
export const forgotten = "It is removed from this browser.";
export const notKept = "This browser keeps nothing for this page, so the network is there until you leave.";
export const back = "Back to the book's network";
export const books = "The book's network";
export const hint = (n, found) => `If they are: of ${n} photos of the book it is right on ${found}. The range of its training gives the most.`;
export const inRange = (right, range) => `${right} with ${range}`;
const grouped = (n) => n.toLocaleString("en");
const short = (n) => (n < 1e6 ? grouped(n) : `${(n / 1e6).toPrecision(3)} million`);
const megabytes = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toPrecision(3)} MB`);
export const sum = (steps, { parameters, products, bytes }, ms) =>
  `${grouped(steps)} steps, ${short(parameters)} parameters, ${short(products)} multiply-adds and ${megabytes(bytes)} of outputs for a picture; ${ms.toPrecision(2)} ms in this browser.`;
export const table = "What each step costs";
export const columns = ["step", "kind", "output", "parameters", "multiply-adds", "bytes"];
export const row = ({ name, kind, shape, parameters, products, bytes }) => [name, kind, shape.join(" × "), grouped(parameters), grouped(products), grouped(bytes)];
export const note = "A multiply-add is a product of a weight and a number, added to a sum; other work is not counted. Bytes are those of the output, four a number.";
