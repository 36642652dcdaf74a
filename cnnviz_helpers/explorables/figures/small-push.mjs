/* A small push: every number of a photo moved by the same step, along the sign of a slope, or by chance. */

import { argmax, drawPhotos, number, percent } from "../kit/draw.mjs";
import { choice, photoPicker, slider } from "../kit/controls.mjs";
import { describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars } from "../kit/maps.mjs";
import { asBytes, clipped, push, randomSigns, readsOf } from "../kit/perturbations.mjs";
import { progress } from "../kit/progress.mjs";
import { randomOf } from "../kit/random.mjs";
import { Photos, answersOf, importLater, openNetwork, toInput } from "../kit/resources.mjs";
import { slopeAgainst } from "../engine/against.mjs";
import * as WORDS from "./small-push.words.mjs";

const STEPS = 255, LARGEST = 16; // a push is so many of the 255 steps from black to white
const DIRECTIONS = ["slope", "signs"];
const SEED = 0; // of the random signs
const HALF = 127.5; // steps from the middle of the range to its end

function triesOf(figure) {
  const { least, signs, count } = WORDS.tries, { classes } = figure, now = () => figure.frame.state, size = () => WORDS.inSteps(now().size);
  const isRight = () => figure.usual === figure.label, topOf = (...push) => argmax(figure.answerTo(...push));
  return [
    figure.isLabelled && {
      text: least.text,
      done: ({ isTouched, state }) => isTouched && isRight() && state.along === "slope" && figure.top !== figure.usual
        && topOf("slope", state.size - 1) === figure.usual,
      get then() { return least.then(size(), classes[figure.usual], classes[figure.top]); },
    },
    {
      text: signs.text,
      done: ({ isTouched, state }) => isTouched && state.along === "signs" && figure.top === figure.usual
        && topOf("slope", state.size) !== figure.usual,
      get then() { return signs.then(size(), classes[figure.top]); },
    },
    {
      text: count.text, done: () => figure.counts?.at(now().size),
        get then() { return count.then(size(), ...figure.counts.at(now().size)); },
    },
  ].filter(Boolean);
}

