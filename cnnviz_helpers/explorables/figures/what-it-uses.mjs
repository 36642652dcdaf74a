/* What does it use? A photo with one thing changed, and how many of all photos are still answered right. */

import { argmax, drawPhotos, grouped, number, percent, portion } from "../kit/draw.mjs";
import { button, choice, photoPicker } from "../kit/controls.mjs";
import { beginCounting, nothing } from "../kit/counts.mjs";
import { MUTE, describe, el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars } from "../kit/maps.mjs";
import { CHANGES, asBytes, readsOf } from "../kit/perturbations.mjs";
import { progress } from "../kit/progress.mjs";
import { Photos, answersOf, openNetwork, toInput } from "../kit/resources.mjs";
import * as WORDS from "./what-it-uses.words.mjs";

const MOST_SEED = 999;
const TILES = [2, 4, 8]; // side by side

const isShuffled = (key) => key.startsWith("tiles");
const tilesOf = (key) => Number(key.slice("tiles-".length));

/** {key: words} of the changes that make sense for pictures of this shape: grey has no colour to lose, and tiles are alike. */
function changesOf([high, wide, channels]) {
  const tiles = TILES.filter((n) => high % n === 0 && wide % n === 0);
  const words = { ...WORDS.changes, ...Object.fromEntries(tiles.slice(1).map((n) => [`tiles-${n}`, WORDS.tiles(high / n, wide / n)])) };
  return Object.fromEntries(Object.entries(words).filter(([key]) => (key !== "grey" || channels > 1)
    && (!isShuffled(key) || tiles.includes(tilesOf(key)))));
}

function triesOf(figure) {
  const { two, small, again } = WORDS.tries, both = ["upside-down", "tiles-2"], shuffled = Object.keys(figure.changes).filter(isShuffled);
  const share = (key) => percent(figure.counting.right(figure.job(key)) / figure.photos.n, 1), isCounted = (job) => job.done === job.n;
  const pair = () => {
    const counted = Object.values(figure.counting?.found ?? {}).filter((job) => job.change.kind === "tiles" && isCounted(job));
    return counted.map((job) =>
      [job, counted.find(({ change: { n, seed } }) => n === job.change.n && seed > job.change.seed)]).find(([, other]) => other);
  };
  return [
    both.every((key) => key in figure.changes) && {
      text: two.text, done: () => both.every((key) => isCounted(figure.job(key))), get then() { return two.then(...both.map(share)); },
    },
    shuffled.length > 1 && figure.isLabelled && {
      text: small.text, done: ({ state, isTouched }) => isTouched && state.change === shuffled.at(-1) && figure.top === figure.label,
      get then() { return small.then(figure.classes[figure.top], percent(figure.share)); },
    },
    shuffled.length > 0 && {
      text: again.text, done: () => pair(),
        get then() { return again.then(...pair().map((job) => percent(figure.counting.right(job) / job.n, 1))); },
    },
  ].filter(Boolean);
}

