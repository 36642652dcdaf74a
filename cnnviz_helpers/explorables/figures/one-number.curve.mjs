/* What an activation makes of all numbers of a map: its curve, drawn of them. */

import { spread } from "../kit/draw.mjs";
import { MUTE, el } from "../kit/element.mjs";

const HALF = 50; // of a side of the picture, in its own units: so far to the right the largest number stands

/**
 * Draw into the `figure` the numbers of the map in which the number at `at` of this layer stands, an activation;
 * with these words below.
 */
export function drawCurve(figure, { before, output, shape }, at, words) {
  const picture = el("div", MUTE), step = shape[1] > 1 ? shape[2] : 1; // numbers without places stand in one row
  const unit = HALF / Math.max(...[before.output, output].map((all) => spread(all, at % step, step)));
  const point = (k) => `M${(unit * before.output[k] || 0).toFixed(1)} ${(-unit * output[k] || 0).toFixed(1)}h0`;
  let dots = "";
  for (let k = at % step; k < output.length; k += step) dots += point(k);
  picture.innerHTML = `<svg viewBox="-53 -53 106 106"><path d="M-50 0H50M0-50V50"/><path d="${dots}"/><path d="${point(at)}"/></svg>`;
  figure.replaceChildren(picture, el("figcaption", words));
}
