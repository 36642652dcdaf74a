/* A chart: lines and dots over two axes. */

import { number, range } from "./draw.mjs";
import { describe, el } from "./element.mjs";

const WIDE = 340, HIGH = 228, LEFT = 40, BOTTOM = 193, TOP = 26, RIGHT = 330; // of the picture, and where the axes lie in it
const EDGE = 7; // left free at both ends of the level axis, for dots
const FEW = 4; // steps on an axis, about

/** Round numbers from `low` to `high`, about four steps apart. */
function ticks([low, high]) {
  const rough = (high - low) / FEW || 1, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((n) => n * power >= rough * 0.999), digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  return range(Math.floor(high / step + 1e-9) - first + 1).map((i) => [(first + i) * step, number((first + i) * step, digits)]);
}

/**
 * `set({ x, y, lines, dots, words })`: the ends of both axes; lines {points: [[x, y], …], kind}, dots {at: [x, y], kind}, `kind` being a
 * class of the style sheet; what a screen reader says. Points that are no numbers are left out. across, up: what stands at the axes.
 */
export function chart(across, up) {
  const root = el(".x-chart", { role: "img", "aria-label": up });
  const text = (x, y, words, kind) => `<text x="${x}" y="${y}" class="${kind}">${words}</text>`;
  const set = ({ x, y, lines, dots = [], words }) => {
    const put = ([a, b]) => [
      LEFT + EDGE + (RIGHT - LEFT - 2 * EDGE) * (a - x[0]) / (x[1] - x[0] || 1),
      BOTTOM - (BOTTOM - TOP) * (b - y[0]) / (y[1] - y[0] || 1),
    ].map((n) => n.toFixed(1));
    const known = (points) => points.filter((point) => point.every(Number.isFinite));
    const level = ([at, label]) => {
      const down = Number(put([x[0], at])[1]);
      return `<path class="x-rule" d="M${LEFT} ${down}H${RIGHT}"/>${text(LEFT - 5, down + 4, label, "is-end")}`;
    };
    const upright = ([at, label]) => text(put([at, y[0]])[0], BOTTOM + 16, label, "is-middle");
    const line = ({ points, kind }) => `<polyline class="${kind}" points="${known(points).map(put).join(" ")}"/>`;
    const dot = ({ at, kind }) => `<circle class="${kind}" r="5" cx="${put(at)[0]}" cy="${put(at)[1]}"/>`;
    const inside = [...lines.map(line), ...dots.filter(({ at }) => at.every(Number.isFinite)).map(dot)].join("");
    root.innerHTML = `<svg viewBox="0 0 ${WIDE} ${HIGH}" aria-hidden="true">
      <svg x="${LEFT}" y="${TOP - 8}" width="${RIGHT - LEFT}" height="${BOTTOM - TOP + 16}"
        viewBox="${LEFT} ${TOP - 8} ${RIGHT - LEFT} ${BOTTOM - TOP + 16}">${inside}</svg>
      ${ticks(y).map(level).join("")}${ticks(x).map(upright).join("")}
      ${text(2, TOP - 13, up, "")}${text(RIGHT, HIGH - 4, across, "is-end")}</svg>`;
    describe(root, words);
  };
  return Object.assign(root, { set });
}
