/* What the workbench says. */

/** The figures, in the order of the book. */
export const figures = {
  "ten-bars": "Ten bars", sliding: "Sliding window", "kernel-lab": "Kernel lab", "being-born": "Filters being born", "one-number": "One number",
  "shift-lab": "Shift lab", "x-ray": "X-ray", ablation: "Ablation bench", where: "Where",
};
export const choose = "Figures on this network";
export const take = "Open a network of your own";
export const how = "A .keras file, or the folder that export_explorable wrote: choose it, or drop it here. Nothing is sent, and nothing in it is run.";
export const file = "File";
export const folder = "or folder";
export const opening = "Opening …";
export const back = "Back to the book's network";
const grouped = (n) => n.toLocaleString("en");
const short = (n) => (n < 1e6 ? grouped(n) : `${(n / 1e6).toPrecision(3)} million`);
const megabytes = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toPrecision(3)} MB`);
export const sum = (steps, { parameters, products, bytes }, ms) =>
  `${grouped(steps)} steps, ${short(parameters)} parameters, ${short(products)} multiply-adds and ${megabytes(bytes)} of outputs for a picture; ${ms.toPrecision(2)} ms in this browser.`;
export const table = "What each step costs";