class SmallPush {
  constructor(root, model, network, slopes, labels) {
    Object.assign(this, { model, network, slopes, classes: network.classes, photos: new Photos(model, network),
      isLabelled: labels.length > 0 });
    Object.assign(this, { reads: readsOf(network), image: -1 }); // image: whose slope is found
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: triesOf(this) });
    this.state = this.frame.state;
    this.frame.draw = () => this.frame.later(() => this.show());
    this.build();
  }

  allowed() {
    return { image: whole(0, this.photos.n - 1), size: whole(0, LARGEST), along: oneOf(...DIRECTIONS) };
  }

  build() {
    const { frame } = this, names = ["photo", "difference", "pushed"];
    this.picker = photoPicker(frame, this.photos);
    this.picker.classList.add("x-slim");
    this.slider = slider(WORDS.size,
      { min: 0, max: LARGEST, step: 1, digits: 0, oninput: (size) => frame.set({ size: Math.round(size) }) });
    this.direction = choice(WORDS.along, Object.entries(WORDS.directions), "", (along) => frame.set({ along }));
    this.pictures = Object.fromEntries(names.map((name) => [name, picture("")]));
    this.captions = Object.fromEntries(names.map((name) => [name, el("p.x-was")]));
    this.chances = bars(this.classes);
    this.note = el("p.x-was");
    this.progress = progress(WORDS.count, () => frame.attempt(() => this.count()), () => this.counts.stop());
    this.place = el("div");
    frame.body.append(
      el(".x-row.x-push", this.picker, this.slider, this.direction),
      el(".x-triple", ...names.map((name) => el("div", this.pictures[name], this.captions[name]))), this.note,
      el(".x-push-counts", el("div", this.chances, el("p.x-was", WORDS.line)), el("div", this.progress, this.place)),
    );
  }

  async count() {
    const { PushCounts } = await importLater(this.model, "figures/small-push.counts.mjs");
    if (!this.counts) { // else it was asked for before
      this.counts = new PushCounts(this, { steps: STEPS, largest: LARGEST, seed: SEED });
      this.place.append(this.counts.element);
    }
    return this.counts.ask(this.state.size);
  }

  /** The photo as numbers, with a push; `at`: which way each of them goes. */
  pushed(along, size) {
    return push(this.whole, this.ways[along], size / STEPS, this.reads.ends);
  }

  /** The network's answer to that. */
  answerTo(along, size) {
    const { network } = this;
    network.input.set(size ? this.pushed(along, size) : this.whole);
    network.run();
    return answersOf(network);
  }

  async show() {
    const { image } = this.state;
    if (this.image !== image) {
      const { rgb, label } = await this.photos.get(image);
      if (image !== this.state.image) return; // by now another was chosen
      this.open(image, rgb, label);
    }
    this.showPush();
    this.progress.set(this.counts?.progress() ?? { done: 0, n: this.photos.n, isRunning: false });
    this.counts?.draw();
    this.say();
    this.frame.tick();
  }

  /**
   * Find the slope of a photo: which way each number is pushed, so that the right class becomes less likely, or where that is not known,
   * the answer.
   */
  open(image, rgb, label) {
    const { network } = this;
    toInput(rgb, network.input, network.pixels);
    this.whole = network.input.slice();
    this.before = this.answerTo("none", 0);
    Object.assign(this, { image, label, usual: argmax(this.before) });
    const slope = slopeAgainst(network, this.slopes, label < 0 ? this.usual : label).slice();
    this.ways = { slope, signs: randomSigns(this.whole.length, randomOf(SEED, image)) };
    this.picker.show(rgb, image, this.classes[label] ?? "");
    drawPhotos(this.pictures.photo, rgb, this.photos.size);
  }

  showPush() {
    const { network: { pixels }, reads, reads: { ends, ends: [black, white] }, pictures, captions, whole, photos,
      state: { size, along } } = this, share = size / STEPS;
    this.after = this.answerTo(along, size);
    this.top = argmax(this.after);
    const other = this.pushed(along, size), { length } = black;
    const apart = other.map((value, at) => (black[at % length] + white[at % length]) / 2 + (share && (value - whole[at]) / (2 * share)));
    drawPhotos(pictures.difference, asBytes(apart, reads, pixels), photos.size);
    drawPhotos(pictures.pushed, asBytes(other, reads, pixels), photos.size);
    const words = { photo: WORDS.photo, difference: size ? WORDS.difference(number(HALF / size, 0)) : WORDS.noDifference,
      pushed: WORDS.pushed };
    for (const [name, said] of Object.entries(words)) {
      write(captions[name], said);
      describe(pictures[name], said);
    }
    this.slider.set(size);
    this.direction.set(along);
    write(this.note, WORDS.inRange(WORDS.inSteps(size), percent(clipped(whole, this.ways[along], share, ends))));
    this.chances.set(this.after, this.label, this.before);
  }

  say() {
    const { classes, top, usual, label, after, before, state: { size, along, image } } = this, inWords = WORDS.inSteps(size);
    const said = WORDS.says({
      size: inWords, direction: WORDS.directions[along], before: classes[usual], was: percent(before[usual]), after: classes[top],
        share: percent(after[top]),
      right: top === label || label < 0 ? "" : classes[label],
    });
    const counted = this.counts?.at(size);
    this.frame.say(said + (counted ? WORDS.saysCount(...counted) : ""));
    this.frame.python(WORDS.python(along, this.photos.name(image), label < 0 ? usual : label, size, image));
  }
}

async function render({ model, el: root }) {
  const slopesModule = await importLater(model, "engine/slopes.mjs"), network = await openNetwork(model, slopesModule);
  const labels = await new Photos(model, network).labels();
  const figure = new SmallPush(root, model, network, new slopesModule.Slopes(network), labels);
  await figure.show();
  return figure.frame.close;
}

export default { render };
