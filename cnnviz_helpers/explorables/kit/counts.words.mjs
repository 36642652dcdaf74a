/* What figures say that count over all photos. */

export const counted = "photos counted";
export const done = (n, all) => `${n} of ${all} photos`;
export const stop = "Stop";
export const goOn = "Go on";
/** A share, and the interval of 95 % around it. */
export const between = (share, low, high) => `${share} % (${low}–${high})`;
export const noLabels =
  "Expected photos whose right classes are known, but these come without; put them into labels.json beside the network.";
