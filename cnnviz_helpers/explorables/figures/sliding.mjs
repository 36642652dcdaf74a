/* A window that slides: nine pixels times nine weights, added up, make one number of the map; so from place to place. */

import { clamp, extent, number, range, spread } from "../kit/draw.mjs";
import { button, choice, labelled, photoPicker, toggle } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { Player } from "../kit/player.mjs";
import { endsBefore, firstConvolution, readsColours } from "../kit/parts.mjs";
import { Photos, openNetwork, toInput } from "../kit/resources.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import { Stage } from "./sliding.stage.mjs";
import { inPython, kernelNames, levelSum, numbersBefore, slide } from "./sliding.sums.mjs";
import * as WORDS from "./sliding.words.mjs";

const SPEEDS = [1, 5, 25, 150]; // places a second
const CALM = 600; // milliseconds from one place to the next, from which on one can follow how the products come
const STRONG = 70, MIDDLING = 50, WEAK = 15; // % of the map's largest number
const MOST = 1e9; // more numbers than any map has

class Sliding {
  constructor(root, model, network) {
    this.network = network;
    this.conv = firstConvolution(network);
    this.colours = readsColours(network, this.conv) ? network.pixels.scales : []; // of the channels
    this.photos = new Photos(model, network);
    this.opened = this.about = this.seen = undefined; // the photo in the network; what the sums are about; what is seen of them
    this.moved = 0; // when that was, in milliseconds
    this.player = new Player(WORDS, {
      step: (n) => { this.step(n); this.show(); }, isAtEnd: () => this.isAtEnd(), restart: () => this.restart(),
      perSecond: () => this.perSecond(), changed: (isOn) => (isOn ? this.frame.say(WORDS.playing(this.perSecond())) : this.frame.set({})),
    });
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.build();
  }

  allowed() {
    const place = whole(0, 9999);
    return {
      speed: whole(0, SPEEDS.length - 1), filled: whole(0, MOST), // so many numbers of the map are there, from its first one on
      image: whole(0, this.photos.n - 1), kernel: oneOf(...kernelNames(this.conv)), channel: whole(0, this.conv.from[2] - 1),
      zeros: whole(0, 1), row: place, column: place,
    };
  }

  tries() {
    const { strong, unseen, rim } = WORDS.tries, of = (part) => `${part} %`;
    const [dark, bright] = endsBefore(this.network, this.conv).map(([end]) => number(end, end % 1 ? 1 : 0));
    const withUpright = (isSo) => () => { // what is asked of the window where it is: its sum, as a share of the largest, and its cells
      const { state: { kernel, row, column }, sums } = this;
      return kernel === "upright edges" && isSo(this.share(sums.map[this.at()]), sums.cells(row, column));
    };
    const level = (cells) => levelSum(this.conv, this.sums, cells);
    return [
      { text: strong.text(of(STRONG)), then: strong.then, done: withUpright((sum) => sum >= STRONG) },
      { text: unseen.text(of(WEAK), of(MIDDLING)), then: unseen.then,
        done: withUpright((sum, cells) => Math.abs(sum) <= WEAK && Math.abs(this.share(level(cells))) >= MIDDLING) },
      { text: rim.text(of(MIDDLING)), then: rim.then(dark, bright),
        done: withUpright((sum, cells) => Math.abs(sum) >= MIDDLING && cells.some(({ at }) => at === null)) },
    ];
  }

  build() {
    const { frame, conv } = this, set = (key) => (value) => frame.set({ [key]: value });
    const kernels = kernelNames(conv).map((name) => [name, WORDS.made[name] ?? WORDS.learned(name)]);
    this.stage = new Stage(conv, (place) => this.go(place));
    this.picker = photoPicker(frame, this.photos);
    this.kernels = choice(WORDS.kernel, kernels, "", set("kernel"));
    const channels = range(conv.from[2]).map((c) => [c, this.channelName(c)]);
    this.channels = choice(WORDS.channel, channels, "", (c) => frame.set({ channel: Number(c) }));
    this.around = toggle(WORDS.zeros, false, (isOn) => this.surround(isOn));
    frame.body.append(
      this.buildPlayer(), this.stage.root,
      el(".x-choices", this.picker, el(".x-row", this.kernels, this.channels, this.around)),
    );
    this.stage.root.addEventListener("keydown", (event) => this.press(event));
    frame.onEnd(() => this.player.halt());
    frame.onEnd(() => this.stage.watcher.disconnect());
  }

  buildPlayer() {
    const change = () => this.frame.set({ speed: this.speed.valueAsNumber });
    this.speed = el("input", { type: "range", min: 0, max: SPEEDS.length - 1, oninput: change });
    return el(".x-row.x-player", this.player.button, button(WORDS.step, () => this.stepByHand()), button(WORDS.start, () => this.restart()),
      labelled(WORDS.speed, this.speed));
  }

