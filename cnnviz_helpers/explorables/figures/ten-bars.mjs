/* Ten bars: what the network says of a photo, one of the book's or the reader's own, and what was done to the photo before. */

import { RGB, argmax, drawMaps, percent, range } from "../kit/draw.mjs";
import { choice } from "../kit/controls.mjs";
import { el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, scaleBar } from "../kit/maps.mjs";
import { ofOwnPictures } from "../kit/own-panel.mjs";
import { Photos, openNetwork, toInput } from "../kit/resources.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import * as WORDS from "./ten-bars.words.mjs";

/**
 * The preparation, whole and with a step left out: the number at place `i` of the input, from those that it should have; the end of the
 * scale that they are drawn on; and how Python says it of `photo`, such as `x_test[16]`.
 */
const STEPS = {
  all: { number: (right, i) => right[i], limit: 0.5, python: (photo) => photo },
  "blue-first": { number: (right, i) => right[mirrored(i)], limit: 0.5, python: (photo) => `${photo}[..., ::-1]` },
  "no-shift": { number: (right, i) => right[i] + 0.5, limit: 1, python: (photo) => `${photo} + 0.5` },
  bytes: { number: (right, i) => 255 * (right[i] + 0.5), limit: 255, python: (photo) => `255 * (${photo} + 0.5)` },
};

const SURE = 0.7; // a share of which one might think that it is sure

/** The place of the same pixel's number in the channel at the other end. */
function mirrored(i) {
  const channel = i % RGB.length;
  return i - channel + (RGB.length - 1 - channel);
}

/** Bytes -> `input`, by the steps of that name. */
function prepare(rgb, step, input) {
  toInput(rgb, input);
  const right = input.slice();
  input.forEach((_, i) => { input[i] = STEPS[step].number(right, i); });
}

class TenBars {
  constructor(root, model, network) {
    Object.assign(this, { root, network, classes: network.classes, photos: new Photos(model) });
    this.top = this.usual = this.label = -1; // the answer; that to the photo as it should be prepared; the right one, where it is known
    this.share = 0; // the answer's
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.build();
  }

  allowed() {
    return { image: whole(0, this.photos.n - 1), step: oneOf(...Object.keys(STEPS)) };
  }

  tries() {
    const { wrong, own, step } = WORDS.tries, isUsual = () => this.state.step === "all";
    const isWrong = () => this.label >= 0 && this.top !== this.label;
    return [
      { text: wrong.text(percent(SURE)), then: wrong.then, done: () => isUsual() && isWrong() && this.share > SURE },
      { text: own.text, then: KIT_WORDS.ownTry(this.classes.length), done: () => this.own },
      { ...step, done: () => this.state.step === "blue-first" && isWrong() && this.usual === this.label },
    ];
  }

  build() {
    const { frame } = this;
    this.buildPhotos();
    this.panel.element.open = true; // so that one can paste at once
    this.given = picture(WORDS.input(this.photos.side));
    this.names = RGB.map(() => el("span"));
    this.scale = scaleBar(WORDS.inputIs);
    this.steps = choice(WORDS.preparation, Object.entries(WORDS.steps), "", (step) => frame.set({ step }));
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
    prepare(rgb, step, this.network.input);
    return this.network.run().slice();
  }

  /** What stands at the network's input: three channels, side by side. */
  showInput(step) {
    const { limit } = STEPS[step], { input, layers } = this.network;
    drawMaps(this.given, input, layers[0].from, { maps: range(RGB.length), columns: RGB.length, gap: 1, limits: limit });
    this.names.forEach((name, c) => write(name, WORDS.colours[step === "blue-first" ? mirrored(c) : c]));
    this.scale.set(limit, limit % 1 ? 1 : 0);
    this.steps.set(step);
  }

  say(shares) {
    const { classes, label, top, usual } = this, { step } = this.state;
    const wrong = WORDS.wrong(classes[label]) + (step === "all" || usual === label ? "" : WORDS.wrongBefore);
    const judged = top === label ? WORDS.right : wrong;
    this.frame.say(`${WORDS.says(classes[top], percent(shares[top]))} ${label < 0 ? KIT_WORDS.onlyFits(classes.length) : judged}`);
    this.frame.python(`predict(model, ${STEPS[step].python(this.pythonName())})${this.own ? KIT_WORDS.xIs : ""}`);
  }
}

Object.assign(TenBars.prototype, ofOwnPictures);

async function render({ model, el: root }) {
  const figure = new TenBars(root, model, await openNetwork(model));
  await figure.draw();
  return figure.frame.close;
}

export default { render };