class WhatItUses {
  constructor(root, model, network, photos, isLabelled) {
    Object.assign(this, { model, network, classes: network.classes, photos, isLabelled, reads: readsOf(network),
      changes: changesOf(network.photo.shape) });
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: triesOf(this) });
    this.state = this.frame.state;
    this.frame.draw = () => this.frame.later(() => this.show());
    this.build();
  }

  allowed() {
    return { image: whole(0, this.photos.n - 1), change: oneOf(...Object.keys(this.changes)), seed: whole(0, MOST_SEED) };
  }

  build() {
    const { frame, changes, classes } = this, set = (change) => frame.set({ change });
    this.picker = photoPicker(frame, this.photos);
    this.changed = picture("");
    this.choice = choice(WORDS.change, Object.entries(changes), "", set);
    this.again = button(WORDS.again, () => frame.set({ seed: (this.state.seed + 1) % (MOST_SEED + 1) }));
    this.chances = bars(classes);
    this.progress = progress(WORDS.count, () => frame.attempt(() => this.count()), () => this.counting.stop());
    this.rows = Object.fromEntries(Object.entries(changes).map(([key, words]) => [key, this.buildRow(words, () => set(key))]));
    frame.body.append(
      el(".x-columns.x-uses", this.picker, el("div", this.changed, this.choice, this.again),
        el("div", this.chances, el("p.x-was", WORDS.line))),
      this.progress, el("ul.x-rows", { role: "list", "aria-label": WORDS.counted }, ...Object.values(this.rows).map(({ item }) => item)),
      el("p.x-was", this.isLabelled ? WORDS.key(percent(1 / classes.length)) : WORDS.keyUnlabelled),
    );
  }

  /** A change is a button; beside it a bar for the share that is right, with its interval. */
  buildRow(words, onpick) {
    const [fill, whisker, value] = ["span.x-fill", "span.x-whisker", "span.x-value"].map((name) => el(name)), name = button(words, onpick);
    return { item: el("li", name, el("span.x-bar", MUTE, fill, whisker), value), name, fill, whisker, value };
  }

  /** A change as the worker knows it. */
  change(key) {
    return isShuffled(key) ? { kind: "tiles", n: tilesOf(key), seed: this.state.seed } : { kind: key };
  }

  job(key) {
    return this.counting?.of(this.change(key)) ?? nothing(this.photos.n);
  }

  async count() {
    await beginCounting(this, () => this.frame.draw());
    return this.counting.ask(Object.keys(this.changes).map((key) => this.job(key)));
  }

  async show() {
    const { image } = this.state, { rgb, label } = await this.photos.get(image);
    if (image !== this.state.image) return; // by now another was chosen
    this.showPhoto(rgb, label);
    this.showCounts();
    this.say();
    this.frame.tick();
  }

  /** The network's answer to a picture. */
  answer(numbers) {
    this.network.input.set(numbers);
    this.network.run();
    return answersOf(this.network);
  }

  showPhoto(rgb, label) {
    const { network, reads, photos, classes, state: { image, change } } = this;
    toInput(rgb, network.input, network.pixels);
    const whole = network.input.slice(), key = this.change(change), other = CHANGES[key.kind](whole, reads, key, image);
    const usual = this.answer(whole), shares = this.answer(other);
    Object.assign(this, { label, usual: argmax(usual), top: argmax(shares), share: Math.max(...shares) });
    this.picker.show(rgb, image, classes[label] ?? "");
    drawPhotos(this.changed, asBytes(other, reads, network.pixels), photos.size);
    describe(this.changed, WORDS.picture(this.changes[change]));
    this.choice.set(change);
    this.again.disabled = !isShuffled(change);
    this.chances.set(shares, label, usual);
  }

  showCounts() {
    const jobs = Object.keys(this.changes).map((key) => this.job(key)), sum = (of) => jobs.reduce((total, job) => total + job[of], 0);
    this.progress.set({ done: sum("done"), n: sum("n"), isRunning: Boolean(this.counting?.isRunning) });
    for (const [key, { name, fill, whisker, value }] of Object.entries(this.rows)) {
      const job = this.job(key), [right, low, high] = job.done ? this.counting.share(job) : [0, 0, 0], words = (share) =>
        number(100 * share, 1);
      name.setAttribute("aria-pressed", key === this.state.change);
      fill.style.backgroundSize = `${portion(right)} 100%`;
      whisker.hidden = !job.done;
      whisker.style.cssText = `left: ${portion(low)}; width: ${portion(high - low)}`;
      write(value, job.done ? WORDS.share(...[right, low, high].map(words)) : WORDS.notYet);
    }
  }

  say() {
    const { classes, top, usual, label, share, changes, state: { change, image, seed } } = this, job = this.job(change);
    const said = WORDS.says(changes[change], classes[top], percent(share), classes[usual], top === label ? "" : classes[label]);
    this.frame.say(said + (job.done === job.n ? WORDS.saysCount(changes[change], grouped(this.counting.right(job)), grouped(job.n)) : ""));
    this.frame.python(WORDS.python(change, this.photos.name(image), image, seed, tilesOf(change)));
  }
}

async function render({ model, el: root }) {
  const network = await openNetwork(model), photos = new Photos(model, network), labels = await photos.labels();
  const figure = new WhatItUses(root, model, network, photos, labels.length > 0);
  await figure.show();
  return figure.frame.close;
}

export default { render };
