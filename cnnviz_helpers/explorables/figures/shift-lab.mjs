/* Shift lab: slide the photo by pixels. The maps move along; the score does not stay put. */

import { argmax, clamp, drawMaps, drawPhoto, number, percent, portion, range, spread } from "../kit/draw.mjs";
import { choice, photoPicker, slider } from "../kit/controls.mjs";
import { MUTE, describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, cellMap, layOver, scaleBar } from "../kit/maps.mjs";
import { Photos, openNetwork, toInput } from "../kit/resources.mjs";

const FAR = 8, SHIFTS = range(2 * FAR + 1).map((i) => i - FAR), PHOTO = [32, 32, 3], MAPS = 32;
const STEPS = { conv1: 1, conv2: 1, pool1: 2 }; // pixels of the photo from one unit of a map to the next; each layer has 32 maps
const EDGES = { wrap: "what leaves opposite", grey: "grey (0)" };

/** A photo or maps moved down and right, as np.roll does; with `isGrey`, zeros come in instead. */
function moved(values, [height, width, channels], down, right, isGrey = false) {
  const result = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = (y - down + height) % height, column = (x - right + width) % width, from = (row * width + column) * channels;
      if (!isGrey || (row === y - down && column === x - right)) result.set(values.subarray(from, from + channels), (y * width + x) * channels);
    }
  }
  return result;
}

