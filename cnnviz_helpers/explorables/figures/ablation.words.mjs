/* What the ablation bench says. */

export const title = "Ablation bench.";
export const lead = "Press a filter to switch it off, and see what that costs. Its orange line: how active it is.";
export const tries = {
  uneven: {
    text: (layer) => `Find two filters of ${layer}, each counted alone, of which the less active one costs at least 2 points more.`,
    then: ([filter, other], [cost, less]) =>
      `Filter ${filter} costs ${cost} points, the more active filter ${other} only ${less}. Activity tells much, but not for each pair.`,
  },
  both: {
    text: "Count a filter of one layer, one of another, then both: do the costs add up?",
    then: ([one, other], [costs, others, sum, both]) => `${one.join(", ")} and ${other.join(", ")}: ${costs} + ${others} = ${sum} points; `
      + `both together ${both}. What a filter costs is measured with all others in place.`,
  },
  eight: {
    text: "Find a layer in which 8 filters together cost less than 1 point.",
    then: (layer, cost, silent) => `8 filters of ${layer} cost ${cost} points: these photos hardly need them`
      + `${silent ? ` (${silent} of them are never active here)` : ""}. Other photos may, and other 8 may cost more.`,
  },
};

// Controls
export const layer = "layer";
export const filtersOf = (layer, n, off, elsewhere) =>
  `${layer}: ${off || "none"} of ${n} off${elsewhere ? `, ${elsewhere} in others` : ""}`;
export const to = "set to";
export const tos = { zero: "zero", mean: "its mean" };
export const noneOff = "none off";
export const allOff = "all off";
export const oneMore = "one more active one off: the";
export const mostActive = "most active";
export const leastActive = "least active";
export const switchOff = (which) => `switch off one more, the ${which} of those that are ever active`;
export const filters = "filters";
export const filterOff = (filter) => `filter ${filter} off`;
export const counted = "photos counted";
export const stop = "Stop";
export const again = "Count again";
export const noWorker = "its worker did not start; reload the page.";

// Counts
export const byClass = "right answers by class, in %; the line: the whole network; in brackets: the difference in points";
export const wholeFirst = "whole network first: ";
export const done = (n, all) => `${n} of ${all} photos`;
export const seconds = (time) => ` in ${time === "0.0" ? "less than 0.1" : time} s`;
export const all = "all photos";
export const first = (n) => `the first ${n}`;
export const score = (right, which, gain, before) => `${right} of ${which} right (${gain} points); whole network ${before}.`;
export const share = (share, gain) => `${share} (${gain})`;
export const noneYet = "none yet"; // no photo of this class has been counted
export const changes = ["right → wrong", "wrong → right"];
export const changed = (words, n) => `${words}: ${n}`;
export const firstOf = (n) => `, the first ${n} (scroll):`;
export const photo = (i) => `photo ${i}`;
export const fromTo = (before, after) => `${before} → ${after}`;
export const says = ({ off, to, score, lost, won }) =>
  `${off.map(([n, many, layer]) => `${n} of ${many} filters of ${layer}`).join(", ") || "no filter"} `
  + `${to === "mean" ? "at their mean" : "at zero"}: ${score} ${lost} photos went from right to wrong, ${won} from wrong to right.`;
