/* Where is it looking? The evidence for a class over the photo; a patch that covers a part of it; and the map of what every place of the patch does. */

import { argmax, clamp, drawMaps, drawPhoto, number, percent, portion, range, spread } from "../kit/draw.mjs";
import { button, choice, photoPicker, toggle } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { cellMap, scaleBar } from "../kit/maps.mjs";
import { centres, evidence, perPixel, runCovered, starts } from "../engine/attribution.mjs";
import { Photos, openNetwork, randomWeights, toInput } from "../kit/resources.mjs";

const STEP = 4; // pixels from one place of the occlusion map to the next
const SIZES = range(13).map((i) => [i + 4, `${i + 4} × ${i + 4}`]);

async function render({ model, el: root }) {
  const network = await openNetwork(model), photos = new Photos(model), { layers, classes } = network;
  const pool = layers.findIndex(({ kind }) => kind.startsWith("global")), maps = layers[pool - 1], dense = layers[pool + 1];
  const [side] = layers[0].from, [units] = maps.shape, [{ first, step }] = centres(layers, pool - 1), photo = network.input.slice();
  let opened, before, now, says, unit, tried = {};

  const frame = makeFrame(root, model, {
    title: "Where is it looking?", lead: "Drag the patch over the face.",
    defaults: { image: 16, class: 5, row: 12, column: 12, size: 8, weights: "trained" },
    check: { image: whole(0, photos.n - 1), class: whole(0, classes.length - 1), row: whole(0, side - 4), column: whole(0, side - 4), size: whole(4, 16), weights: oneOf("trained", "random") },
    tries: [
      { text: "Cover the photo so that the network changes its answer.", done: () => isTrained() && now.top !== before.top,
        then: "The patch hides evidence, and is itself something new in the photo." },
      { text: "Cover it so that the network is surer of its answer, by 5 points.", done: () => isTrained() && now.shares[before.top] > before.shares[before.top] + 0.05,
        then: "Not every part of a photo speaks for the answer." },
      { text: "Switch to random weights. Is there still a pattern?", done: () => !isTrained(),
        then: "There is, so a pattern alone proves nothing. But see how short its scale is." },
    ],
  });
  const { state } = frame;
  const isTrained = () => state.weights === "trained";
  const key = () => `${state.image} ${state.weights}`;
  const answer = (shares = layers.at(-1).output.slice()) => ({ shares, logits: dense.output.slice(), top: argmax(shares) });

  const picker = photoPicker(frame, photos);
  const kind = choice("evidence for", [...classes.entries()], 0, (k) => frame.set({ class: Number(k) }));
  const sizes = choice("patch", SIZES, 8, (size) => frame.set({ size: Number(size) }));
  const random = toggle("random weights", false, (isOn) => frame.set({ weights: isOn ? "random" : "trained" }));
  const squares = cellMap({
    label: "evidence", size: () => [units, units], words: (row, column) => `row ${row}, column ${column}: ${number(says[row * units + column])}`,
    onmove: (row, column) => put(first + step * row + 0.5, first + step * column + 0.5, [row, column]),
  });
  const patch = cellMap({
    label: "patch", size: () => [side, side], words: (row, column) => `row ${row}, column ${column}`,
    onmove: (row, column, isPointed, middle = isPointed ? 0 : state.size / 2) => put(row + middle, column + middle),
  });
  const [grey, dim, drops] = [0, 1, 2].map(() => el("canvas.x-map")), sum = el("p"), table = el("table");
  const scale = scaleBar("evidence"), dropScale = scaleBar("drop"), progress = el("progress", { value: 0, "aria-label": "places covered" });
  const corner = portion(first + 0.5 - step / 2, side);
  squares.style.cssText = `top: ${corner}; left: ${corner}; width: ${portion(step * units, side)}`; // each square in the middle of what its unit sees
  frame.body.append(el(".x-row.x-where", picker, kind, sizes, random), el(".x-columns.x-where",
    el("div", el(".x-over", grey, squares), scale, sum), patch, table,
    el("div", el(".x-over", dim, drops), dropScale, button("Draw the occlusion map", coverAll), progress)));

  /** Put the middle of the patch there, as far as the border lets it. `square`: the evidence that was pointed at. */
  function put(y, x, square) {
    const [row, column] = [y, x].map((middle) => clamp(Math.round(middle - state.size / 2), 0, side - state.size));
    unit = square;
    frame.set({ row, column });
  }

  async function open(wanted, image) {
    const { rgb, label } = await photos.get(image);
    if (wanted !== key()) return; // by now another was chosen
    picker.show(rgb, image, classes[label]);
    for (const canvas of [grey, dim, patch.canvas]) drawPhoto(canvas, rgb);
    layers.forEach((layer, i) => {
      if (!layer.filters) return;
      if (isTrained()) network.setWeights(i, layer.learned.kernel, layer.learned.bias);
      else network.setWeights(i, randomWeights(layer, i), new Float32Array(layer.filters));
    });
    toInput(rgb, photo);
    runCovered(network, photo, 0, 0, 0);
    before = { ...answer(), maps: maps.output.slice() };
    opened = wanted;
  }

  /** Cover every place; after 8 ms of work the page gets its turn. */
  async function coverAll() {
    const { size } = state, job = `${opened} ${size}`, tops = starts(side, size, STEP), places = tops.flatMap((row) => tops.map((column) => ({ row, column })));
    for (let i = 0; i < places.length; await new Promise(requestAnimationFrame)) {
      for (const end = performance.now() + 8; i < places.length && performance.now() < end; i++) {
        runCovered(network, photo, places[i].row, places[i].column, size);
        places[i].shares = answer().shares;
      }
      if (job !== `${opened} ${state.size}`) return; // another photo, patch or network
      progress.value = i / places.length;
    }
    tried = { job, places };
    frame.draw();
  }

  async function show() {
    const { image, class: k, size } = state, wanted = key();
    if (opened !== wanted) await open(wanted, image);
    if (opened !== wanted) return;
    const [row, column] = [state.row, state.column].map((place) => Math.min(place, side - size));
    const nearest = (place) => clamp(Math.round((place + size / 2 - 0.5 - first) / step), 0, units - 1);
    runCovered(network, photo, row, column, size);
    now = answer();
    says = evidence(before.maps, dense.kernel, classes.length, k);
    drawSigned(squares.canvas, says, units, scale);
    squares.set(...(unit ?? [nearest(row), nearest(column)]));
    patch.set(row, column, size, size);
    drops.hidden = dropScale.hidden = tried.job !== `${wanted} ${size}`;
    if (drops.hidden) progress.value = 0;
    else drawSigned(drops, perPixel(tried.places.map((place) => ({ ...place, value: before.shares[k] - place.shares[k] })), size, [side, side]), side, dropScale);
    kind.set(k);
    sizes.set(size);
    random.set(!isTrained());

    const name = classes[k], mean = says.reduce((a, b) => a + b) / says.length, at = `x_test[${image}], ${k}`;
    const line = (words, { shares, logits, top }) => [words, percent(shares[k], 1), number(logits[k]), classes[top]];
    const cells = [[name, "probability", "logit", "answer"], line("photo", before), line("covered", now)];
    table.replaceChildren(...cells.map((line, r) => el("tr", ...line.map((words, c) => el(r && c ? "td" : "th", words)))));
    write(sum, `mean ${number(mean, 3)} + bias ${number(dense.bias[k], 3)} = logit ${number(before.logits[k], 3)}`);
    frame.say(`${isTrained() ? "" : "Random weights. "}Evidence for ${name} from ${number(Math.min(...says))} to ${number(Math.max(...says))}. With ${size} × ${size} pixels covered at row ${row}, column ${column}, its probability goes from ${percent(before.shares[k], 1)} to ${percent(now.shares[k], 1)}; the answer is ${classes[now.top]}.`);
    frame.python(isTrained() ? `class_evidence(model, ${at}), occlusion_map(model, ${at}, window=${size}, stride=1).drops[${row}, ${column}]` : `class_evidence(build_model(), ${at})  # other random weights`);
    frame.tick();
  }

  frame.draw = () => frame.later(show);
  frame.onEnd(() => { opened = null; });
  await show();
  return frame.close;
}

/** One map on its own zero-centred scale, which ends where the bar says. */
function drawSigned(canvas, values, size, bar) {
  const limit = spread(values);
  drawMaps(canvas, values, [size, size, 1], { limits: limit });
  bar.set(limit, limit < 0.1 ? 4 : 2);
}

export default { render };
