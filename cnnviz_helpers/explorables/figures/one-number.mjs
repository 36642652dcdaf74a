/* One number, taken apart: any number of any layer, the sum that made it, and the way into it, down to the pixels.

   How this file is built, and the other figures like it: first what is computed, as functions of numbers alone; then a class that holds
   what the figure remembers, builds its parts, and draws them; last `render`, which the page calls. All words stand in the file beside. */

import { RGB, argmax, drawMaps, number, percent, range, spread } from "../kit/draw.mjs";
import { button, photoPicker } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { cellMap, layOver, scaleBar, walkOver } from "../kit/maps.mjs";
import { drawLedger } from "../kit/ledger.mjs";
import { Photos, openNetwork, toInput } from "../kit/resources.mjs";
import { KINDS } from "../engine/kinds.mjs";
import { seenPixels, spotOf, subtotal, takeApart } from "../engine/sums.mjs";
import { WORDS } from "./one-number.words.mjs";

const FEW = 3, SHOWN = 6; // terms of a sum: so many are never ranked; of more, so many are shown at first
const MUCH = 0.1; // what a kernel must have given in the second challenge

/** The photo and the network's layers, one after the other; the classes; `scores`: the place of the layer that gives each a score. */
function chainOf({ layers, classes, input }) {
  const photo = { name: "photo", rules: KINDS.photo, shape: layers[0].from, output: input }, chain = [photo, ...layers];
  return { layers: chain, classes, scores: chain.map(({ rules }) => Boolean(rules.isSum)).lastIndexOf(true) };
}

/** Whether the numbers of layer `i` belong to the classes. */
const isAnswer = ({ layers, scores }, i) => i >= scores && layers[i].shape[1] === 1;

/** Where the number of this map, row and column stands in an output of this shape. */
const placeOf = ([, width, many], { map, row, column }) => (row * width + column) * many + map;

/** The place in layer `to` that lies where `spot` lies in layer `from`: the middle of its cell, as a share of the map. */
function samePlace({ map, row, column }, from, to) {
  const near = (n, axis) => Math.floor(((n + 0.5) / from[axis]) * to[axis]);
  return placeOf(to, { map: map % to[2], row: near(row, 0), column: near(column, 1) });
}

/** The place of an output's spot that all changes lead to: maps go round, rows and columns end at the border. */
const nearest = ([height, width, many], { map, row, column }) => (
  { map: (map + many) % many, row: Math.min(row, height - 1), column: Math.min(column, width - 1) });

/** How many of `n` maps stand in a row. */
function mapsInRow(n) {
  if (n > 256) return 32;
  if (n > 64) return 16;
  return n > 16 ? 8 : Math.min(n, 5);
}

/** The way to a number, when one goes to `stop` = {i, at}: of the way so far stays what leads to it. */
function wayTo(layers, way, stop) {
  const known = way.findIndex(({ i, at }) => i === stop.i && at === stop.at);
  if (known >= 0) return way.slice(0, known + 1);
  const isIn = ({ cells }) => cells.some((cell) => cell.at === stop.at);
  const isMadeOf = ({ i, at }) => i === stop.i + 1 && takeApart(layers[i], at).some(isIn);
  return [...way.slice(0, way.findIndex(isMadeOf) + 1), stop];
}

/** The name of channel `c` of layer `i`. */
function channelName(net, i, c) {
  const { rules, shape, from } = net.layers[i];
  if (i === 0) return WORDS.colours[c];
  if (rules.isRow) return WORDS.cameFrom(spotOf(from, c));
  if (shape[1] > 1) return WORDS.map(c);
  return isAnswer(net, i) ? net.classes[c] : WORDS.channel(c);
}

/** The name of the number at `at` of layer `i`. */
function numberName(net, i, at) {
  const { name, shape } = net.layers[i], spot = spotOf(shape, at), channel = channelName(net, i, spot.map);
  return shape[1] > 1 ? WORDS.numberAt(name, channel, spot) : WORDS.number(name, channel);
}

/** Which pixels a number sees, in words; nothing of a pixel itself. */
function sightOf(i, [rows, columns], [height, width]) {
  if (i === 0) return "";
  return rows[1] - rows[0] === height && columns[1] - columns[0] === width ? WORDS.seesAll : WORDS.sees(rows, columns);
}