  channelName(c) {
    return KIT_WORDS.colours[this.colours[c]] ?? WORDS.channelOf(c);
  }

  perSecond() {
    return SPEEDS[this.state.speed];
  }

  /** The place among all numbers of the map. */
  at() {
    return this.state.row * this.sums.shape[1] + this.state.column;
  }

  /** A sum in percent of the map's largest number, as one reads it. */
  share(sum) {
    return Math.round((100 * sum) / (spread(this.sums.map) || 1));
  }

  isAtEnd() {
    return this.at() === this.sums.map.length - 1;
  }

  /* ---- what a reader does ---- */

  /** To a place, by hand. */
  go([row, column]) {
    this.player.halt();
    this.frame.set({ row: clamp(row, 0, this.sums.shape[0] - 1), column: clamp(column, 0, this.sums.shape[1] - 1) });
  }

  /** By `n` places on, row by row, to the last one at most. */
  step(n) {
    const columns = this.sums.shape[1], at = Math.min(this.at() + n, this.sums.map.length - 1);
    Object.assign(this.state, { row: Math.floor(at / columns), column: at % columns });
  }

  stepByHand() {
    this.player.halt();
    this.step(1);
    this.frame.set({});
  }

  restart() {
    this.state.filled = 0;
    this.go([0, 0]);
  }

  /** With zeros around, or without: the window stays on its pixels, where it can. */
  surround(isOn) {
    const { row, column, filled } = this.state, { corner, inside, map } = this.sums;
    const spot = corner(row, column).map((n, axis) => n - inside[axis]);
    this.frame.set({ zeros: Number(isOn), filled: filled === map.length ? MOST : 0 }); // a map that was full stays full
    this.go(spot.map((n, axis) => Math.round((n + this.sums.inside[axis]) / this.conv.strides[axis])));
  }

  /** The space key plays and pauses, wherever in the pictures one is. */
  press(event) {
    if (event.key !== " ") return;
    event.preventDefault();
    this.player.turn();
  }

  /* ---- what is shown ---- */

  async draw() {
    const { image, kernel, channel, zeros } = this.state, { network, conv } = this;
    if (this.opened !== image) {
      const photo = await this.photos.get(image);
      if (image !== this.state.image) return; // by now another was chosen
      toInput(photo.rgb, network.input, network.pixels);
      this.values = numbersBefore(network, conv);
      this.picker.show(photo.rgb, image, network.classes[photo.label] ?? "");
      this.opened = image;
    }
    const about = [image, kernel, channel, zeros].join();
    if (this.about !== about) this.slide(about);
    this.speed.value = this.state.speed;
    this.speed.setAttribute("aria-valuetext", WORDS.placesEach(this.perSecond()));
    this.show();
    if (this.player.isPlaying) this.frame.say(WORDS.playing(this.perSecond()));
    else this.tell();
  }

  /** Another photo, kernel or channel: other sums. */
  slide(about) {
    const { state, state: { kernel, channel, zeros }, network: { photo, pixels } } = this;
    this.about = about;
    this.sums = slide(this.conv, this.values, state);
    this.kernels.set(kernel);
    this.channels.set(channel);
    this.around.set(zeros === 1);
    this.stage.open(this.sums, this.colours[channel] ?? "signed", this.conv.before === photo ? pixels.limit : spread(this.sums.pixels));
    this.stage.name(WORDS.photo(this.channelName(channel)), WORDS.mapOf(...this.sums.shape));
  }

  show() {
    const { state, sums: { shape, map }, about } = this, now = performance.now();
    state.row = Math.min(state.row, shape[0] - 1);
    state.column = Math.min(state.column, shape[1] - 1);
    state.filled = clamp(state.filled, this.at() + 1, map.length);
    const seen = `${about} ${this.at()}`, isNew = this.seen !== undefined && seen !== this.seen;
    this.stage.show([state.row, state.column], state.filled, isNew && now - this.moved >= CALM);
    this.seen = seen;
    this.moved = now;
  }

  tell() {
    const { network, conv, state, state: { row, column, filled }, sums } = this, [low, high] = extent(sums.map).map((end) => number(end));
    this.frame.say(WORDS.says({
      row, column, n: sums.weights.length, sum: number(sums.map[this.at()], 3), share: number(this.share(sums.map[this.at()]), 0),
      filled, all: sums.map.length, low, high,
    }));
    this.frame.python(inPython(network, conv, sums, state, this.photos.name(state.image)));
  }
}

async function render({ model, el: root }) {
  const figure = new Sliding(root, model, await openNetwork(model));
  await figure.draw();
  return figure.frame.close;
}

export default { render };
