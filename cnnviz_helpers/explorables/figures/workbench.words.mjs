/* What the workbench says. */

/** The figures, in the order of the book. */
export const figures = {
  "ten-bars": "Ten bars", sliding: "Sliding window", "kernel-lab": "Kernel lab", "being-born": "Filters being born",
  "one-weight": "One weight", backwards: "Backwards", "train-it": "Train it yourself", "two-things": "Two things of your own",
  "one-number": "One number", "shift-lab": "Shift lab", "x-ray": "X-ray", ablation: "Ablation bench", where: "Where",
  bench: "The bench of maps", "adds-up": "Does it add up?", "pixels-go": "Pixels go", mosaic: "Where, really?",
  "picture-for-a-unit": "A picture for a unit", "name-it": "Name it", neighbours: "Neighbours",
  calibration: "Is 65 % a 65 %?", mistakes: "The mistakes", "what-it-uses": "What does it use?", "small-push": "A small push",
  explorer: "The whole network",
};
export const choose = "Figures on this network";
export const books = "The book's network";
export const given = "This network";
export const others = (n) => (n === 1 ? "1 figure cannot show it" : `${n} figures cannot show it`);
export const noSnapshots =
  "Expected the file snapshots.safetensors beside the network; train it with fit(…, callbacks=[SnapshotFilters(folder)]).";
const grouped = (n) => n.toLocaleString("en");
const short = (n) => (n < 1e6 ? grouped(n) : `${(n / 1e6).toPrecision(3)} million`);
const megabytes = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toPrecision(3)} MB`);
export const sum = (steps, { parameters, products, bytes }, time) =>
  `${grouped(steps)} steps, ${short(parameters)} parameters, ${short(products)} multiply-adds `
  + `and ${megabytes(bytes)} of outputs for a picture; ${time} ms in this browser.`;
export const table = "What each step costs";
