/* Ablation bench: switch filters off, and see how many of the 1,000 photos are still recognised (ablation-worker.mjs counts them). */

import { drawPhoto, number, percent, range } from "../kit/draw.mjs";
import { readFile, readJson } from "../kit/files.mjs";
import { button, choice, labelled } from "../kit/controls.mjs";
import { MUTE, el, write } from "../kit/element.mjs";
import { makeFrame, oneOf } from "../kit/frame.mjs";
import { bars, walkOver } from "../kit/maps.mjs";
import { Photos, startWorker } from "../kit/resources.mjs";

const SHOWN = 12; // photos in a list
const total = (counts) => counts.reduce((a, b) => a + b), points = (share) => (share > 0 ? "+" : "") + number(100 * share, 1), grouped = (n) => n.toLocaleString("en");

async function render({ model, el: root }) {
  const { classes, layers } = await readJson(model, "network.json"), pictures = new Photos(model), photos = pictures.n;
  const filters = {}; // each ReLU's number of filters: that of the convolution before it
  layers.reduce((n, layer) => (layer.kind === "relu" ? (filters[layer.name] = n) : layer.filters ?? n), 0);
  let labels, rgb, worker, whole = [], answers = [], active = null, task = 0, begun, isRunning, cost = null, cells = [], grown;

  const frame = makeFrame(root, model, {
    title: "Ablation bench.", lead: "Press a filter to switch it off, and see what that costs.",
    defaults: { layer: "relu1", off: "31" },
    check: { layer: oneOf(...Object.keys(filters)), off: (list) => /^(\d+(,\d+)*)?$/.test(list) },
    tries: [
      { text: "Switch off one single filter, of any layer, that costs more than 5 points.", done: () => cost > 50 && off().length === 1,
        then: "Every filter of the next layer reads this one map. See which classes lost most." },
      { text: "Switch off 8 filters of relu1 that together cost less than 4 points.", done: () => cost !== null && cost < 40 && off().length === 8 && state.layer === "relu1",
        then: "Little activity does not mean little use: the 8 least active filters cost more." },
    ],
  });
  const { state } = frame;
  const off = () => [...new Set(state.off.split(",").filter(Boolean).map(Number))].filter((f) => f < filters[state.layer]);
  const lay = (list) => frame.set({ off: list.sort((a, b) => a - b).join() });
  const byActivity = (words, sign) => button(words, () => {
    const shares = active[state.layer], n = Math.max(1, Math.round(many.value));
    lay([...shares.keys()].sort((a, b) => sign * (shares[a] - shares[b])).slice(0, n));
  }, { "aria-label": `switch off the ${words}` });

  const layerChoice = choice("layer", Object.entries(filters).map(([name, n]) => [name, `${name}, ${n} filters`]), "", (layer) => frame.set({ layer, off: "" }));
  const many = el("input", { type: "number", min: 1, value: 8 }), presets = [byActivity("most active", -1), byActivity("least active", 1)];
  const grid = el(".x-switches", { role: "group", "aria-label": "filters" }), perClass = bars(classes);
  const progress = el("progress", { max: photos, "aria-label": "photos counted" }), done = el("span"), score = el("p.x-result");
  const stop = button("", () => (isRunning ? halt() : ask()));
  const changes = ["right → wrong", "wrong → right"].map((words) => ({ words, head: el("p", words), list: el("ul.x-thumbs", { role: "list" }, ...range(SHOWN).map(() => el("li", MUTE, el("canvas")))) })); // empty frames keep the room
  perClass.classList.add("x-counts");
  perClass.set(classes.map(() => 0));
  frame.body.append(
    el(".x-row", layerChoice, button("none off", () => lay([])), button("all off", () => lay([...cells.keys()])), labelled("off: the", many, ...presets)),
    el("div", grid, el("p.x-was", "The line under a number: the filter's share of units above zero, over all photos.")),
    el("div", el(".x-row", progress, done, stop), score),
    el("div", el("p", "right answers by class; the line: the whole network; in brackets: the difference in points"), perClass),
    el(".x-columns", ...changes.map(({ head, list }) => el("div", head, list))),
  );

  // The photos are a large file and counting takes a second: both wait until the figure is in the window.
  const watcher = new IntersectionObserver((seen) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    frame.attempt(begin);
  });
  watcher.observe(root);
  frame.onEnd(() => watcher.disconnect());

  async function begin() {
    const files = Object.fromEntries(await Promise.all(["network.json", "weights.safetensors", "engine.wasm"].map(async (name) => [name, new Uint8Array(await readFile(model, name))])));
    [rgb, labels] = await Promise.all([pictures.all(), readJson(model, "labels.json")]);
    worker = startWorker(model, "figures/ablation-worker.mjs");
    frame.onEnd(() => worker.terminate());
    worker.onmessage = hear;
    worker.onerror = () => frame.attempt(() => { throw new Error("its worker did not start; reload the page."); });
    worker.postMessage({ files, rgb });
    ask();
  }

  function ask() {
    [answers, cost, isRunning, begun] = [[], null, true, performance.now()];
    worker?.postMessage({ task: (task += 1), layer: state.layer, off: off() });
    show();
  }

  function halt() {
    isRunning = false;
    worker?.postMessage({});
    show();
  }

  function hear({ data }) {
    if (data.task === 0) [whole, active, begun] = [data.answers, data.answers.length < photos ? null : data.active, performance.now()];
    else if (data.task === task) answers = data.answers;
    isRunning &&= answers.length < photos;
    show();
    frame.tick();
  }

  /** What has been counted so far, beside the whole network's answers to the same photos. */
  function show() {
    const found = active ? answers : whole, n = found.length, isAll = n === photos;
    presets.forEach((preset) => { preset.disabled = !active; });
    cells.forEach((cell, f) => cell.style.setProperty("--x-share", active?.[state.layer][f] ?? 0));
    write(stop, isRunning ? "Stop" : "Count again");
    progress.value = n;
    write(done, `${active ? "" : "whole network first: "}${grouped(n)} of ${grouped(photos)} photos${isAll ? ` in ${number((performance.now() - begun) / 1000, 1)} s` : ""}`);
    if (!n) return;
    const [all, now, before] = [0, 0, 0].map(() => classes.map(() => 0)), changed = [[], []];
    for (let i = 0; i < n; i++) {
      const label = labels[i], is = Number(found[i] === label), was = Number(whole[i] === label);
      all[label]++;
      now[label] += is;
      before[label] += was;
      if (is !== was) changed[is].push(i);
    }
    if (isAll) cost = total(before) - total(now);
    write(score, `${percent(total(now) / n, 1)} of ${isAll ? "all photos" : `the first ${n}`} right (${points((total(now) - total(before)) / n)} points); whole network ${percent(total(before) / n, 1)}.`);
    const share = (counts) => counts.map((count, c) => count / (all[c] || 1));
    const right = share(now), gain = (c) => points((now[c] - before[c]) / all[c]);
    perClass.set(right, null, share(before), right.map((part, c) => (all[c] ? `${percent(part)} (${gain(c)})` : "none yet"))); // none: no photo of this class has been counted
    if (isRunning || !active) return;
    changes.forEach(({ words, head, list }, is) => {
      write(head, `${words}: ${changed[is].length}${changed[is].length > SHOWN ? `, the first ${SHOWN}:` : ""}`);
      list.replaceChildren(...changed[is].slice(0, SHOWN).map(thumb));
    });
    frame.say(`${off().length} of ${cells.length} filters of ${state.layer} off: ${score.textContent} ${changed[0].length} photos went from right to wrong, ${changed[1].length} from wrong to right.`);
  }

  function thumb(i) {
    const canvas = el("canvas", { role: "img", "aria-label": `photo ${i}` });
    drawPhoto(canvas, rgb.subarray(i * 3072, (i + 1) * 3072));
    return el("li", canvas, `${classes[whole[i]]} → ${classes[answers[i]]}`);
  }

  frame.draw = () => {
    const { layer } = state, list = off(), conv = `model.get_layer("${layer.replace("relu", "conv")}")`;
    if (grown !== layer) {
      cells = range(filters[layer]).map((f) => button(f, () => flip(f), { "aria-label": `filter ${f} off`, tabindex: f ? -1 : 0, onkeydown: walk }));
      grid.replaceChildren(...cells);
      grown = layer;
    }
    cells.forEach((cell, f) => cell.setAttribute("aria-pressed", list.includes(f)));
    layerChoice.set(layer);
    frame.python(`${list.length ? `w, b = ${conv}.get_weights(); w[..., [${list}]] = 0; b[[${list}]] = 0; ${conv}.set_weights([w, b]); ` : ""}model.evaluate(x_test, y_test)`);
    ask();
  };

  function flip(f) {
    const list = off();
    lay(list.includes(f) ? list.filter((other) => other !== f) : [...list, f]);
  }

  /** The arrow keys go from switch to switch; only one of them is a stop of the Tab key. */
  function walk(event) {
    walkOver(cells, cells.filter((cell) => cell.offsetTop === cells[0].offsetTop).length, event);
  }

  frame.draw();
  return frame.close;
}

export default { render };
