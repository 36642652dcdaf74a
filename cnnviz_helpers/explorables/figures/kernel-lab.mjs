/* Kernel lab: the 27 weights and the bias of one filter, to be changed; the map and the ten probabilities follow. */

import { argmax, drawMaps, extent, number, percent, range, tint } from "../kit/draw.mjs";
import { button, choice, photoPicker, slider } from "../kit/controls.mjs";
import { alone, describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, scaleBar, walkOver } from "../kit/maps.mjs";
import { Photos, openNetwork, toInput } from "../kit/resources.mjs";

const CHANNELS = ["red", "green", "blue"];
const FLAT = [0, 0, 0, 0, 1, 0, 0, 0, 0];
/** Nine weights for each channel, the same for all three. */
const PRESETS = {
  blur: FLAT.map(() => 1 / 27),
  "upright edges": [-1, 0, 1, -1, 0, 1, -1, 0, 1].map((w) => w / 6),
  "level edges": [-1, -1, -1, 0, 0, 0, 1, 1, 1].map((w) => w / 6),
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0].map((w) => w / 3),
  zero: FLAT.map(() => 0),
  random: null,
};

async function render({ model, el: root }) {
  const network = await openNetwork(model), photos = new Photos(model), conv = network.layers[0];
  const n = conv.filters, learned = conv.learned, kernel = learned.kernel.slice(), bias = learned.bias.slice();
  let answer, top, hasLearned, label; // answer: to the photo with all weights as learned; top: now

  const frame = makeFrame(root, model, {
    title: "Kernel lab.", lead: "Choose a weight, move its slider, and watch the map.",
    defaults: { image: 16, filter: 5, preset: "learned" },
    check: { image: whole(0, photos.n - 1), filter: whole(0, n - 1), preset: oneOf("learned", ...Object.keys(PRESETS)) },
    tries: [
      { text: "Make a map that is zero everywhere.", done: () => conv.output.every((value, i) => i % n !== state.filter || Math.abs(value) < 1e-6),
        then: "All weights and the bias at zero: the photo no longer matters." },
      { text: "Change one filter so far that the network's answer changes.", done: () => !hasLearned && answer !== top,
        then: "One of 32 filters was enough, for this photo." },
    ],
  });
  const { state } = frame;

  // The 27 cells: three grids, one cell chosen; its value on the slider.
  let chosen = 4;
  const place = (cell) => (cell % 9) * 3 * n + Math.floor(cell / 9) * n + state.filter; // the weight's place in (3, 3, 3, n)
  const looks = [], cells = range(27).map((cell) => button(alone(), () => choose(cell), { class: "x-weight", onkeydown: walk }));
  const grids = CHANNELS.map((name, c) => el("div", { class: `x-kernel is-${name}`, role: "group", "aria-label": `${name} kernel` }, el("p", `${name} kernel`), el("div", ...cells.slice(9 * c, 9 * c + 9))));
  const weight = slider("weight", { min: -1, max: 1, step: 0.01, digits: 3, oninput: (value) => edit(() => { kernel[place(chosen)] = value; }) });
  const offset = slider("bias", { min: -1, max: 1, step: 0.01, digits: 3, oninput: (value) => edit(() => { bias[state.filter] = value; }) });
  const was = el("p.x-was");
  const filters = choice("filter", range(n), state.filter, (value) => frame.set({ filter: Number(value), preset: "learned" }));
  const presets = choice("lay in", ["learned", ...Object.keys(PRESETS)], state.preset, lay);
  const picker = photoPicker(frame, photos);
  const map = picture("feature map"), scale = scaleBar("feature map"), chances = bars(network.classes);
  frame.body.append(
    el(".x-row", filters, presets, button("Reset", () => lay("learned"))),
    el(".x-kernels", ...grids),
    el(".x-row", weight, was, offset),
    el(".x-columns", picker, el("div", map, scale), chances),
  );

  function choose(cell) {
    chosen = cell;
    show();
  }

  function walk(event) {
    const next = walkOver(cells, 3, event);
    if (next) choose(cells.indexOf(next));
  }

  function lay(name) {
    const f = state.filter;
    for (let cell = 0; cell < 27; cell++) {
      kernel[place(cell)] = name === "learned" ? learned.kernel[place(cell)] : name === "random" ? (Math.random() - 0.5) * 0.6 : PRESETS[name][cell % 9];
    }
    bias[f] = name === "learned" ? learned.bias[f] : 0;
    frame.set({ preset: name });
  }

  /** Edits come faster than frames: they are drawn once a frame. */
  function edit(change) {
    change();
    frame.later(() => {
      network.setWeights(0, kernel, bias, state.filter);
      network.runEdit(0, state.filter);
      show();
      frame.tick();
    });
  }

  function show() {
    const f = state.filter, largest = Math.max(...cells.map((_, cell) => Math.abs(kernel[place(cell)])));
    const limit = [0.3, 0.6, 1].find((step) => step >= largest) ?? largest; // in steps: one weight does not change the colours of the others
    cells.forEach((button, cell) => {
      const value = kernel[place(cell)], name = CHANNELS[Math.floor(cell / 9)];
      const look = [value, limit, cell === chosen];
      if (looks[cell]?.every((part, i) => part === look[i])) return; // most stay as they are, and need not be laid out and painted again
      looks[cell] = look;
      write(button.firstChild, number(value));
      button.style.cssText = tint(value, limit, name);
      button.setAttribute("aria-pressed", cell === chosen);
      describe(button, `${name}, row ${Math.floor((cell % 9) / 3)}, column ${cell % 3}: ${number(value)}`);
      button.tabIndex = cell === chosen ? 0 : -1;
    });
    weight.set(kernel[place(chosen)]);
    offset.set(bias[f]);
    write(was, `learned: ${number(learned.kernel[place(chosen)], 3)}`);
    hasLearned = bias[f] === learned.bias[f] && cells.every((_, cell) => kernel[place(cell)] === learned.kernel[place(cell)]);
    const [low, high] = extent(conv.output, f, n), end = Math.max(high, -low);
    drawMaps(map, conv.output, conv.shape, { maps: [f], limits: end });
    scale.set(end);
    const shares = [...network.layers.at(-1).output];
    top = argmax(shares);
    chances.set(shares, label);
    const words = `Feature map of filter ${f}, ${hasLearned ? "as learned" : "changed"}: from ${number(low)} to ${number(high)}. The network says ${network.classes[top]}, ${percent(shares[top])}.`;
    describe(map, words);
    frame.say(words);
    frame.python("conv1", `x_test[${state.image}]`, `[0, :, :, ${f}]`);
  }

  let shown = {};
  frame.draw = async () => {
    const { image, filter } = state;
    if (shown.filter !== filter) { // the filter that was left gets its learned weights back
      kernel.set(learned.kernel);
      bias.set(learned.bias);
    }
    if (shown.image !== image) {
      const photo = await photos.get(image);
      if (image !== state.image) return; // by now another was chosen
      label = photo.label;
      toInput(photo.rgb, network.input);
      picker.show(photo.rgb, image, network.classes[label]);
      network.setWeights(0, learned.kernel, learned.bias);
      answer = argmax(network.run());
    }
    shown = { image, filter };
    filters.set(filter);
    presets.set(state.preset);
    network.setWeights(0, kernel, bias);
    network.run();
    show();
  };
  await frame.draw();
  if (state.preset !== "learned") lay(state.preset);
  return frame.close;
}

export default { render };
