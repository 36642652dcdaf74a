/* Ten bars: what the network says of a photo, one of the book's or the reader's own, and what was done to the photo before. */

import { argmax, drawMaps, percent, range } from "../kit/draw.mjs";
import { choice } from "../kit/controls.mjs";
import { el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, scaleBar } from "../kit/maps.mjs";
import { ofOwnPictures } from "../kit/own-panel.mjs";
import { Photos, answersOf, openNetwork, toInput } from "../kit/resources.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import * as WORDS from "./ten-bars.words.mjs";

const SCALE = 1 / 255, OFFSET = -0.5; // how a byte becomes a number for the book's network

/**
 * The preparation, whole and with a step left out: the number at place `i` of the input, from those that it should have; the end of the
 * scale that they are drawn on; and how Python says it of `photo`, such as `x_test[16]`. What a network does not do cannot be left out.
 */
function stepsOf({ limit, offset = OFFSET, scale = SCALE, scales }) {
  const times = Number((1 / scale).toPrecision(6)), plus = (photo) => `${photo} ${offset < 0 ? "+" : "-"} ${Math.abs(offset)}`;
  const steps = { all: { number: (right, i) => right[i], limit, python: (photo) => photo } };
  if (scales[0] === "red") {
    steps["blue-first"] = { number: (right, i) => right[mirrored(i, scales.length)], limit, python: (photo) => `${photo}[..., ::-1]` };
  }
  if (offset) steps["no-shift"] = { number: (right, i) => right[i] - offset, limit: limit - offset, python: plus };
  if (scale !== 1) {
    const python = (photo) => `${times} * ${offset ? `(${plus(photo)})` : photo}`;
    steps.bytes = { number: (right, i) => (right[i] - offset) / scale, limit: 255, python };
  }
  return steps;
}

const SURE = 0.5; // a share that all others together do not reach; of the book's photos one in eight is wrong with more

/** The place of the same pixel's number in the channel at the other end. */
function mirrored(i, channels) {
  const channel = i % channels;
  return i - channel + (channels - 1 - channel);
}

class TenBars {
  constructor(root, model, network) {
    Object.assign(this, { root, network, classes: network.classes, photos: new Photos(model, network), ways: stepsOf(network.pixels) });
    this.top = this.usual = this.label = -1; // the answer; that to the photo as it should be prepared; the right one, where it is known
    this.share = 0; // the answer's
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.build();
  }

  allowed() {
    return { image: whole(0, this.photos.n - 1), step: oneOf(...Object.keys(this.ways)) };
  }

  tries() {
    const { own, step, wrong } = WORDS.tries, isUsual = () => this.state.step === "all";
    const isWrong = () => this.label >= 0 && this.top !== this.label;
    const isLabelled = !(this.photos.opening?.label < 0);
    return [
      { text: own.text, then: KIT_WORDS.ownTry(this.classes.length), done: () => this.own },
      isLabelled && this.ways["blue-first"] && {
        ...step, done: () => this.state.step === "blue-first" && isWrong() && this.usual === this.label,
      },
      isLabelled && { text: wrong.text(percent(SURE)), then: wrong.then, done: () => isUsual() && isWrong() && this.share > SURE },
    ].filter(Boolean);
  }

  build() {
    const { frame } = this;
    this.buildPhotos();
    this.panel.element.open = true; // so that one can paste at once
    const { pixels, pixels: { offset = OFFSET, scales }, photo: { shape: [high, wide] } } = this.network;
    const colours = scales.map((scale) => KIT_WORDS.colours[scale]);
    const words = WORDS.steps(`${offset < 0 ? "−" : "+"} ${Math.abs(offset)}`, pixels.words(""));
    this.given = picture(WORDS.input(colours, high, wide));
    this.names = scales.map(() => el("span"));
    this.scale = scaleBar(WORDS.inputIs);
    this.steps = choice(WORDS.preparation, Object.keys(this.ways).map((way) => [way, words[way]]), "", (step) => frame.set({ step }));
    this.steps.hidden = Object.keys(this.ways).length < 2;
    this.chances = bars(this.classes);
    this.note = el("p.x-was");
    frame.body.append(
      el(".x-columns.x-ten", this.picker, el("div", el("p.x-inputs", ...this.names), this.given, this.scale, this.steps),
        el("div", this.chances, frame.live, this.note)), // the answer stands beside its bars
      this.panel.element,
    );
  }

  async draw() {
    const photo = await this.showPhoto();
    if (!photo) return;
    const { rgb, label } = photo, { step } = this.state;
    const usual = this.answer(rgb, "all"), shares = step === "all" ? usual : this.answer(rgb, step);
    Object.assign(this, { label, usual: argmax(usual), top: argmax(shares), share: Math.max(...shares) });
    this.showInput(step);
    this.chances.set(shares, label, step === "all" ? undefined : usual);
    write(this.note, step === "all" ? "" : WORDS.line);
    this.say(shares);
  }

  /** The network's answer to the photo, prepared by all steps but one. */
  answer(rgb, step) {
    const { network, network: { input, pixels } } = this;
    toInput(rgb, input, pixels);
    const right = input.slice();
    input.forEach((_, i) => { input[i] = this.ways[step].number(right, i); });
    network.run();
    return answersOf(network);
  }

  /** What stands at the network's input: three channels, side by side. */
  showInput(step) {
    const { limit } = this.ways[step], { input, photo: { shape }, pixels: { scales } } = this.network, { length } = scales;
    drawMaps(this.given, input, shape, { maps: range(length), columns: length, gap: 1, limits: limit });
    this.names.forEach((name, c) => write(name, KIT_WORDS.colours[scales[step === "blue-first" ? mirrored(c, length) : c]]));
    this.scale.set(limit, limit % 1 ? 1 : 0);
    this.steps.set(step);
  }

  say(shares) {
    const { classes, label, top, usual } = this, { step } = this.state;
    const wrong = WORDS.wrong(classes[label]) + (step === "all" || usual === label ? "" : WORDS.wrongBefore);
    const judged = top === label ? WORDS.right : wrong;
    this.frame.say(`${WORDS.says(classes[top], percent(shares[top]))} ${label < 0 ? KIT_WORDS.onlyFits(classes.length) : judged}`);
    this.frame.python(`predict(model, ${this.ways[step].python(this.pythonName())})${this.own ? KIT_WORDS.xIs : ""}`);
  }
}

Object.assign(TenBars.prototype, ofOwnPictures);

async function render({ model, el: root }) {
  const figure = new TenBars(root, model, await openNetwork(model));
  await figure.draw();
  return figure.frame.close;
}

export default { render };
