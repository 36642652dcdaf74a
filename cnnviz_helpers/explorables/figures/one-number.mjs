/* One number, taken apart: any number of any layer, the sum that made it, and the way into it, down to the pixels. */

import { argmax, drawMaps, number, percent, range, spread } from "../kit/draw.mjs";
import { button, photoPicker } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { cellMap, layOver, scaleBar, walkOver } from "../kit/maps.mjs";
import { drawLedger } from "../kit/ledger.mjs";
import { Photos, openNetwork, toInput } from "../kit/resources.mjs";
import { seenPixels, spotOf, subtotal, takeApart } from "../engine/sums.mjs";

const RGB = ["red", "green", "blue"];
const HOW = {
  photo: "A pixel is three bytes; the network gets each as byte / 255 − 0.5.",
  conv: "Each kernel, laid on its patch, gives a subtotal. The subtotals and the bias, added up (the bars), are this number.",
  relu: "max(0, x): what is below zero becomes zero.",
  "max-pool": "The largest goes on.",
  "mean-pool": "The mean of a window.",
  "global-mean-pool": "The mean of a whole map.",
  "global-max-pool": "The largest of a whole map.",
  flatten: "Nothing is computed: the numbers of all maps now stand in one row, place by place.",
  identity: "Nothing is computed: this layer does something in training only.",
  dense: "Each number times its weight. The products and the bias, added up (the bars), are this number.",
  softmax: "e to the power of each score; this one's share of them all.",
};