/** Terms of a sum with their amounts. Of more than a few, the largest come first, and one line says what the rest gives together. */
function amounts(terms, values, isAll) {
  for (const term of terms) term.amount = subtotal(term.group, values);
  if (terms.length <= FEW) return terms;
  terms.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
  if (isAll) return [...terms, { name: "", more: WORDS.showLargest }];
  const rest = terms.slice(SHOWN), amount = rest.length ? rest.reduce((sum, term) => sum + term.amount, 0) : undefined;
  return [...terms.slice(0, SHOWN), { name: WORDS.more(rest.length), more: WORDS.showAll, amount }];
}

/** The lines of the ledger for a pixel: its three numbers, made of the bytes `rgb`. */
function pixelLines({ output, shape }, at, rgb) {
  const { map } = spotOf(shape, at), first = at - map;
  return range(shape[2]).map((c) => (
    { name: WORDS.colours[c], text: WORDS.pixel(rgb[first + c]), amount: output[first + c], isThis: c === map }));
}

/** The lines of the ledger for the number at `at` of layer `i`, whose sum is shown whole if `isAll`. */
function layerLines(net, i, at, isAll) {
  const layer = net.layers[i], values = net.layers[i - 1].output, { map } = spotOf(layer.shape, at);
  const terms = takeApart(layer, at).map((group) => ({ name: channelName(net, i - 1, group.c), group }));
  const total = { name: layer.rules.total?.(layer, values, at, number) ?? WORDS.total, amount: layer.output[at], isTotal: true };
  if (layer.rules.isSum) return [...amounts(terms, values, isAll), { name: WORDS.bias, amount: layer.bias[map] }, total];
  if (layer.rules.isShare) {
    for (const term of terms) term.amount = layer.rules.amount(values[term.group.cells[0].at]);
    terms[map].isThis = true;
  }
  return [...terms, total];
}

/** Which steps beside sums lie between a score and a pixel, in words. */
function stepsOf(layers) {
  const has = (test) => layers.some(({ rules }) => test(rules)), { mean, largest, activation } = WORDS.step;
  return [
    has(({ isWholeMap, isMax }) => isWholeMap && !isMax) && mean,
    has(({ isWindow, isMax }) => isWindow && isMax) && largest,
    has(({ isActivation }) => isActivation) && activation,
  ].filter(Boolean);
}

/** Whether the number is a zero that ReLU made although a kernel gave much. */
function isSilenced(layers, { i, at }) {
  const { rules, output } = layers[i];
  if (!rules.isActivation || output[at] !== 0) return false;
  return takeApart(layers[i - 1], at).some((group) => subtotal(group, layers[i - 2].output) > MUCH);
}

class OneNumber {
  constructor(root, model, network) {
    this.network = network;
    this.photos = new Photos(model);
    this.net = chainOf(network);
    this.layers = this.net.layers;
    this.way = []; // {i, at}: from the number one began with to the one that is shown
    this.isAll = false; // whether all terms of a sum are listed
    this.opened = null; // the photo that was asked for last; its bytes are `rgb`
    this.drawn = ""; // which layer's maps, of which photo, are on the canvas
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.build();
  }

  allowed() {
    const names = this.layers.map(({ name }) => name);
    return { image: whole(0, this.photos.n - 1), layer: oneOf(...names), map: whole(0, 99999), row: whole(0, 999), column: whole(0, 999) };
  }

  tries() {
    const { layers, net: { scores } } = this, { toPixel, silenced } = WORDS.tries;
    return [
      { text: toPixel.text(layers[scores].name), then: toPixel.then(stepsOf(layers)),
        done: () => this.way.some(({ i }) => i === scores) && this.way.at(-1).i === 0 },
      { ...silenced, done: () => isSilenced(layers, this.way.at(-1)) },
    ];
  }

