/* What the figure "Filters being born" says. */

export const title = "Filters being born.";
export const lead = "Go from moment to moment, by itself or by hand.";
export const half = {
  text: "Stop at the first moment at which half of the loss's fall is done: at the dashed line, or just below.",
  then: (share) => `Half of the fall is done in the first ${share} of the steps; the other half takes all the rest.`,
};
export const changed = {
  text: "Choose the filter whose end is least like its start. The cosine says how alike they are: 1 the same pattern, 0 unrelated.",
  then: (cosine) => `Cosine ${cosine}: even here the random start shows.`,
};

export const moment = "moment";
export const play = "Play";
export const pause = "Pause";
export const next = "Next";
export const own = "each on its own scale";
export const filters = "filters";
export const filter = (filter) => `filter ${filter}`;
export const loss = "loss";
export const step = "training step (logarithmic)";

export const start = "start";
export const now = (filter) => `filter ${filter} now`;
export const end = "end";
export const cosine = (cosine) => `cosine ${cosine}`; // with the filter as it is now
export const inAll = (cosine) => `start and end: cosine ${cosine}`;

export const inPython = "conv1_snapshots()";
export const ownInPython = "filter_snapshots(folder)";
export const noSnapshots =
  "Expected the file snapshots.safetensors beside the network; train it with fit(…, callbacks=[SnapshotFilters(folder)]).";

export const at = (step, last, loss) => `Step ${step} of ${last}: loss ${loss}`;
export const losses = (first, last) => `(${first} at first, ${last} at last).`;
export const likeness = (filter, start, end) => `Filter ${filter}: cosine ${start} with its start, ${end} with its end.`;
export const oneScale = (limit) => `Mid-grey is 0, the scale ends at ±${limit}.`;
export const ownScales = "From lowest to highest weight, each.";
