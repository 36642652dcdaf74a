/* Where is it looking? The evidence for any class over the photo; a patch that covers a part of it; and what each place of the patch does. */

import { drawMaps, drawPhoto, number, percent, spread } from "./draw.mjs";
import { Frame, button, cellMap, choice, el, oneOf, picturePicker, scaleBar, toggle, whole } from "./kit.mjs";
import { centres, evidence, perPixel, runCovered, starts } from "./places.mjs";
import { Pictures, openNetwork, randomWeights, toInput } from "./resources.mjs";

const STEP = 4; // pixels from one covered place to the next, as in occlusion_map

async function render({ model, el: root }) {
  const network = await openNetwork(model), pictures = new Pictures(model), { layers, classes } = network;
  const pool = layers.findIndex(({ kind }) => kind.startsWith("global")), maps = layers[pool - 1], dense = layers[pool + 1];
  const [side] = layers[0].from, [units] = maps.shape, [{ first, step }] = centres(layers, pool - 1), photo = network.input.slice();
  let opened, before, now, unit, says, tried = {};

  const isTrained = () => frame.state.weights === "trained";
  const frame = new Frame(root, model, {
    name: "where", title: "Where is it looking?", lead: "Drag the patch over the face.",
    defaults: { image: 16, class: 5, row: 12, column: 12, size: 8, weights: "trained" },
    check: { image: whole(0, pictures.n - 1), class: whole(0, classes.length - 1), row: whole(0, side - 4), column: whole(0, side - 4), size: whole(4, 16), weights: oneOf("trained", "random") },
    tries: [
      { text: "Cover the photo so that the network changes its answer.", done: () => isTrained() && now.top !== before.top,
        then: "The patch hides evidence, and is itself something new in the photo." },
      { text: "Cover it so that the network becomes surer of its answer, by 5 points.", done: () => isTrained() && now.shares[before.top] > before.shares[before.top] + 0.05,
        then: "Not every part of a photo speaks for the answer." },
      { text: "Switch to random weights. Is there still a pattern?", done: () => !isTrained(),
        then: "There is, so a pattern alone proves nothing. But see how short its scale is." },
    ],
  });
  const picker = picturePicker(frame, pictures, (image) => frame.set({ image }));
  const kind = choice("evidence for", [...classes.entries()], 0, (k) => frame.set({ class: Number(k) }));
  const sizes = choice("patch", Array.from({ length: 13 }, (_, i) => [i + 4, `${i + 4} × ${i + 4}`]), 8, (size) => frame.set({ size: Number(size) }));
  const random = toggle("random weights", false, (isOn) => frame.set({ weights: isOn ? "random" : "trained" }));
  const squares = cellMap({
    label: "evidence", size: () => [units, units], words: (row, column) => `row ${row}, column ${column}: ${number(says[row * units + column])}`,
    onmove: (row, column) => put(first + step * row + 0.5, first + step * column + 0.5, [row, column]),
  });
  const patch = cellMap({
    label: "patch", size: () => [side, side], words: (row, column) => `row ${row}, column ${column}`,
    onmove: (row, column, isPointed) => (isPointed ? put(row + 0.5, column + 0.5) : put(row + frame.state.size / 2, column + frame.state.size / 2)),
  });
  const [grey, dim, drops] = [0, 1, 2].map(() => el("canvas", { class: "x-map" }));
  const sum = el("p"), table = el("table"), scale = scaleBar("evidence"), dropScale = scaleBar("drop"), progress = el("progress", { value: 0, "aria-label": "places covered" });
  const share = (pixels) => `${(100 * pixels) / side}%`, corner = share(first + 0.5 - step / 2);
  squares.style.cssText = `top: ${corner}; left: ${corner}; width: ${share(step * units)}`; // each square in the middle of what its unit sees
  frame.body.append(el("div", { class: "x-row x-where" }, picker, kind, sizes, random), el("div", { class: "x-columns x-where" },
    el("div", {}, el("div", { class: "x-over" }, grey, squares), scale, sum), patch, table,
    el("div", {}, el("div", { class: "x-over" }, dim, drops), dropScale, button("Draw the occlusion map", coverAll), progress)));

  /** Put the middle of the patch there, as far as the border lets it; `square`: the evidence that was pointed at. */
  function put(y, x, square) {
    const [row, column] = [y, x].map((middle) => Math.max(0, Math.min(side - frame.state.size, Math.round(middle - frame.state.size / 2))));
    unit = square;
    frame.set({ row, column });
  }
  function answer() {
    const shares = layers.at(-1).output.slice();
    return { shares, logits: dense.output.slice(), top: shares.indexOf(Math.max(...shares)) };
  }
  const wanted = () => `${frame.state.image} ${frame.state.weights}`;
  async function open(key, image) {
    const [rgb, label] = await Promise.all([pictures.get(image), pictures.label(image)]);
    if (key !== wanted()) return; // by now another was chosen
    picker.show(rgb, image, classes[label]);
    for (const canvas of [grey, dim, patch.canvas]) drawPhoto(canvas, rgb);
    layers.forEach((layer, i) => {
      if (layer.filters && isTrained()) network.setWeights(i, layer.learned.kernel, layer.learned.bias);
      else if (layer.filters) network.setWeights(i, randomWeights(layer, i), new Float32Array(layer.filters));
    });
    toInput(rgb, photo);
    runCovered(network, photo, 0, 0, 0);
    before = { ...answer(), maps: maps.output.slice() };
    opened = key;
  }
  /** Cover every place; after 8 ms of work the page gets its turn. */
  async function coverAll() {
    const { size } = frame.state, key = `${opened} ${size}`, tops = starts(side, size, STEP), places = tops.flatMap((row) => tops.map((column) => ({ row, column })));
    for (let i = 0; i < places.length; await new Promise(requestAnimationFrame)) {
      for (const end = performance.now() + 8; i < places.length && performance.now() < end; i++) {
        runCovered(network, photo, places[i].row, places[i].column, size);
        places[i].shares = answer().shares;
      }
      if (key !== `${opened} ${frame.state.size}`) return; // another photo, patch or network
      progress.value = i / places.length;
    }
    tried = { key, places };
    frame.draw();
  }

  async function show() {
    const { image, class: k, size } = frame.state, key = wanted(), name = classes[k];
    if (opened !== key) await open(key, image);
    if (opened !== key) return;
    const [row, column] = [frame.state.row, frame.state.column].map((place) => Math.min(place, side - size));
    runCovered(network, photo, row, column, size);
    now = answer();
    says = evidence(before.maps, dense.kernel, classes.length, k);
    const limit = spread(says), mean = says.reduce((a, b) => a + b) / says.length, hasTried = tried.key === `${key} ${size}`;
    drawMaps(squares.canvas, says, [units, units, 1], { limits: limit });
    scale.set(limit, digits(limit));
    squares.set(...(unit ?? [row, column].map((place) => Math.max(0, Math.min(units - 1, Math.round((place + size / 2 - 0.5 - first) / step))))));
    patch.set(row, column, size, size);
    sum.textContent = `mean ${number(mean, 3)} + bias ${number(dense.bias[k], 3)} = logit ${number(before.logits[k], 3)}`;
    const rows = [[name, "probability", "logit", "answer"], ...[before, now].map((is) => [is === now ? "covered" : "photo", percent(is.shares[k], 1), number(is.logits[k]), classes[is.top]])];
    table.replaceChildren(...rows.map((cells, r) => el("tr", {}, ...cells.map((words, c) => el(r && c ? "td" : "th", {}, words)))));
    drops.hidden = dropScale.hidden = !hasTried;
    if (hasTried) {
      const lost = perPixel(tried.places.map((place) => ({ ...place, value: before.shares[k] - place.shares[k] })), size, [side, side]), end = spread(lost);
      drawMaps(drops, lost, [side, side, 1], { limits: end });
      dropScale.set(end, digits(end));
    } else progress.value = 0;
    kind.set(k);
    sizes.set(size);
    random.set(!isTrained());
    frame.say(`${isTrained() ? "" : "Random weights. "}Evidence for ${name} from ${number(Math.min(...says))} to ${number(Math.max(...says))}. With ${size} × ${size} pixels covered at row ${row}, column ${column}, its probability goes from ${percent(before.shares[k], 1)} to ${percent(now.shares[k], 1)}; the answer is ${classes[now.top]}.`);
    const photoInPython = `x_test[${image}], ${k}`;
    frame.python(isTrained() ? `class_evidence(model, ${photoInPython}), occlusion_map(model, ${photoInPython}, window=${size}, stride=1).drops[${row}, ${column}]` : `class_evidence(build_model(), ${photoInPython})  # other random weights`);
    frame.tick();
  }
  frame.draw = () => {
    cancelAnimationFrame(frame.busy); // a drag is faster than frames
    frame.busy = requestAnimationFrame(show);
  };
  frame.onEnd(() => { cancelAnimationFrame(frame.busy); opened = null; });
  await show();
  return () => frame.close();
}

/** The numbers of a network with random weights are small. */
const digits = (limit) => (limit < 0.1 ? 4 : 2);

export default { render };
