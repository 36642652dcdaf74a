/* What the ablation bench says. */

export const title = "Ablation bench.";
export const lead = "Press a filter to switch it off, and see what that costs.";
export const tries = {
  both: {
    text: "Count what one filter costs at zero, then at its mean.",
    then: "What a filter costs depends on what takes the place of its map.",
  },
  one: {
    text: "Switch off one single filter, of any layer, that costs more than 5 points.",
    then: "Every filter of the next layer reads this one map. See which classes lost most.",
  },
  eight: {
    text: (layer) => `Set 8 filters of ${layer} to zero that together cost less than 4 points.`,
    then: "Activity tells a part of it: these cost less than the 8 least active, and those less than the 8 most active.",
  },
};

// Controls
export const layer = "layer";
export const filtersOf = (layer, n) => `${layer}, ${n} filters`;
export const to = "set to";
export const tos = { zero: "zero", mean: "its mean" };
export const noneOff = "none off";
export const allOff = "all off";
export const off = "off: the";
export const mostActive = "most active";
export const leastActive = "least active";
export const switchOff = (which) => `switch off the ${which}`;
export const filters = "filters";
export const filterOff = (filter) => `filter ${filter} off`;
export const line = "A filter that is off has one number at every place of its map: zero, or its mean over all photos and places. "
  + "The line under a filter: its share of units above zero, over all photos.";
export const counted = "photos counted";
export const stop = "Stop";
export const again = "Count again";
export const noWorker = "its worker did not start; reload the page.";

// Counts
export const byClass = "right answers by class; the line: the whole network; in brackets: the difference in points";
export const wholeFirst = "whole network first: ";
export const done = (n, all) => `${n} of ${all} photos`;
export const seconds = (time) => ` in ${time} s`;
export const all = "all photos";
export const first = (n) => `the first ${n}`;
export const score = (right, which, gain, before) => `${right} of ${which} right (${gain} points); whole network ${before}.`;
export const share = (share, gain) => `${share} (${gain})`;
export const noneYet = "none yet"; // no photo of this class has been counted
export const changes = ["right → wrong", "wrong → right"];
export const changed = (words, n) => `${words}: ${n}`;
export const firstOf = (n) => `, the first ${n}:`;
export const photo = (i) => `photo ${i}`;
export const fromTo = (before, after) => `${before} → ${after}`;
export const says = ({ off, many, layer, to, score, lost, won }) =>
  `${off} of ${many} filters of ${layer} ${to === "mean" ? "at their mean" : "at zero"}: ${score} `
  + `${lost} photos went from right to wrong, ${won} from wrong to right.`;