async function render({ model, el: root }) {
  const network = await openNetwork(model), photos = new Photos(model), { input, layers, classes } = network, far = whole(-FAR, FAR);
  let photo, label, shown, old, before, after = null, apart = null, strip, stripOf, later;

  const frame = makeFrame(root, model, {
    title: "Shift lab.", lead: "Drag the photo, or press an arrow key on it: the map moves along.",
    defaults: { image: 16, dx: 3, dy: 0, layer: "conv1", map: 3, edge: "wrap" },
    check: { image: whole(0, photos.n - 1), dx: far, dy: far, layer: oneOf(...Object.keys(STEPS)), map: whole(0, MAPS - 1), edge: oneOf(...Object.keys(EDGES)) },
    tries: [
      { text: "Shift the photo so that the answer changes.", done: () => after && argmax(after) !== argmax(before),
        then: "The convolutions moved along; the grid of the pooling windows and the edges stayed." },
      { text: "Find a shift after which pool1's map is exactly the old one moved along, inside the frame.", done: () => state.layer === "pool1" && apart === 0,
        then: "Its windows are 2 × 2 units of conv2: only shifts by even numbers fit their grid." },
    ],
  });
  const { state } = frame;
  frame.onEnd(() => clearTimeout(later));

  const shift = (key, by) => ({ [key]: clamp(Math.round(by), -FAR, FAR) });
  const slide = (key, words) => slider(words, { min: -FAR, max: FAR, step: 1, digits: 0, oninput: (by) => frame.set(shift(key, by)) });
  const pick = (key, words, options) => choice(words, options, "", (name) => frame.set({ [key]: key === "map" ? Number(name) : name }));
  const fields = {
    dx: slide("dx", "right, dx"), dy: slide("dy", "down, dy"), edge: pick("edge", "at the edge comes in", Object.entries(EDGES)),
    layer: pick("layer", "layer", Object.keys(STEPS)), map: pick("map", "map", range(MAPS)),
  };
  const picker = photoPicker(frame, photos);
  const handle = cellMap({
    label: "shifted photo", size: () => PHOTO, words: () => `dx ${number(state.dx, 0)}, dy ${number(state.dy, 0)}`,
    onmove: (y, x) => frame.set({ ...shift("dx", x - 16), ...shift("dy", y - 16) }), // the middle of the photo follows the pointer
  });
  const names = ["its map", "the old map, moved along", "the difference"], canvases = names.map(picture);
  const inside = el("span.x-inside", MUTE), scale = scaleBar("one scale for the three maps"), chances = bars(classes);
  const columns = SHIFTS.map(() => el("span")), chart = el(".x-strip", { role: "img" }, ...columns), between = el("p"), under = (words, ...children) => el("div", el("p", words), ...children);
  frame.body.append(
    el(".x-row.x-moves", ...Object.values(fields)),
    el(".x-shift", under("the photo, shifted", handle), ...canvases.map((canvas, i) => under(names[i], el(".x-cells", canvas, i === 2 && inside)))), scale,
    el(".x-columns", under("the line: before the shift", chances), el("div", between, chart, picker)),
  );

  async function load(image) {
    const { rgb, label: known } = await photos.get(image);
    if (image !== state.image) return; // by now another was chosen
    label = known;
    toInput(rgb, input);
    photo = input.slice();
    before = [...network.run()];
    old = Object.fromEntries(Object.keys(STEPS).map((name) => [name, layers[network.index(name)].output.slice()]));
    picker.show(rgb, image, classes[label]);
    shown = image;
  }

  function run(right) {
    input.set(moved(photo, PHOTO, state.dy, right, state.edge === "grey"));
    return [...network.run()];
  }

  function show() {
    const { image, dx, dy, layer, map, edge } = state, { output, shape } = layers[network.index(layer)], [size, , n] = shape;
    Object.entries(fields).forEach(([key, field]) => field.set(state[key]));
    after = run(dx);
    drawPhoto(handle.canvas, Uint8ClampedArray.from(input, (value) => (value + 0.5) * 255));
    handle.set(16 + dy, 16 + dx);
    const [down, right] = [dy, dx].map((by) => Math.trunc(by / STEPS[layer])), along = moved(old[layer], shape, down, right); // there is no half unit
    const limit = Math.max(spread(output, map, n), spread(along, map, n));
    const gap = output.map((value, i) => (Math.abs(value -= along[i]) < limit / 1e5 ? 0 : value)); // the same sum, rounded otherwise
    [output, along, gap].forEach((values, i) => drawMaps(canvases[i], values, shape, { maps: [map], limits: limit }));
    scale.set(limit);
    // The frame holds the units that see neither what came in nor the zeros around the photo, before as after.
    const [top, left] = [down, right].map((by) => Math.max(0, by) + 1), [bottom, end] = [down, right].map((by) => size - 1 + Math.min(0, by));
    layOver(inside, [top, left, bottom - top, end - left], shape);
    let most = 0;
    for (let y = top; y < bottom; y++) for (let x = left; x < end; x++) most = Math.max(most, Math.abs(gap[(y * size + x) * n + map]));
    apart = (dx || dy) && limit ? most : null; // nothing moved, or nothing to see: no finding
    chances.set(after, label, before);
    const moving = edge === "wrap" ? `np.roll(x_test[${image}], (${dy}, ${dx}), (0, 1))` : `np.pad(x_test[${image}], ((8, 8), (8, 8), (0, 0)))[${8 - dy}:${40 - dy}, ${8 - dx}:${40 - dx}]`;
    frame.python(layer, moving, `[0, :, :, ${map}]`);
    frame.say(`Photo moved by dx ${number(dx, 0)}, dy ${number(dy, 0)} pixels; map ${map} of ${layer} by ${number(right, 0)} and ${number(down, 0)} units. Inside the frame, it and the old map differ by ${most ? `up to ${number(most, 3)}` : "nothing"}. The network says ${classes[argmax(after)]}; ${classes[label]} had ${percent(before[label])}, now has ${percent(after[label])}.`);
    frame.tick();
    clearTimeout(later);
    later = setTimeout(showStrip, 60);
  }

  /** The score of the true class for each dx: 17 runs, made when the photo rests. */
  function showStrip() {
    const { image, dx, dy, edge } = state, question = [shown, dy, edge].join();
    if (stripOf !== question) [strip, stripOf] = [SHIFTS.map((right) => run(right)[label]), question];
    columns.forEach((column, i) => Object.assign(column, { className: SHIFTS[i] === dx ? "is-now" : "", style: `height: ${portion(strip[i])}` }));
    write(between, `${classes[label]}, for dx from −8 to 8: ${percent(Math.min(...strip))} to ${percent(Math.max(...strip))}`);
    describe(chart, `${between.textContent}; ${strip.map((share) => percent(share)).join(", ")}`);
  }

  frame.draw = () => frame.later(async () => {
    if (shown !== state.image) await load(state.image);
    if (shown === state.image) show();
  });
  await load(state.image);
  show();
  showStrip();
  return frame.close;
}

export default { render };
