/* X-ray: what every layer makes of one photo, all maps at one glance; also of a picture of the reader's own. */

import { argmax, drawMaps, extent, number, percent, range } from "../kit/draw.mjs";
import { button, choice, photoPicker, toggle } from "../kit/controls.mjs";
import { describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, cellMap, scaleBar } from "../kit/maps.mjs";
import { ownPanel } from "../kit/own-panel.mjs";
import { Photos, openNetwork, toInput } from "../kit/resources.mjs";

const GAP = 2, LONG = 290; // between maps; how long a layer may get, in numbers

async function render({ model, el: root }) {
  const network = await openNetwork(model), photos = new Photos(model), { layers, classes } = network, sheet = el("canvas");
  let own = null, chosen = [0, 2], says = "", isTall = false; // chosen: stage and map
  const frame = makeFrame(root, model, {
    title: "X-ray.", lead: "Switch ReLU off and on, and watch the violet go.",
    defaults: { image: 16, scale: "layer", side: "after", order: "number" },
    check: { image: whole(0, photos.n - 1), scale: oneOf("map", "layer", "network"), side: oneOf("before", "after"), order: oneOf("number", "response") },
    tries: [
      { text: `Find a photo and a filter of ${(layers.find(({ kind }) => kind === "relu") ?? layers[0]).name} that is silent on it: over 95 % zeros.`, then: "Silent on this photo is not dead: try it on others.",
        done: () => !chosen[0] && frame.state.side === "after" && stages[0].after.facts[chosen[1]].silent > 0.95 },
      { text: "Give the network a picture of your own.", then: `Whatever it shows, the answer is one of ${classes.length} names.`, done: () => own },
    ],
  });
  const { state } = frame, pick = (key) => (value) => frame.set({ [key]: value });

  // A stage is a convolution with its ReLU, or another layer. Its maps stand in `short` lines of `long`.
  const stages = layers.slice(0, -1).filter(({ kind }) => kind !== "relu" && kind !== "identity").map((before, s) => {
    const [high, wide, n] = before.shape, next = layers[layers.indexOf(before) + 1], gap = wide > 1 ? GAP : 0;
    const long = Math.min(n, 2 ** Math.floor(Math.log2(LONG / Math.max(9, wide + gap)))), short = Math.ceil(n / long), size = () => (isTall ? [short, long] : [long, short]);
    const mapAt = (row, column) => stage.order[Math.min(n - 1, row * size()[1] + column)];
    const cells = cellMap({ label: "maps", size, words: () => fact.textContent, onmove: (...place) => { chosen = [s, mapAt(...place)]; point(); frame.tick(); }, onhover: (...place) => look(s, mapAt(...place)) });
    cells.addEventListener("pointerleave", () => look(...chosen));
    const stage = { before, after: next.kind === "relu" ? next : before, high, wide, n, gap, short, size, cells, step: gap ? wide + gap : Math.min(32, Math.floor(LONG / long)), words: el("p") };
    return stage;
  });

  const picker = photoPicker(frame, photos, (image) => { own = null; panel.forget(); frame.set({ image }); });
  const lens = picture("one map"), bar = scaleBar(), chances = bars(classes), fact = el("p"), note = el("p.x-was"), caution = el("p.x-was");
  const wall = el(".x-wall", ...stages.map(({ words, cells }) => el("div", words, cells)));
  const panel = ownPanel(root, (rgb) => { own = rgb; frame.set({}); });
  const fields = {
    side: toggle("after ReLU", true, (isOn) => frame.set({ side: isOn ? "after" : "before" })),
    scale: choice("scale", [["map", "per map"], ["layer", "per layer"], ["network", "whole network"]], "", pick("scale")),
    order: choice("maps", [["number", "by number"], ["response", "strongest first"]], "", pick("order")),
  };
  frame.body.classList.add("x-xray");
  frame.body.append(
    el(".x-row", ...Object.values(fields), root.requestFullscreen && button("Full screen", () => root.requestFullscreen())),
    el(".x-look", picker, el("div", lens, bar), fact), el(".x-network", wall, note), el(".x-answer", chances, caution), panel,
  );

  const watcher = new ResizeObserver(() => frame.later(show));
  frame.onEnd(() => { watcher.disconnect(); panel.close(); });

  /** As large as the width allows, in whole pixels of the screen: layers from left to right, or one below the other. */
  function fit() {
    const width = wall.clientWidth, all = stages.reduce((sum, { short, step }) => sum + Math.max(36, short * step), 0);
    isTall = width < all;
    wall.classList.toggle("is-tall", isTall);
    const scale = Math.max(1, Math.floor((width / (isTall ? LONG : all + 48)) * devicePixelRatio) / devicePixelRatio);
    for (const { cells, size, step } of stages) cells.style.width = `${size()[1] * step * scale}px`;
  }

  function show() {
    fit();
    const { scale, side, order } = state, ends = stages.map((stage) => Math.max(...stage[side].facts.map(({ end }) => end)));
    stages.forEach((stage, s) => {
      const { high, wide, n, gap, size, cells: { canvas }, after } = stage, { facts, name, output, shape } = stage[side], [rows, columns] = size();
      stage.order = range(n);
      if (order === "response") stage.order.sort((a, b) => after.facts[b].mean - after.facts[a].mean);
      stage.limit = (map) => ({ map: facts[map].end, layer: ends[s], network: Math.max(...ends) })[scale];
      drawMaps(sheet, output, shape, { maps: stage.order, columns, gap, limits: stage.order.map(stage.limit) });
      Object.assign(canvas, { width: columns * (wide + gap), height: rows * (high + gap) });
      const pen = canvas.getContext("2d");
      pen.drawImage(sheet, 0, 0);
      pen.fillStyle = "#aaa79f"; // under each map a line: its share of silent units
      if (gap) stage.order.forEach((map, i) => pen.fillRect((i % columns) * (wide + gap), Math.floor(i / columns) * (high + gap) + high, Math.round(wide * facts[map].silent), 1));
      const lines = [scale === "map" ? "" : `± ${number(stage.limit(0), 1)}`, gap ? percent(facts.reduce((sum, { silent }) => sum + silent, 0) / n) : ""];
      stage.words.replaceChildren(el("strong", name), ...lines.map((line) => el("span", line)));
    });
    write(note, `${scale === "map" ? "Each map has its own scale: no two can be compared by colour." : "±: the end of a scale."} %: units at zero${side === "after" ? ", silent ones" : " or below"}; the grey line under a map shows its own share.`);
    point();
  }

  /** Frame the chosen map, in its layer. */
  function point() {
    const [s, map] = chosen;
    look(s, map);
    stages.forEach(({ cells, order, size }, i) => {
      const tile = i === s ? order.indexOf(map) : 0, columns = size()[1];
      cells.classList.toggle("is-at", i === s);
      cells.set(Math.floor(tile / columns), tile % columns);
      if (i !== s) describe(cells, `maps of ${stages[i][state.side].name}`);
    });
    frame.say(`${fact.textContent} ${says}`);
  }

  /** One map under the lens, and in words. */
  function look(s, map) {
    const stage = stages[s], { name, output, shape, facts } = stage[state.side], { low, high, silent } = facts[map], limit = stage.limit(map);
    drawMaps(lens, output, shape, { maps: [map], limits: limit });
    bar.set(limit);
    write(fact, `${name}, ${s === stages.length - 1 ? `score of ${classes[map]}` : `${stage.gap ? "map" : "unit"} ${map} of ${stage.n}`}: ${stage.gap ? `from ${number(low)} to ${number(high)}, ${percent(silent)} of its units ${stage[state.side] === stage.after ? "silent" : "at or below zero"}` : number(low)}.`);
    describe(lens, fact.textContent);
    frame.python(name, own ? "x" : `x_test[${state.image}]`, `[0, ${stage.gap ? ":, :, " : ""}${map}]`);
  }

  frame.draw = async () => {
    const { image } = state, { rgb, label } = own ? { rgb: own, label: -1 } : await photos.get(image);
    if (image !== state.image || (own && rgb !== own)) return; // the reader has gone on
    toInput(rgb, network.input);
    const shares = [...network.run()], top = argmax(shares);
    for (const layer of layers) layer.facts = survey(layer);
    picker.show(rgb, own ? "" : image, own ? "your own" : classes[label] ?? "");
    chances.set(shares, label);
    says = `The network says ${classes[top]}, ${percent(shares[top])}.`;
    write(caution, own ? `${says} That means only: of its ${classes.length} answers, this one fits best. Nothing else was allowed.` : "");
    Object.entries(fields).forEach(([key, field]) => field.set(key === "side" ? state.side === "after" : state[key]));
    frame.later(show);
  };
  await frame.draw();
  show();
  watcher.observe(wall);
  return frame.close;
}

/** For each of `n` maps: lowest, highest, mean, the end of its scale, the share of units at or below zero: silent after ReLU. */
function survey({ output: values, shape: [height, width, n] }) {
  const places = height * width;
  return range(n).map((map) => {
    const [low, high] = extent(values, map, n);
    let sum = 0, zeros = 0;
    for (let i = map; i < values.length; i += n) {
      sum += values[i];
      if (values[i] <= 0) zeros++;
    }
    return { low, high, mean: sum / places, end: Math.max(high, -low), silent: zeros / places };
  });
}

export default { render };