  /** The parts of the figure, still empty. */
  build() {
    this.stops = this.layers.map((_, i) => button("", () => this.travel(i)));
    this.picker = photoPicker(this.frame, this.photos);
    this.seen = el("span.x-cursor"); // the pixels that the number sees
    this.picker.prepend(el(".x-seen", this.picker.canvas, this.seen));
    this.title = el("p.x-total");
    this.ledger = el("ol.x-ledger", { role: "list", onkeydown: (event) => this.walk(event) });
    this.frame.body.append(
      el(".x-way", { role: "group", "aria-label": WORDS.way }, ...this.stops),
      el(".x-see", this.picker, this.buildMap(), this.buildMaps()),
      this.title, this.ledger,
    );
  }

  /** The map of the number, in which one can point at another. */
  buildMap() {
    this.map = cellMap({
      label: WORDS.oneMap, size: () => this.here().shape, words: () => this.name(), onmove: (row, column) => this.move({ row, column }),
    });
    this.scale = scaleBar(WORDS.thisMap);
    this.one = el("div", this.map, this.scale);
    return this.one;
  }

  /** All maps of the layer, of which one can choose another. */
  buildMaps() {
    const many = () => this.here().shape[2], inRow = () => mapsInRow(many());
    this.maps = cellMap({
      label: WORDS.allMaps, size: () => [Math.ceil(many() / inRow()), inRow()], words: () => this.name(),
      onmove: (row, column) => this.move({ map: row * inRow() + column }),
    });
    this.allScale = scaleBar();
    this.channel = el("span.x-name");
    this.why = button("", () => this.go(this.layers.length - 1, this.top()));
    const next = (sign, by, label) => button(sign, () => this.move({ map: this.state.map + by }), { "aria-label": label });
    const row = el("p.x-row", next("‹", -1, WORDS.mapBefore), this.channel, next("›", 1, WORDS.nextMap), this.why);
    return el("div", this.maps, this.allScale, row);
  }

  /** The layer of the state. */
  here() {
    return this.layers.find(({ name }) => name === this.state.layer);
  }

  /** The place of the network's answer in its last layer. */
  top() {
    return argmax(this.layers.at(-1).output);
  }

  /** The name of the number that is shown. */
  name() {
    const { i, at } = this.way.at(-1);
    return numberName(this.net, i, at);
  }

  /** To another map, row or column of the same layer. */
  move(changes) {
    const layer = this.here();
    this.go(this.layers.indexOf(layer), placeOf(layer.shape, nearest(layer.shape, { ...this.state, ...changes })));
  }

  /** To a number. */
  go(i, at) {
    this.way = wayTo(this.layers, this.way, { i, at });
    this.frame.set({ layer: this.layers[i].name, ...spotOf(this.layers[i].shape, at) });
  }

  /** To a layer: back to its number on the way, else to the answer, else to the same place of the photo. */
  travel(i) {
    const stop = this.way.find((known) => known.i === i);
    if (stop) this.go(i, stop.at);
    else this.go(i, isAnswer(this.net, i) ? this.top() : samePlace(this.state, this.here().shape, this.layers[i].shape));
  }

  /** Into a number of the sum. Enter, again and again, follows the strongest terms. */
  enter(i, at) {
    this.go(i, at);
    (this.ledger.querySelector("[tabindex='0']") ?? this.stops[i]).focus({ preventScroll: true });
    this.title.scrollIntoView({ block: "nearest" });
  }

  /** Arrow keys walk over the numbers of the sum. */
  walk(event) {
    walkOver([...this.ledger.querySelectorAll(".x-cell")], Number(event.target.value), event);
  }

  /** Python and the address can name another photo, or another place than that one has gone to. */
  draw() {
    if (this.opened !== this.state.image) return this.open(this.state.image);
    const { i, at } = this.way.at(-1) ?? {}, layer = this.here();
    return this.layers[i] === layer && at === placeOf(layer.shape, this.state) ? this.show() : this.move({});
  }

  async open(image) {
    this.opened = image;
    const photo = await this.photos.get(image);
    if (image !== this.opened) return; // by now another was chosen
    this.rgb = photo.rgb;
    toInput(photo.rgb, this.network.input);
    this.network.run();
    this.picker.show(photo.rgb, image, this.net.classes[photo.label] ?? "");
    this.move({});
  }

