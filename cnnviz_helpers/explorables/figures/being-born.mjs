/* Filters being born: the filters of a convolution at some twenty moments of training, and the loss at each. */

import { number, percent, range, spread } from "../kit/draw.mjs";
import { readArrays, readJson } from "../kit/files.mjs";
import { button, labelled, toggle } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { cellMap } from "../kit/maps.mjs";
import * as WORDS from "./being-born.words.mjs";

// What training recorded of its first convolution: the training of the book's network, or of another one.
const FILE = "conv1-snapshots.safetensors", OWN_FILE = "snapshots.safetensors";
const RGB = 3;
const BEAT = 400; // milliseconds from one moment to the next: steps, no smooth motion
const WEIGHT = 4, EDGE = 1; // pixels of the canvas: a side of a weight's square, and what stays free around a filter
const CHART = { width: 335, height: 296, left: 30, bottom: 250, wide: 262, high: 221 }; // the curve's corner, and how far it goes

/* ---- what was recorded, as numbers ---- */

/** A step and a loss for each moment; weights: (moments, rows, columns, colours, filters); limit: the end of their scale. */
function readTraining({ step, loss, kernel }) {
  const [moments, rows, columns, colours, filters] = kernel.shape;
  const sizes = { last: moments - 1, rows, columns, colours, filters };
  return { ...sizes, steps: step.values, losses: loss.values, weights: kernel.values, limit: spread(kernel.values) };
}

/** The weights of one filter at one moment: row by row, the colours of each place side by side. */
function weightsOf({ weights, rows, columns, colours, filters }, moment, filter) {
  const n = rows * columns * colours;
  return range(n).map((i) => weights[(n * moment + i) * filters + filter]);
}

