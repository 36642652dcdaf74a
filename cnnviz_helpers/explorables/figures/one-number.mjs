/* One number, taken apart: any number of any layer, the sum that made it, and the way into it, down to the pixels.

   How any figure is built: what is computed, functions of numbers alone, comes first or stands in a file beside (one-number.sums.mjs);
   then a class that remembers, builds the parts and draws them; last `render`, which the page calls. Words: one-number.words.mjs. */

import { argmax, drawMaps, number, percent, portion, range, spread } from "../kit/draw.mjs";
import { button, photoPicker } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { cellMap, layOver, scaleBar, walkOver } from "../kit/maps.mjs";
import { awayLine, drawLedger } from "../kit/ledger.mjs";
import { Photos, answersOf, importLater, openNetwork, toInput } from "../kit/resources.mjs";
import { seenPixels, spotOf } from "../engine/sums.mjs";
import {
  channelName, firstReLU, isAnswer, layerLines, mapsInRow, nearest, netOf, numberAt, numberName, pixelLines, placeOf,
  pythonOf, samePlace, sightOf, silencing, stepsOf, wayFrom, wayInWords, wayTo,
} from "./one-number.sums.mjs";
import * as WORDS from "./one-number.words.mjs";

/** Make a map as large as its place allows, which is `wide` times as wide as high. */
const fit = ({ canvas, style }, wide) => { style.width = portion(Math.min(1, canvas.width / canvas.height / wide)); };

class OneNumber {
  constructor(root, model, network) {
    this.network = network;
    this.photos = new Photos(model, network);
    this.net = netOf(network);
    this.layers = this.net.layers;
    this.way = []; // {i, at}: from the number one began with to the one that is shown, as the state tells
    this.opened = null; // the photo that was asked for last; its bytes are `rgb`
    this.drawn = ""; // which layer's maps, of which photo, are on the canvas
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.build();
  }

  allowed() {
    const names = this.layers.map(({ name }) => name);
    return {
      image: whole(0, this.photos.n - 1), layer: oneOf(...names), map: whole(0, 99999), row: whole(0, 999), column: whole(0, 999),
      way: (above) => /^[\d_-]*$/.test(above), all: whole(0, 1),
    };
  }

  tries() {
    const { layers, net: { scores } } = this, { toPixel, silenced } = WORDS.tries, relu = firstReLU(layers);
    const found = () => silencing(this.net, this.way.at(-1));
    return [
      { text: toPixel.text(layers[scores].name), then: toPixel.then(stepsOf(layers)),
        done: () => this.way.some(({ i }) => i === scores) && this.way.at(-1).i === 0 },
      relu > 0 && { text: silenced.text(layers[relu].name, layers[relu].before.name), get then() { return silenced.then(found()); },
        done: () => this.way.at(-1).i === relu && found() },
    ].filter(Boolean);
  }

  /** The parts of the figure, still empty. */
  build() {
    this.stops = this.layers.map((_, i) => button("", () => this.travel(i)));
    this.why = button("", () => this.go(this.layers.length - 1, this.top()), { class: "x-why" });
    this.picker = photoPicker(this.frame, this.photos);
    this.seen = el("span.x-cursor"); // the pixels that the number sees
    this.picker.classList.add("x-slim");
    this.picker.prepend(el(".x-seen", this.picker.canvas, this.seen));
    this.title = el("p.x-total", el("strong"));
    [this.terms, this.end] = [0, 1].map(() => el("ol", { role: "list", onkeydown: (event) => this.walk(event) }));
    this.away = awayLine(this.terms, WORDS.away);
    this.curve = el("figure.x-curve", { hidden: true });
    this.ledger = el(".x-ledger", this.terms, this.away, this.end, this.curve); // the terms scroll, the end of the sum stays in sight
    this.frame.root.classList.add("x-sums");
    this.frame.body.append(
      el(".x-way", { role: "group", "aria-label": WORDS.way }, ...this.stops, this.why),
      el(".x-see", this.picker, this.buildMap(), ...this.buildMaps()),
      this.title, this.ledger,
    );
  }

  /** The map of the number, in which one can point at another. */
  buildMap() {
    this.map = cellMap({
      label: WORDS.oneMap, size: () => this.here().shape, words: () => this.name(), onmove: (row, column) => this.move({ row, column }),
    });
    this.scale = scaleBar(WORDS.thisMap);
    this.one = el(".x-one", el("div", this.map), this.scale);
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
    const next = (sign, by, label) => button(sign, () => this.move({ map: this.state.map + by }), { "aria-label": label });
    return [
      el(".x-all", el("div", this.maps), this.allScale),
      el("p.x-row.x-turn", this.channel, next("‹", -1, WORDS.mapBefore), next("›", 1, WORDS.nextMap)),
    ];
  }

