/* X-ray: what every layer makes of one photo, all maps at one glance; also of a picture of the reader's own. */

import { drawMaps, number, percent } from "./draw.mjs";
import { Frame, bars, button, cellMap, choice, el, oneOf, picturePicker, scaleBar, toggle, whole } from "./kit.mjs";
import { ownPanel } from "./own-panel.mjs";
import { Pictures, openNetwork, toInput } from "./resources.mjs";

const GAP = 2, LONG = 290; // between maps; how long a layer may get, in numbers

async function render({ model, el: root }) {
  const network = await openNetwork(model), pictures = new Pictures(model), { layers, classes } = network, sheet = el("canvas");
  let own = null, chosen = [0, 19], says = "", isTall = false; // chosen: stage and map
  const frame = new Frame(root, model, {
    name: "x-ray", title: "X-ray.", lead: "Switch ReLU off and on, and watch the violet go.",
    defaults: { image: 16, scale: "layer", side: "after", order: "number" },
    check: { image: whole(0, pictures.n - 1), scale: oneOf("map", "layer", "network"), side: oneOf("before", "after"), order: oneOf("number", "response") },
    tries: [
      { text: "Find a photo and a filter of relu1 that is silent on it: over 95 % zeros.", done: () => !chosen[0] && frame.state.side === "after" && stages[0].after.facts[chosen[1]].silent > 0.95,
        then: "Silent on this photo is not dead: try it on others." },
      { text: "Give the network a picture of your own.", done: () => own, then: "Whatever it shows, the answer is one of ten names." },
    ],
  });

  // A stage is a convolution with its ReLU, or another layer. Its maps stand in `short` lines of `long`.
  const stages = layers.slice(0, -1).filter(({ kind }) => kind !== "relu").map((before, s) => {
    const [high, wide, n] = before.shape, next = layers[layers.indexOf(before) + 1], gap = wide > 1 ? GAP : 0;
    const long = Math.min(n, 2 ** Math.floor(Math.log2(LONG / Math.max(9, wide + gap)))), step = gap ? wide + gap : Math.floor(LONG / long);
    const stage = { before, after: next.kind === "relu" ? next : before, high, wide, n, gap, long, short: Math.ceil(n / long), step, words: el("p") };
    const mapAt = (row, column) => stage.order[row * grid(stage)[1] + column] ?? stage.order.at(-1);
    const cells = cellMap({
      label: "maps", size: () => grid(stage), words: () => fact.textContent,
      onmove: (row, column) => { chosen = [s, mapAt(row, column)]; point(); frame.tick(); },
      onhover: (row, column) => look(s, mapAt(row, column)),
    });
    cells.addEventListener("pointerleave", () => look(...chosen));
    return Object.assign(stage, { cells });
  });
  const grid = ({ long, short }) => (isTall ? [short, long] : [long, short]);

  const relu = toggle("after ReLU", true, (isOn) => frame.set({ side: isOn ? "after" : "before" }));
  const scales = choice("scale", [["map", "per map"], ["layer", "per layer"], ["network", "whole network"]], "", (scale) => frame.set({ scale }));
  const orders = choice("maps", [["number", "by number"], ["response", "strongest first"]], "", (order) => frame.set({ order }));
  const picker = picturePicker(frame, pictures, (image) => { own = null; frame.set({ image }); });
  const lens = el("canvas", { class: "x-map", role: "img" }), bar = scaleBar(), fact = el("p"), note = el("p", { class: "x-was" }), chances = bars(classes), caution = el("p", { class: "x-was" });
  const panel = ownPanel(root, (rgb) => { own = rgb; frame.set({}); });
  const wall = el("div", { class: "x-wall" }, ...stages.map(({ words, cells }) => el("div", {}, words, cells)));
  frame.body.classList.add("x-xray");
  frame.body.append(
    el("div", { class: "x-row" }, relu, scales, orders, root.requestFullscreen ? button("Full screen", () => root.requestFullscreen()) : null),
    el("div", { class: "x-look" }, picker, el("div", {}, lens, bar), fact), el("div", { class: "x-network" }, wall, note), el("div", { class: "x-answer" }, chances, caution), panel,
  );

  // As large as the width allows, in whole pixels of the screen: layers from left to right, or one below the other.
  const watcher = new ResizeObserver(() => {
    const width = wall.clientWidth, all = stages.reduce((sum, { short, step }) => sum + Math.max(36, short * step), 60);
    isTall = width < all - 60;
    wall.classList.toggle("is-tall", isTall);
    const size = Math.max(1, Math.floor((width / (isTall ? LONG : all)) * devicePixelRatio) / devicePixelRatio);
    for (const stage of stages) stage.cells.style.width = `${grid(stage)[1] * stage.step * size}px`;
    later();
  });
  watcher.observe(frame.body);
  frame.onEnd(() => { watcher.disconnect(); panel.close(); cancelAnimationFrame(frame.busy); });

  function later() {
    cancelAnimationFrame(frame.busy);
    frame.busy = requestAnimationFrame(show);
  }

  function show() {
    const { scale, side, order } = frame.state, ends = stages.map((stage) => Math.max(...stage[side].facts.map(({ end }) => end))), most = Math.max(...ends);
    stages.forEach((stage, s) => {
      const { high, wide, n, gap, cells: { canvas } } = stage, { facts, name, output, shape } = stage[side], [rows, columns] = grid(stage), strong = stage.after.facts;
      stage.order = facts.map((_, map) => map);
      if (order === "response") stage.order.sort((a, b) => strong[b].mean - strong[a].mean);
      stage.limit = (map) => ({ map: facts[map].end, layer: ends[s], network: most })[scale];
      drawMaps(sheet, output, shape, { maps: stage.order, columns, gap, limits: stage.order.map(stage.limit) });
      Object.assign(canvas, { width: columns * (wide + gap), height: rows * (high + gap) });
      const pen = canvas.getContext("2d");
      pen.drawImage(sheet, 0, 0);
      pen.fillStyle = "#aaa79f"; // the share of silent units, a line under its map
      if (gap) stage.order.forEach((map, i) => pen.fillRect((i % columns) * (wide + gap), Math.floor(i / columns) * (high + gap) + high, Math.round(wide * facts[map].silent), 1));
      stage.words.replaceChildren(el("strong", {}, name), el("span", {}, `± ${number(stage.limit(0), 1)}`), gap ? percent(facts.reduce((sum, { silent }) => sum + silent, 0) / n) : "");
      if (scale === "map") stage.words.children[1].remove();
    });
    note.textContent = `Over each layer: ${scale === "map" ? "" : "± the end of its scale, and "}its share of silent units, at zero${side === "after" ? "" : " or below"}; so for each map the grey line under it.${
      scale === "map" ? " Each map has its own scale: no two can be compared by colour." : ""}`;
    point();
  }

  /** The chosen map, framed. */
  function point() {
    const [s, map] = chosen;
    look(s, map);
    stages.forEach((stage, i) => {
      const tile = Math.max(0, stage.order.indexOf(i === s ? map : -1)), columns = grid(stage)[1];
      stage.cells.classList.toggle("is-at", i === s);
      stage.cells.set(Math.floor(tile / columns), tile % columns);
      if (i !== s) stage.cells.setAttribute("aria-label", `maps of ${stage[frame.state.side].name}`);
    });
    frame.say(`${fact.textContent} ${says}`);
  }

  /** One map under the lens, and in words. */
  function look(s, map) {
    const { side, image } = frame.state, stage = stages[s], { kind, name, output, shape, facts } = stage[side], { low, high, silent } = facts[map], limit = stage.limit(map);
    drawMaps(lens, output, shape, { maps: [map], limits: limit });
    bar.set(limit);
    fact.textContent = kind === "dense" ? `${name}, the score of ${classes[map]}: ${number(low)}.`
      : `${name}, map ${map} of ${stage.n}: ${stage.gap ? `from ${number(low)} to ${number(high)}, ${percent(silent)} of its units silent` : number(low)}.`;
    lens.setAttribute("aria-label", fact.textContent);
    frame.python(`layer_outputs(model, ${own ? "x" : `x_test[${image}]`}, "${name}")["${name}"][0, ${stage.gap ? ":, :, " : ""}${map}]`);
  }

  frame.draw = async () => {
    const { image, side, scale, order } = frame.state, rgb = own ?? await pictures.get(image), label = own ? -1 : await pictures.label(image);
    if (image !== frame.state.image || (own && rgb !== own)) return; // the reader has gone on
    toInput(rgb, network.input);
    const shares = [...network.run()], top = shares.indexOf(Math.max(...shares));
    for (const layer of layers) layer.facts = survey(layer.output, layer.shape[2]);
    picker.show(rgb, own ? "" : image, own ? "your own" : classes[label]);
    chances.set(shares, label);
    says = `The network says ${classes[top]}, ${percent(shares[top])}.`;
    caution.textContent = own ? `${percent(shares[top])} ${classes[top]} means only: of its ten answers, this one fits best. Nothing else was allowed.` : "";
    relu.set(side === "after");
    scales.set(scale);
    orders.set(order);
    later();
  };
  await frame.draw();
  return () => frame.close();
}

/** For each of `n` maps: its lowest, highest and mean number, the end of its scale, and the share of units that are silent after ReLU. */
function survey(values, n) {
  const places = values.length / n;
  return Array.from({ length: n }, (_, map) => {
    let low = Infinity, high = -Infinity, sum = 0, zeros = 0;
    for (let i = map; i < values.length; i += n) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
      sum += values[i];
      if (values[i] <= 0) zeros++;
    }
    return { low, high, mean: sum / places, end: Math.max(high, -low), silent: zeros / places };
  });
}

export default { render };
