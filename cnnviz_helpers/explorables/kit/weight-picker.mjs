/* Choose one weight of a network: a layer, a filter, and a cell of its kernels; or the filter's bias. */

import { drawMaps, number, range, spread } from "./draw.mjs";
import { button, choice } from "./controls.mjs";
import { el, write } from "./element.mjs";
import { cellMap, scaleBar } from "./maps.mjs";
import { numberField } from "./number-field.mjs";
import { oneOf } from "./state.mjs";
import * as KIT_WORDS from "./words.mjs";
import * as WORDS from "./weight-picker.words.mjs";

export const BIAS = -1; // in the place of a kernel's number
const FEW = 4;

/** The layers whose weights can be chosen: plain convolutions, and dense layers. */
export const weighted = ({ layers }) => layers.filter(({ rules }) => rules.isSum && !rules.pack);

/** How many kernels stand in a row: a few in one row, many in a square. */
const acrossOf = ({ from: [, , channels] }) => (channels <= FEW ? channels : Math.ceil(Math.sqrt(channels)));

const windowOf = ({ window = [1, 1] }) => window;

/** For `makeFrame`: what an address may say of a weight. Numbers that the layer does not have are brought into it by `weightOf`. */
export function allowedWeights(network) {
  const whole = (value) => Number.isInteger(value) && value >= 0;
  const layer = oneOf(...weighted(network).map(({ name }) => name));
  return { layer, filter: whole, channel: (value) => whole(value) || value === BIAS, row: whole, column: whole };
}

/**
 * The weight of a state {layer, filter, channel, row, column}: {layer, filter, channel, row, column, isBias, at, learned}; `at`: its place
 * in the layer's kernel, or bias; learned: what training made of it.
 */
export function weightOf(network, state) {
  const layer = network.layers[network.index(state.layer)], [rows, columns] = windowOf(layer), channels = layer.from[2];
  const within = (value, n) => Math.min(value, n - 1), isBias = state.channel === BIAS, filter = within(state.filter, layer.filters);
  const [row, column] = [within(state.row, rows), within(state.column, columns)], channel = within(state.channel, channels);
  const at = isBias ? filter : ((row * columns + column) * channels + channel) * layer.filters + filter;
  return { layer, filter, channel, row, column, isBias, at, learned: (isBias ? layer.learned.bias : layer.learned.kernel)[at] };
}

/** What a screen reader, and the line below the kernels, call a weight. The channels of a picture have colours. */
export function nameOf(network, one) {
  const colour = one.layer.before === network.photo ? KIT_WORDS.colours[network.pixels.scales[one.channel]] : "";
  return WORDS.weight({ ...one, colour });
}

/** A weight's place as an index in Python, of the kernel or the bias. */
export const indexOf = ({ layer, filter, channel, row, column, isBias }) =>
  (isBias ? `${filter}` : (layer.window ? [row, column, channel, filter] : [channel, filter]).join(", "));

/** `element`: layer, filter, and all kernels of the filter, each a tile, in which one points at a weight. `show()` draws what is chosen. */
export function weightPicker(frame, network) {
  const here = () => weightOf(network, frame.state), across = () => acrossOf(here().layer);
  const gap = () => Number(Math.max(...windowOf(here().layer)) > 1);
  const steps = () => windowOf(here().layer).map((n) => n + gap());
  const layer = choice(WORDS.layer, weighted(network).map(({ name }) => name), "", (name) => frame.set({ layer: name }));
  const field = numberField(WORDS.filter, { min: 0, max: () => here().layer.filters - 1, onpick: (filter) => frame.set({ filter }) });
  const bias = button("", () => frame.set({ channel: here().isBias ? 0 : BIAS }));
  const place = ({ channel, row, column }) =>
    [Math.floor(channel / across()) * steps()[0] + row, (channel % across()) * steps()[1] + column];
  const move = (row, column) => {
    const now = place(here()), [high, wide] = steps(), n = windowOf(here().layer);
    const overGap = (to, step, axis) => (to % step < n[axis] ? to : to + (Math.sign(to - now[axis]) || -1));
    const y = overGap(row, high, 0), x = overGap(column, wide, 1);
    const channel = Math.min(Math.floor(y / high) * across() + Math.floor(x / wide), here().layer.from[2] - 1);
    frame.set({ channel, row: y % high, column: x % wide });
  };
  const size = () => [Math.ceil(here().layer.from[2] / across()) * steps()[0] - gap(), across() * steps()[1] - gap()];
  const words = () => nameOf(network, here()), scale = scaleBar(), name = el("p.x-name");
  const grid = cellMap({ label: WORDS.kernels, size, words, onmove: move, isChoice: true });
  const show = () => {
    const one = here(), { layer: { kernel, filters, from: [, , channels] } } = one, window = windowOf(one.layer);
    const values = range(window[0] * window[1] * channels).map((i) => kernel[i * filters + one.filter]), limit = spread(values);
    drawMaps(grid.canvas, values, [...window, channels], { maps: range(channels), columns: across(), gap: gap(), limits: limit });
    scale.set(limit);
    layer.set(one.layer.name);
    field.set(one.filter);
    write(bias, WORDS.bias(number(one.layer.bias[one.filter], 3)));
    bias.setAttribute("aria-pressed", one.isBias);
    grid.classList.toggle("is-off", one.isBias);
    grid.set(...place(one.isBias ? { ...one, channel: 0 } : one));
    write(name, nameOf(network, one));
  };
  return { element: el(".x-weight-picker", el(".x-row", layer, field), grid, el(".x-row", scale, bias), name), show };
}
