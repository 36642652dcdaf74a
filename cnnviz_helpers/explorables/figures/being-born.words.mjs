/* What the figure "Filters being born" says. */

export const WORDS = {
  title: "Filters being born.",
  lead: "Press Play, then go back and forth.",
  half: {
    text: "Stop at the first moment at which half of the loss's fall is done.",
    then: (share) => `It takes ${share} of the steps.`,
  },
  changed: {
    text: "Choose the filter whose end is least like its start.",
    then: (cosine) => `Cosine ${cosine}: even here the random start shows.`,
  },

  moment: "moment",
  play: "Play",
  own: "each on its own scale",
  filters: "filters",
  filter: (filter) => `filter ${filter}`,
  loss: "loss",
  step: "training step (logarithmic)",

  start: (cosine) => `start: cosine ${cosine}`,
  now: (filter) => `filter ${filter} now`,
  end: (cosine) => `end: cosine ${cosine}`,

  at: (step, last, loss) => `Step ${step} of ${last}: loss ${loss}`,
  losses: (first, last) => `(${first} at first, ${last} at last).`,
  likeness: (filter, start, end) => `Filter ${filter}: cosine ${start} with its start, ${end} with its end.`,
  oneScale: (limit) => `Mid-grey is 0, the scale ends at ±${limit}.`,
  ownScales: "From lowest to highest weight, each.",
};
