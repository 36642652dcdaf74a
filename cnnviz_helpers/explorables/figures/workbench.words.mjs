/* What the workbench says. */

/** The figures, in the order of the book. */
export const figures = {
  "ten-bars": "Ten bars", sliding: "Sliding window", "kernel-lab": "Kernel lab", "being-born": "Filters being born", "one-number": "One number",
  "shift-lab": "Shift lab", "x-ray": "X-ray", ablation: "Ablation bench", where: "Where",
};
export const choose = "Figures on this network";
export const take = "Open a network of your own";
export const how = "Drop a .keras file here, or what export_explorable wrote, as a folder or a zip.";
export const safe = "Nothing is sent, and nothing in it is run. A text file beside it may hold the names of its classes, one a line.";
export const file = "Choose a file";
export const folder = "Choose a folder";
export const ask = "What the file does not tell";
export const opening = (name) => `Opening ${name} …`;
export const books = "The book's network";
export const given = "This network";
export const back = "Back to the book's network";
export const noRoom = (name) => `Expected a network that fits into the memory of this browser, but ${name} does not; take a smaller one, or close other pages.`;
export const others = (n) => (n === 1 ? "1 figure cannot show it" : `${n} figures cannot show it`);
export const noSnapshots = "Expected the file snapshots.safetensors beside the network; train it with fit(…, callbacks=[SnapshotFilters(folder)]).";
const grouped = (n) => n.toLocaleString("en");
const short = (n) => (n < 1e6 ? grouped(n) : `${(n / 1e6).toPrecision(3)} million`);
const megabytes = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toPrecision(3)} MB`);
export const sum = (steps, { parameters, products, bytes }, ms) =>
  `${grouped(steps)} steps, ${short(parameters)} parameters, ${short(products)} multiply-adds and ${megabytes(bytes)} of outputs for a picture; `
  + `${ms.toPrecision(2)} ms in this browser.`;
export const table = "What each step costs";