  /** The layer of the state. */
  here() {
    return this.layers.find(({ name }) => name === this.state.layer);
  }

  /** The number of the class that the network says; and its place in a layer of one number for each class, or of one for all. */
  answer() {
    return argmax(answersOf(this.network));
  }

  top() {
    return Math.min(this.answer(), this.layers.at(-1).size - 1);
  }

  /** The name of the number that is shown. */
  name() {
    const { i, at } = this.way.at(-1);
    return numberName(this.net, i, at);
  }

  /** To another map, row or column of the same layer. */
  move(changes) {
    const { shape } = this.here();
    this.go(this.layers.indexOf(this.here()), placeOf(shape, nearest(shape, { ...this.state, ...changes })));
  }

  /** To a number. */
  go(i, at) {
    const way = wayInWords(wayTo(this.net, this.way, { i, at }));
    this.terms.scrollTop = 0;
    this.frame.set({ layer: this.layers[i].name, ...spotOf(this.layers[i].shape, at), way });
  }

  /** To a layer: back to its number on the way, else to the answer, else to the same place of the photo. */
  travel(i) {
    const stop = this.way.find((known) => known.i === i);
    if (stop) this.go(i, stop.at);
    else this.go(i, isAnswer(this.net, i) ? this.top() : samePlace(this.state, this.here().shape, this.layers[i].shape));
  }

  /** Into a number of the sum, by its place in the heap. Enter, again and again, follows the strongest terms. */
  enter(place) {
    const { i, at } = numberAt(this.net, place);
    this.go(i, at);
    const strongest = this.terms.querySelector("[tabindex='0']"), line = strongest?.closest("li");
    (strongest ?? this.stops[i]).focus({ preventScroll: true });
    if (line) this.terms.scrollTop = line.offsetTop - line.offsetHeight; // in the list alone, with one line above
    this.title.scrollIntoView({ block: "nearest" });
  }

  /** Arrow keys walk over the numbers of the sum. */
  walk(event) {
    walkOver([...this.ledger.querySelectorAll(".x-cell")], Number(event.target.value), event);
  }

  /** Python and the address can name another photo, or another place than that one has gone to. */
  draw() {
    const { layers, state } = this, layer = this.here(), spot = nearest(layer.shape, state);
    if (this.opened !== state.image) return this.open(state.image);
    if (Object.keys(spot).some((key) => spot[key] !== state[key])) return this.frame.set(spot);
    this.way = wayFrom(this.net, { i: layers.indexOf(layer), at: placeOf(layer.shape, state) }, state.way);
    return this.show();
  }

  async open(image) {
    this.opened = image;
    const photo = await this.photos.get(image);
    if (image !== this.opened) return; // by now another was chosen
    [this.rgb, this.drawn] = [photo.rgb, ""]; // a step that was made meanwhile has drawn the photo before
    toInput(photo.rgb, this.network.input, this.network.pixels);
    this.network.run();
    this.picker.show(photo.rgb, image, this.net.classes[photo.label] ?? "");
    this.draw();
  }

  show() {
    const { i, at } = this.way.at(-1), value = number(this.layers[i].output[at], 4), { pixels: { words }, how } = this.network;
    const pixels = seenPixels(this.layers, i, this.state.row, this.state.column, this.state.map);
    const sight = sightOf(i, pixels, this.layers[0].shape);
    this.showWay(i);
    this.showMap(i);
    this.showMaps(this.layers[i]);
    this.showSeen(pixels);
    write(this.title.firstChild, WORDS.isNumber(this.name(), value));
    this.showLedger(i, at);
    this.away.set(this.layers[i].rules.isSum);
    this.frame.attempt(() => this.showCurve(this.layers[i], at));
    const told = i ? { ...WORDS.how, ...how }[this.layers[i].kind] : WORDS.ofPixel(words(WORDS.byte));
    this.frame.say(WORDS.said(this.name(), value, told, sight));
    this.frame.python(...pythonOf(this.net, i, at, this.state, this.photos.name(this.state.image)));
  }