async function render({ model, el: root }) {
  const network = await openNetwork(model), photos = new Photos(model), { classes } = network;
  const layers = [{ name: "photo", kind: "photo", shape: network.layers[0].from, output: network.input }, ...network.layers], last = layers.length - 1;
  const kinds = layers.map(({ kind }) => kind), answers = Math.max(kinds.lastIndexOf("dense"), kinds.lastIndexOf("conv")), start = layers[1].name;
  let opened, rgb, drawn, isAll = false, way = []; // {i, at}: from the number one began with to the one that is shown

  const frame = makeFrame(root, model, {
    title: "One number, taken apart.", lead: "Press any number of the sum to go into it, or point at the map.",
    defaults: { image: 16, layer: start, map: 5, row: 10, column: 12 },
    check: { image: whole(0, photos.n - 1), layer: oneOf(...layers.map(({ name }) => name)), map: whole(0, 99999), row: whole(0, 999), column: whole(0, 999) },
    tries: [
      { text: `Begin at the score of a class (${layers[answers].name}), and go in, number by number, until you stand on a pixel.`,
        done: () => way.some(({ i }) => i === answers) && way.at(-1).i === 0,
        then: `${["Sums", ...["global-mean-pool:one mean", "max-pool:the largest of four", "relu:max(0, x)"].map((pair) => pair.split(":")).filter(([kind]) => kinds.includes(kind)).map(([, words]) => words)].join(", ")}: nothing else lies between the score and the pixel.` },
      { text: "Find a number that ReLU set to zero although one of its kernels gave more than +0.1.",
        done: () => {
          const { i, at } = way.at(-1);
          return layers[i].kind === "relu" && layers[i].output[at] === 0 && takeApart(layers[i - 1], at).some((group) => subtotal(group, layers[i - 2].output) > 0.1);
        },
        then: "The other kernels and the bias outweighed it: only the sum over all channels counts." },
    ],
  });
  const { state } = frame;

  const here = () => layers.find(({ name }) => name === state.layer);
  const place = ([, width, many], { map, row, column }) => (row * width + column) * many + map;
  const top = () => argmax(layers[last].output);
  const isAnswer = (layer) => layer.shape[1] === 1 && layers.indexOf(layer) >= answers;
  const nameOf = (layer, c) => {
    if (layer.kind === "photo") return RGB[c];
    if (layer.kind === "flatten") return (({ map, row, column }) => `map ${map}, row ${row}, column ${column}`)(spotOf(layer.from, c));
    return layer.shape[1] > 1 ? `map ${c}` : isAnswer(layer) ? classes[c] : `channel ${c}`;
  };
  const words = (layer, at) => {
    const { map, row, column } = spotOf(layer.shape, at);
    return `${layer.name}, ${nameOf(layer, map)}${layer.shape[1] > 1 ? `, row ${row}, column ${column}` : ""}`;
  };

  const stops = layers.map((_, i) => button("", () => travel(i)));
  const picker = photoPicker(frame, photos);
  const box = el("span.x-cursor"), which = el("span.x-name"), why = button("", () => go(last, top()));
  picker.prepend(el(".x-seen", picker.canvas, box));
  const inRow = () => ((n) => (n > 256 ? 32 : n > 64 ? 16 : n > 16 ? 8 : Math.min(n, 5)))(here().shape[2]);
  const saying = () => words(here(), way.at(-1).at);
  const map = cellMap({ label: "one map", size: () => here().shape, words: saying, onmove: (row, column) => move({ row, column }) });
  const maps = cellMap({ label: "all maps", size: () => [Math.ceil(here().shape[2] / inRow()), inRow()], words: saying, onmove: (row, column) => move({ map: row * inRow() + column }) });
  const scale = scaleBar("this map"), allScale = scaleBar(), one = el("div", map, scale);
  const next = (sign, by, label) => button(sign, () => move({ map: state.map + by }), { "aria-label": label });
  const title = el("p.x-total"), ledger = el("ol.x-ledger", { role: "list", onkeydown: walk });
  frame.body.append(
    el(".x-way", { role: "group", "aria-label": "layers, with the numbers on your way" }, ...stops),
    el(".x-see", picker, one, el("div", maps, allScale, el("p.x-row", next("‹", -1, "map before"), which, next("›", 1, "next map"), why))),
    title, ledger,
  );

  function move(changes) {
    const { map, row, column } = { ...state, ...changes }, { shape } = here(), [height, width, many] = shape;
    go(layers.indexOf(here()), place(shape, { map: (map + many) % many, row: Math.min(row, height - 1), column: Math.min(column, width - 1) }));
  }

  /** To a number. Of the way so far stays what leads to it. */
  function go(i, at) {
    const known = way.findIndex((stop) => stop.i === i && stop.at === at);
    const parent = way.findIndex((stop) => stop.i === i + 1 && takeApart(layers[i + 1], stop.at).some(({ cells }) => cells.some((cell) => cell.at === at)));
    way = known < 0 ? [...way.slice(0, parent + 1), { i, at }] : way.slice(0, known + 1);
    frame.set({ layer: layers[i].name, ...spotOf(layers[i].shape, at) });
  }

  /** To a layer: back to its number on the way, else to the same place of the photo. */
  function travel(i) {
    const stop = way.find((stop) => stop.i === i), { shape } = layers[i], { map, row, column } = state;
    const near = (n, axis) => Math.floor(((n + 0.5) / here().shape[axis]) * shape[axis]);
    go(i, stop ? stop.at : isAnswer(layers[i]) ? top() : place(shape, { map: map % shape[2], row: near(row, 0), column: near(column, 1) }));
  }

  function enter(i, at) {
    go(i, at);
    (ledger.querySelector("[tabindex='0']") ?? stops[i]).focus({ preventScroll: true }); // Enter, again and again, follows the strongest terms
    title.scrollIntoView({ block: "nearest" });
  }

  /** Arrow keys walk over the numbers of the sum. */
  function walk(event) {
    walkOver([...ledger.querySelectorAll(".x-cell")], Number(event.target.value), event);
  }

  const sumOf = (terms) => terms.reduce((sum, { amount }) => sum + amount, 0);

  /** The lines of the sum that gives the number at `at` of layer `i`. */
  function lines(i, at) {
    const { kind, kernel, output, bias } = layers[i], values = layers[i - 1]?.output, { map } = spotOf(layers[i].shape, at);
    if (!i) return RGB.map((name, c) => ({ name, text: `${rgb[at - map + c]} / 255 − 0.5`, amount: output[at - map + c], isThis: c === map }));
    const terms = takeApart(layers[i], at).map((group) => ({ name: nameOf(layers[i - 1], group.c), group })), total = { name: "total", amount: output[at], isTotal: true };
    if (kind.endsWith("pool")) total.name = kind.endsWith("max-pool") ? "largest" : "mean";
    if (kind === "flatten" || kind === "identity") total.name = "the same";
    if (kind === "relu") total.name = `max(0, ${number(values[at], 4)})`;
    if (kind === "softmax") {
      for (const term of terms) term.amount = Math.exp(values[term.group.cells[0].at]);
      terms[map].isThis = true;
      total.name = `${terms[map].amount.toFixed(1)} / ${sumOf(terms).toFixed(1)}`;
    }
    if (!kernel) return [...terms, total];
    for (const term of terms) term.amount = subtotal(term.group, values);
    const many = terms.length, shown = many > 3 && !isAll ? 6 : many;
    if (many > 3) terms.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
    const rest = terms.splice(shown), more = { name: isAll ? "" : `${rest.length} more`, more: isAll ? "show the largest" : "show all" };
    more.amount = rest.length ? sumOf(rest) : undefined;
    return [...terms, ...(many > 3 ? [more] : []), { name: "bias", amount: bias[map] }, total];
  }

  function show() {
    const { i, at } = way.at(-1), layer = layers[i], { image, map: m, row, column } = state, { output, shape } = layer, [, width, many] = shape;
    stops.forEach((stop, k) => {
      const known = way.find((stop) => stop.i === k);
      stop.replaceChildren(layers[k].name, el("span", known ? number(layers[k].output[known.at]) : ""));
      stop.className = known ? "is-known" : "";
      stop.setAttribute("aria-current", k === i);
    });
    const tint = i ? "signed" : RGB[m], limit = i ? spread(output, m, many) : 0.5, most = spread(output);
    one.hidden = width === 1;
    drawMaps(map.canvas, output, shape, { maps: [m], limits: limit, scale: tint });
    map.set(row, column);
    scale.set(limit);
    scale.children[1].className = `x-ramp is-${tint}`;
    if (drawn !== layer.name + image) drawMaps(maps.canvas, output, shape, { maps: range(many), columns: inRow(), gap: width > 1 ? 1 : 0, limits: most });
    drawn = layer.name + image;
    maps.set(Math.floor(m / inRow()), m % inRow());
    allScale.set(most);
    write(allScale.lastChild, `all of ${layer.name}`);
    write(which, nameOf(layer, m));
    write(why, `Why ${classes[top()]}, ${percent(layers[last].output[top()])}?`);

    const [rows, columns] = seenPixels(layers, i, row, column, m), [high, wide] = layers[0].shape, value = number(output[at], 4);
    const [down, across] = [rows, columns].map(([first, end]) => end - first);
    layOver(box, [rows[0], columns[0], down, across], [high, wide]);
    const sight = i === 0 ? "" : down === high && across === wide ? "It sees the whole photo." : `It sees ${down} × ${across} pixels: rows ${rows[0]} to ${rows[1] - 1}, columns ${columns[0]} to ${columns[1] - 1}.`;
    title.replaceChildren(el("strong", `${saying()}: ${value}`), el("br"), `${HOW[layer.kind]} ${sight}`);
    ledger.replaceChildren(...drawLedger(lines(i, at), {
      isSum: Boolean(layer.kernel), isMax: layer.kind.endsWith("max-pool"), values: layers[i - 1]?.output, scale: (c) => (i === 1 ? RGB[c] : "signed"), limit: i === 1 ? 0.5 : 0,
      words: (cell) => words(layers[i - 1], cell), enter: (cell) => enter(i - 1, cell), more: () => { isAll = !isAll; show(); },
    }));
    if (layers[i + 1]?.kind === "relu") ledger.append(el("li", el("span", "then ReLU"), button(`max(0, ${value}) = ${number(layers[i + 1].output[at], 4)}`, () => enter(i + 1, at))));
    frame.say(`${saying()} is ${value}. ${sight}`);
    const input = `x_test[${image}]`, index = `${width > 1 ? `${row}, ${column}, ` : ""}${m}]  # ${output[at].toFixed(4)}`;
    if (i) frame.python(layer.name, input, `[0, ${index}`);
    else frame.python(`${input}[${index}`);
  }

  async function open(image) {
    opened = image;
    const photo = await photos.get(image);
    if (image !== opened) return; // by now another was chosen
    rgb = photo.rgb;
    toInput(rgb, network.input);
    network.run();
    picker.show(rgb, image, classes[photo.label] ?? "");
    move({});
  }

  /** Python and the address can name another photo, or another place than that one has gone to. */
  frame.draw = () => {
    if (opened !== state.image) return open(state.image);
    const { i, at } = way.at(-1) ?? {};
    return layers[i] === here() && at === place(here().shape, state) ? show() : move({});
  };
  await open(state.image);
  return frame.close;
}

export default { render };
