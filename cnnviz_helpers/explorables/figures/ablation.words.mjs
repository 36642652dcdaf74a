/* What the ablation bench says. */

export const WORDS = {
  title: "Ablation bench.",
  lead: "Press a filter to switch it off, and see what that costs.",
  tries: {
    one: {
      text: "Switch off one single filter, of any layer, that costs more than 5 points.",
      then: "Every filter of the next layer reads this one map. See which classes lost most.",
    },
    eight: {
      text: (layer) => `Switch off 8 filters of ${layer} that together cost less than 4 points.`,
      then: "Little activity does not mean little use: the 8 least active filters cost more.",
    },
  },

  // Controls
  layer: "layer",
  filtersOf: (layer, n) => `${layer}, ${n} filters`,
  noneOff: "none off",
  allOff: "all off",
  off: "off: the",
  mostActive: "most active",
  leastActive: "least active",
  switchOff: (which) => `switch off the ${which}`,
  filters: "filters",
  filterOff: (filter) => `filter ${filter} off`,
  line: "The line under a number: the filter's share of units above zero, over all photos.",
  counted: "photos counted",
  stop: "Stop",
  again: "Count again",
  noWorker: "its worker did not start; reload the page.",

  // Counts
  byClass: "right answers by class; the line: the whole network; in brackets: the difference in points",
  wholeFirst: "whole network first: ",
  done: (n, all) => `${n} of ${all} photos`,
  seconds: (time) => ` in ${time} s`,
  all: "all photos",
  first: (n) => `the first ${n}`,
  score: (right, which, gain, before) => `${right} of ${which} right (${gain} points); whole network ${before}.`,
  share: (share, gain) => `${share} (${gain})`,
  noneYet: "none yet", // no photo of this class has been counted
  changes: ["right → wrong", "wrong → right"],
  changed: (words, n) => `${words}: ${n}`,
  firstOf: (n) => `, the first ${n}:`,
  photo: (i) => `photo ${i}`,
  fromTo: (before, after) => `${before} → ${after}`,
  says: ({ off, many, layer, score, lost, won }) =>
    `${off} of ${many} filters of ${layer} off: ${score} ${lost} photos went from right to wrong, ${won} from wrong to right.`,
};