  /** What an activation makes of all numbers of a map comes with the first of them. */
  async showCurve(layer, at) {
    this.curve.hidden = !layer.rules.isActivation;
    if (this.curve.hidden) return;
    const { drawCurve } = await importLater(this.photos.model, "figures/one-number.curve.mjs"), now = this.way.at(-1);
    if (this.layers[now.i] === layer && now.at === at) drawCurve(this.curve, layer, at, WORDS.curve(layer.name));
  }

  /** The layers, with the numbers on the way. */
  showWay(i) {
    this.stops.forEach((stop, k) => {
      const known = this.way.find((one) => one.i === k), { name, output } = this.layers[k];
      stop.replaceChildren(name.replaceAll("_", "_\u200b"), el("span", known ? number(output[known.at]) : ""));
      stop.className = known ? "is-known" : "";
      stop.setAttribute("aria-current", k === i);
    });
    const { offsetTop, parentElement: all } = this.stops[i];
    all.scrollTop = offsetTop - all.clientHeight / 2; // of many layers, those around this one are in sight
  }

  /** The map of the number: of the photo in its colour, to the largest number that a pixel can have. */
  showMap(i) {
    const { output, shape } = this.layers[i], { map, row, column } = this.state, { pixels } = this.network;
    const scale = i ? "signed" : pixels.scales[map], limit = i ? spread(output, map, shape[2]) : pixels.limit;
    this.one.hidden = shape[1] === 1;
    drawMaps(this.map.canvas, output, shape, { maps: [map], limits: limit, scale });
    fit(this.map, 1);
    this.map.set(row, column);
    this.scale.set(limit);
    this.scale.children[1].className = `x-ramp is-${scale}`;
  }

  showMaps(layer) {
    const { name, output, shape } = layer, { image, map } = this.state, columns = mapsInRow(shape[2]), limits = spread(output);
    const style = { maps: range(shape[2]), columns, gap: shape[1] > 1 ? 1 : 0, limits };
    if (this.drawn !== name + image) drawMaps(this.maps.canvas, output, shape, style);
    this.drawn = name + image;
    fit(this.maps, 2);
    this.maps.set(Math.floor(map / columns), map % columns);
    this.allScale.set(limits);
    write(this.allScale.lastChild, WORDS.allOf(name));
    write(this.channel, channelName(this.net, this.layers.indexOf(layer), map));
    const answer = this.answer();
    this.why.replaceChildren(WORDS.why(this.net.classes[answer]), el("span", percent(answersOf(this.network)[answer])));
  }

  /** The box over the pixels that the number sees. */
  showSeen([rows, columns]) {
    layOver(this.seen, [rows[0], columns[0], rows[1] - rows[0], columns[1] - columns[0]], this.layers[0].shape);
  }

  /** The sum; and what the activations make of it, and others that change each number for itself, where such come next. */
  showLedger(i, at) {
    const { layers, net, net: { pixels } } = this, layer = layers[i];
    const { rules, output, size } = layer, readsPhoto = layer.before === layers[0];
    const lines = drawLedger(i ? layerLines(net, i, at, this.state.all) : pixelLines(net, at, this.rgb), {
      isSum: rules.isSum || rules.isAdded, isMax: rules.isMax, values: net.heap,
      scale: (c) => (readsPhoto ? pixels.scales[c] : "signed"), limit: readsPhoto && pixels.limit,
      words: (place) => { const one = numberAt(net, place); return numberName(net, one.i, one.at); }, enter: (place) => this.enter(place),
      more: () => { this.frame.set({ all: 1 - this.state.all }); this.terms.querySelector(".x-more").focus(); },
    });
    this.end.replaceChildren(...lines.splice(i ? -1 : lines.length)); // the total; of a pixel there is none
    this.terms.replaceChildren(...lines);
    for (const next of layers) {
      const is = next.rules, isHere = next.sources?.includes(layer) && next.size === size;
      if (!isHere || !(is.isActivation || is.isNormalisation || is.isAdded)) continue;
      const words = WORDS.gives(is.total(next, output, at, number), number(next.output[at], 4));
      this.end.append(el("li.is-next", el("span", WORDS.then(next)), button(words, () => this.enter(next.at + at))));
    }
  }
}

async function render({ model, el: root }) {
  const figure = new OneNumber(root, model, await openNetwork(model));
  await figure.open(figure.state.image);
  if (figure.way.length) figure.frame.tick(); // else another photo was chosen before the first one came
  return figure.frame.close;
}

export default { render };