/** How alike two lists of weights are: 1 the same pattern, 0 unrelated. */
function cosine(a, b) {
  const dot = (p, q) => p.reduce((sum, value, i) => sum + value * q[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** How like its start a filter's end is. */
const endLikeStart = (training, filter) => cosine(weightsOf(training, 0, filter), weightsOf(training, training.last, filter));

/** The loss at which half of its fall is done; and the first moment at which it is as low. */
const halfLoss = ({ losses, last }) => (losses[0] + losses[last]) / 2;
const halfWay = (training) => training.losses.findIndex((loss) => loss <= halfLoss(training));

/** A grid for the filters, about twice as wide as high: how many there are in a row. */
const gridColumns = ({ filters }) => Math.ceil(Math.sqrt(2 * filters));

/* ---- pictures ---- */

/** Filters as pictures, `across` in a row: their kernels are red, green and blue, or grey. Each on its own scale if there is no `limit`. */
function paint(canvas, filters, { rows, columns, colours, isBlueFirst }, across, limit) {
  const wide = WEIGHT * columns + 2 * EDGE, high = WEIGHT * rows + 2 * EDGE;
  Object.assign(canvas, { width: wide * across, height: high * Math.ceil(filters.length / across) });
  const context = canvas.getContext("2d");
  filters.forEach((filter, tile) => {
    const [low, top] = limit ? [-limit, limit] : [Math.min(...filter), Math.max(...filter)];
    const bytes = filter.map((weight) => Math.round((255 * (weight - low)) / (top - low || 1)));
    for (let i = 0; i < rows * columns; i++) {
      const x = wide * (tile % across) + EDGE + WEIGHT * (i % columns);
      const y = high * Math.floor(tile / across) + EDGE + WEIGHT * Math.floor(i / columns);
      const mix = range(RGB).map((c) => bytes[colours * i + (colours > 1 ? (isBlueFirst ? RGB - 1 - c : c) : 0)]);
      context.fillStyle = `rgb(${mix})`;
      context.fillRect(x, y, WEIGHT, WEIGHT);
    }
  });
}

/** The loss along training, with a line at half of its fall. Returns the element, with `set(moment)`, which moves a mark on the curve. */
function lossCurve(training) {
  const { steps, losses, last } = training, half = halfLoss(training);
  const { width, height, left, bottom, wide, high } = CHART, most = Math.max(...losses), root = el("div");
  const x = (step) => left + (wide * Math.log1p(step)) / Math.log1p(steps[last]), y = (loss) => bottom - (high * loss) / most;
  const place = (moment) => [x(steps[moment]), y(losses[moment])];
  const text = (right, down, words) => `<text x="${right}" y="${down}">${words}</text>`;
  const each = 10 ** Math.floor(Math.log10(most)); // of the losses that are written beside the curve
  const heights = range(Math.floor(most / each) + 1).map((i) => Number((i * each).toPrecision(1)));
  const powers = range(Math.floor(Math.log10(steps[last]))).map((i) => 10 ** (i + 1));
  root.innerHTML = `<svg viewBox="0 0 ${width} ${height}"><polyline points="${range(last + 1).map(place)}"/>
    <line x1="${left}" x2="${left + wide}" y1="${y(half)}" y2="${y(half)}"/>
    ${heights.map((loss) => text(14, y(loss) + 4, loss)).join("")}${[0, ...powers].map((step) => text(x(step), 270, step)).join("")}
    ${text(14, 15, WORDS.loss)}${text(165, 288, WORDS.step)}<g><circle r="6"/>${text(20, -9, "")}</g></svg>`;
  const mark = root.querySelector("g");
  return Object.assign(root, {
    set(moment) {
      mark.setAttribute("transform", `translate(${place(moment).join(" ")})`);
      write(mark.lastChild, number(losses[moment]));
    },
  });
}

/* ---- the figure ---- */

/** What a reader is asked to find. */
function tries(training) {
  const { steps, last, filters } = training, half = halfWay(training);
  const kept = range(filters).map((filter) => endLikeStart(training, filter)), least = Math.min(...kept);
  return [
    { text: WORDS.half.text, done: ({ state }) => state.moment === half, then: WORDS.half.then(percent(steps[half] / steps[last])) },
    { text: WORDS.changed.text, done: ({ state }) => kept[state.filter] === least, then: WORDS.changed.then(number(least)) },
  ];
}

/** The slider and the button that lead through training: {slide, play}. Who wants less motion goes on by hand, from moment to moment. */
function timeControls({ last }, frame) {
  let timer = 0; // while it plays
  const slide = el("input", { type: "range", max: last, oninput: slideTo, onchange: stop });
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const goOn = () => frame.set({ moment: (frame.state.moment + 1) % (last + 1) });
  const play = isCalm ? button(WORDS.next, goOn) : button(WORDS.play, () => (timer ? stop() : start()), { class: "x-training" });
  frame.onEnd(() => clearInterval(timer));

  function start() {
    if (frame.state.moment === last) go(0);
    timer = setInterval(() => (frame.state.moment < last ? go(frame.state.moment + 1) : stop()), BEAT);
    write(play, WORDS.pause);
  }

  function halt() {
    clearInterval(timer);
    timer = 0;
    if (!isCalm) write(play, WORDS.play);
  }

  function slideTo() {
    halt();
    go(slide.valueAsNumber);
  }

  function go(moment) {
    frame.state.moment = moment;
    frame.draw();
  }

  /** Only where one stops can solve a task, not what one passes. */
  function stop() {
    halt();
    frame.set({});
  }
  return { slide, play };
}

/** All filters, to point at one. */
function filterGrid({ filters }, columns, frame) {
  return cellMap({
    label: WORDS.filters, isChoice: true, size: () => [Math.ceil(filters / columns), columns],
    words: (row, column) => WORDS.filter(columns * row + column),
    onmove: (row, column) => frame.set({ filter: Math.min(columns * row + column, filters - 1) }),
  });
}

/** Draw what the state says: all filters, the chosen one three times, the mark on the curve; and say it. */
function draw(training, { slide, own, grid, three, likeness, curve, columns }, frame) {
  const { moment, filter, scale } = frame.state, { steps, losses, last, filters, limit } = training, isOne = scale === "one";
  const one = [0, moment, last].map((then) => weightsOf(training, then, filter)), end = isOne ? limit : undefined;
  const [toStart, , toEnd] = one.map((then) => number(cosine(then, one[1]))), inAll = number(cosine(one[0], one[2]));
  const at = WORDS.at(steps[moment], steps[last], number(losses[moment]));
  paint(grid.canvas, range(filters).map((other) => weightsOf(training, moment, other)), training, columns, end);
  paint(three, one, training, one.length, end);
  grid.set(Math.floor(filter / columns), filter % columns);
  const below = [WORDS.start, WORDS.now(filter), WORDS.end, WORDS.cosine(toStart), "", WORDS.cosine(toEnd), WORDS.inAll(inAll)];
  likeness.replaceChildren(...below.map((words) => el("span", words)));
  curve.set(moment);
  slide.value = moment;
  slide.setAttribute("aria-valuetext", at);
  own.set(!isOne);
  const ends = WORDS.losses(number(losses[0]), number(losses[last])), onScale = isOne ? WORDS.oneScale(number(limit)) : WORDS.ownScales;
  frame.say([at, ends, WORDS.likeness(filter, toStart, toEnd), onScale].join(" "));
  frame.python(`${training.python}["kernel"][${moment}, ..., ${filter}]`);
}

/** What was recorded of the book's network, or of another one that came with the figure. */
async function openTraining(model) {
  const files = model.get("files");
  if (!files || FILE in files && !(OWN_FILE in files)) return { ...readTraining(await readArrays(model, FILE)), python: WORDS.inPython };
  if (!(OWN_FILE in files)) throw new Error(WORDS.noSnapshots);
  const [arrays, { pixels }] = await Promise.all([readArrays(model, OWN_FILE), readJson(model, "network.json")]);
  return { ...readTraining(arrays), isBlueFirst: pixels?.order === "bgr", python: WORDS.ownInPython };
}

async function render({ model, el: root }) {
  const training = await openTraining(model), columns = gridColumns(training);
  const frame = makeFrame(root, model, {
    title: WORDS.title, lead: WORDS.lead, tries: tries(training),
    allowed: { moment: whole(0, training.last), filter: whole(0, training.filters - 1), scale: oneOf("one", "own") },
  });
  const { slide, play } = timeControls(training, frame), grid = filterGrid(training, columns, frame), curve = lossCurve(training);
  const own = toggle(WORDS.own, false, (isOn) => frame.set({ scale: isOn ? "own" : "one" }));
  const parts = { slide, own, grid, curve, columns, three: el("canvas"), likeness: el("p") };
  frame.body.append(
    el(".x-row", labelled(WORDS.moment, slide), play, own),
    el(".x-columns.x-born", el("div", grid, parts.three, parts.likeness), curve),
  );
  frame.draw = () => draw(training, parts, frame);
  frame.set({});
  return frame.close;
}

export default { render };