  show() {
    const { i, at } = this.way.at(-1), value = number(this.layers[i].output[at], 4);
    const pixels = seenPixels(this.layers, i, this.state.row, this.state.column, this.state.map);
    const sight = sightOf(i, pixels, this.layers[0].shape);
    this.showWay(i);
    this.showMap(i);
    this.showMaps(this.layers[i]);
    this.showSeen(pixels);
    this.title.replaceChildren(
      el("strong", WORDS.isNumber(this.name(), value)), el("br"), `${this.layers[i].rules.how} ${sight}`,
    );
    this.showLedger(i, at);
    this.frame.say(WORDS.said(this.name(), value, sight));
    this.showPython(i, at);
  }

  /** The layers, with the numbers on the way. */
  showWay(i) {
    this.stops.forEach((stop, k) => {
      const known = this.way.find((one) => one.i === k), { name, output } = this.layers[k];
      stop.replaceChildren(name, el("span", known ? number(output[known.at]) : ""));
      stop.className = known ? "is-known" : "";
      stop.setAttribute("aria-current", k === i);
    });
  }

  /** The map of the number: of the photo in its colour, to the largest number that a pixel can have. */
  showMap(i) {
    const { output, shape } = this.layers[i], { map, row, column } = this.state;
    const scale = i ? "signed" : RGB[map], limit = i ? spread(output, map, shape[2]) : 0.5;
    this.one.hidden = shape[1] === 1;
    drawMaps(this.map.canvas, output, shape, { maps: [map], limits: limit, scale });
    this.map.set(row, column);
    this.scale.set(limit);
    this.scale.children[1].className = `x-ramp is-${scale}`;
  }

  showMaps(layer) {
    const { name, output, shape } = layer, { image, map } = this.state, columns = mapsInRow(shape[2]), limits = spread(output);
    if (this.drawn !== name + image) {
      drawMaps(this.maps.canvas, output, shape, { maps: range(shape[2]), columns, gap: shape[1] > 1 ? 1 : 0, limits });
    }
    this.drawn = name + image;
    this.maps.set(Math.floor(map / columns), map % columns);
    this.allScale.set(limits);
    write(this.allScale.lastChild, WORDS.allOf(name));
    write(this.channel, channelName(this.net, this.layers.indexOf(layer), map));
    write(this.why, WORDS.why(this.net.classes[this.top()], percent(this.layers.at(-1).output[this.top()])));
  }

  /** The box over the pixels that the number sees. */
  showSeen([rows, columns]) {
    layOver(this.seen, [rows[0], columns[0], rows[1] - rows[0], columns[1] - columns[0]], this.layers[0].shape);
  }

  /** The sum; and what ReLU makes of it, where that comes next. */
  showLedger(i, at) {
    const { layers, net } = this, { rules, output } = layers[i], next = layers[i + 1];
    this.ledger.replaceChildren(...drawLedger(i ? layerLines(net, i, at, this.isAll) : pixelLines(layers[0], at, this.rgb), {
      isSum: rules.isSum, isMax: rules.isMax, values: layers[i - 1]?.output,
      scale: (c) => (i === 1 ? RGB[c] : "signed"), limit: i === 1 ? 0.5 : 0,
      words: (cell) => numberName(net, i - 1, cell), enter: (cell) => this.enter(i - 1, cell),
      more: () => { this.isAll = !this.isAll; this.show(); },
    }));
    if (!next?.rules.isActivation) return;
    const words = WORDS.relu(number(output[at], 4), number(next.output[at], 4));
    this.ledger.append(el("li", el("span", WORDS.thenRelu), button(words, () => this.enter(i + 1, at))));
  }

  showPython(i, at) {
    const { name, output, shape } = this.layers[i], { image, map, row, column } = this.state;
    const photo = `x_test[${image}]`, index = `${shape[1] > 1 ? `${row}, ${column}, ` : ""}${map}]  # ${output[at].toFixed(4)}`;
    if (i) this.frame.python(name, photo, `[0, ${index}`);
    else this.frame.python(`${photo}[${index}`);
  }
}

async function render({ model, el: root }) {
  const figure = new OneNumber(root, model, await openNetwork(model));
  await figure.open(figure.state.image);
  return figure.frame.close;
}

export default { render };
