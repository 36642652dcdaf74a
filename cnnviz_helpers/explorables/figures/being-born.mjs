/* Filters being born: the filters of conv1 at some twenty moments of training, and the loss at each. */

import { number, percent, range, spread } from "../kit/draw.mjs";
import { readArrays } from "../kit/files.mjs";
import { labelled, toggle } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { cellMap } from "../kit/maps.mjs";

async function render({ model, el: root }) {
  const { step, loss, kernel } = await readArrays(model, "conv1-snapshots.safetensors");
  const steps = step.values, losses = loss.values, n = kernel.shape[4], last = steps.length - 1, limit = spread(kernel.values);
  const weights = (moment, filter) => range(27).map((i) => kernel.values[(27 * moment + i) * n + filter]);
  const every = range(n), kept = every.map((filter) => cosine(weights(0, filter), weights(last, filter))), least = Math.min(...kept);
  const half = losses.findIndex((loss) => loss <= (losses[0] + losses[last]) / 2);
  let timer = 0;

  const frame = makeFrame(root, model, {
    title: "Filters being born.", lead: "Press Play, then go back and forth.",
    defaults: { moment: 0, filter: 0, scale: "one" },
    check: { moment: whole(0, last), filter: whole(0, n - 1), scale: oneOf("one", "own") },
    tries: [
      { text: "Stop at the first moment at which half of the loss's fall is done.", done: ({ state }) => state.moment === half,
        then: `It takes ${percent(steps[half] / steps[last])} of the steps.` },
      { text: "Choose the filter whose end is least like its start.", done: ({ state }) => kept[state.filter] === least,
        then: `Cosine ${number(least)}: even here the random start shows.` },
    ],
  });
  const { state } = frame;
  const slide = el("input", { type: "range", max: last, oninput: () => { clearInterval(timer); go(slide.valueAsNumber); }, onchange: stop });
  const play = toggle("Play", false, (isOn) => {
    if (!isOn) return stop();
    if (state.moment === last) go(0);
    timer = setInterval(() => (state.moment < last ? go(state.moment + 1) : stop()), 400); // steps, no smooth motion
  });
  const own = toggle("each on its own scale", false, (isOn) => frame.set({ scale: isOn ? "own" : "one" }));
  const grid = cellMap({
    label: "filters", size: () => [n / 8, 8], words: (row, column) => `filter ${8 * row + column}`,
    onmove: (row, column) => frame.set({ filter: 8 * row + column }),
  });
  const three = el("canvas"), likeness = el("p"), curve = el("div");
  const x = (step) => 30 + 31 * Math.log1p(step), y = (loss) => 250 - 96 * loss;
  const text = (left, top, words) => `<text x="${left}" y="${top}">${words}</text>`;
  curve.innerHTML = `<svg viewBox="0 0 335 296"><polyline points="${[...losses].map((loss, m) => [x(steps[m]), y(loss)])}"/>
    ${[0, 1, 2].map((loss) => text(14, y(loss) + 4, loss))}${[0, 10, 100, 1000].map((step) => text(x(step), 270, step))}
    ${text(14, 15, "loss")}${text(165, 288, "training step (logarithmic)")}<g><circle r="6"/>${text(20, -9, "")}</g></svg>`;
  frame.body.append(el(".x-row", labelled("moment", slide), play, own), el(".x-columns.x-born", el("div", grid, three, likeness), curve));
  frame.onEnd(() => clearInterval(timer));

  function go(moment) {
    state.moment = moment;
    frame.draw();
  }
  /** Only where one stops can solve a task, not what one passes. */
  function stop() {
    timer = clearInterval(timer);
    play.set(false);
    frame.set({});
  }
  /** Filters as colour pictures, their kernels as red, green and blue: 4 x 4 pixels a weight. */
  function paint(canvas, filters, across) {
    Object.assign(canvas, { width: 14 * across, height: (14 * filters.length) / across });
    const context = canvas.getContext("2d");
    filters.forEach((filter, tile) => {
      const [low, high] = state.scale === "one" ? [-limit, limit] : [Math.min(...filter), Math.max(...filter)];
      const bytes = filter.map((weight) => Math.round((255 * (weight - low)) / (high - low)));
      for (let i = 0; i < 9; i++) {
        context.fillStyle = `rgb(${bytes.slice(3 * i, 3 * i + 3)})`;
        context.fillRect(14 * (tile % across) + 1 + 4 * (i % 3), 14 * Math.floor(tile / across) + 1 + 4 * Math.floor(i / 3), 4, 4);
      }
    });
  }
  frame.draw = () => {
    const { moment, filter, scale } = state, one = [0, moment, last].map((m) => weights(m, filter)), mark = curve.querySelector("g");
    const [start, , end] = one.map((then) => number(cosine(then, one[1]))), loss = number(losses[moment]), at = `Step ${steps[moment]} of ${steps[last]}: loss ${loss}`;
    paint(grid.canvas, every.map((other) => weights(moment, other)), 8);
    paint(three, one, 3);
    grid.set(filter >> 3, filter & 7);
    likeness.replaceChildren(...[`start: cosine ${start}`, `filter ${filter} now`, `end: cosine ${end}`].map((words) => el("span", words)));
    mark.setAttribute("transform", `translate(${x(steps[moment])} ${y(losses[moment])})`);
    write(mark.lastChild, loss);
    slide.value = moment;
    slide.setAttribute("aria-valuetext", at);
    own.set(scale === "own");
    frame.say(`${at} (${number(losses[0])} at first, ${number(losses[last])} at last). Filter ${filter}: cosine ${start} with its start, ${end} with its end. ${scale === "one" ? `Mid-grey is 0, the scale ends at ±${number(limit)}.` : "From lowest to highest weight, each."}`);
    frame.python(`conv1_snapshots()["kernel"][${moment}, ..., ${filter}]`);
  };
  frame.set({});
  return frame.close;
}

/** How alike two lists of weights are: 1 the same pattern, 0 unrelated. */
function cosine(a, b) {
  const dot = (p, q) => p.reduce((sum, value, i) => sum + value * q[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

export default { render };
