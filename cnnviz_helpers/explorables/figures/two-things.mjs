/* Two things of your own: a dense layer learns on the averages of the network, from a few pictures; where it sees which is exact. */

import { drawMaps, drawPhotos, number, percent, range, spread } from "../kit/draw.mjs";
import { button, choice } from "../kit/controls.mjs";
import { el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { bars, scaleBar } from "../kit/maps.mjs";
import { Photos, importLater, openNetwork, toInput } from "../kit/resources.mjs";
import * as KIT_WORDS from "../kit/words.mjs";

const MANY = [1, 2, 5, 10, 30], OWN = -1; // examples of each thing; in the place of a class: the reader's own pictures
const MOST = 400; // photos that it is tested on
const ENOUGH = 0.8; // of them, right

class TwoThings {
  constructor(root, model, network, parts, labels) {
    const { classes } = network, { WORDS } = parts, known = whole(OWN, classes.length - 1);
    const photos = new Photos(model, network), end = parts.evidenceEnd(network);
    Object.assign(this, { root, network, classes, parts, labels, photos, end, averages: [], given: [[], []] });
    const allowed = { image: whole(0, this.photos.n - 1), first: known, second: known, examples: oneOf(...MANY) };
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead(this.end.dense.inputs), tries: this.tries(), allowed });
    this.state = this.frame.state;
    this.frame.draw = () => this.frame.later(() => this.show());
    this.build();
  }

  tries() {
    const { few, mistake } = this.parts.WORDS.tries, isRight = ({ right, n }) => right >= ENOUGH * n;
    const isMistake = () => this.isShown && this.thing >= 0 && (this.answer.share > 0.5) !== (this.thing === 1);
    return [
      { text: few.text, done: () => this.state.examples === 1 && this.tested && isRight(this.tested), then: few.then },
      { text: mistake.text, done: isMistake, then: mistake.then },
    ];
  }

  build() {
    const { frame, classes, parts: { WORDS } } = this, names = [...classes.entries(), [OWN, WORDS.own]];
    this.buildPhotos();
    frame.leavesOut = () => (this.own || this.given.flat().length) && KIT_WORDS.withoutOwn;
    this.things = ["first", "second"].map((name, k) => choice(WORDS.things[k], names, "", (c) => frame.set({ [name]: Number(c) })));
    this.many = choice(WORDS.examples, MANY, "", (n) => frame.set({ examples: Number(n) }));
    this.strips = WORDS.strips.map((words) => el("canvas.x-strip-of", { role: "img", "aria-label": words }));
    this.adds = WORDS.adds.map((words, k) => button(words, () => this.give(k)));
    this.forget = button(WORDS.forget, () => { this.given = [[], []]; frame.set({}); });
    [this.grey, this.map] = [el("canvas.x-map"), picture(WORDS.map)];
    this.scale = scaleBar(WORDS.map);
    this.bars = bars(WORDS.things);
    [this.sum, this.result] = [el("p"), el("p.x-lesson")];
    this.picker.classList.add("x-slim");
    frame.body.append(
      el(".x-row", ...this.things, this.many),
      el(".x-two", ...this.strips.map((strip, k) => el("div", strip, this.adds[k]))), this.result,
      el(".x-taught", this.picker, el("div", el(".x-over", this.grey, this.map), this.scale), el("div", this.bars, this.sum, this.forget)),
      this.panel.element);
  }

  /** The picture that is shown becomes an example of the first or second thing, which then is the reader's own. */
  give(k) {
    this.given[k].push({ rgb: this.rgb, averages: this.run(this.rgb) });
    this.frame.set({ [["first", "second"][k]]: OWN });
  }

  /** The averages that the network has of a picture. */
  run(rgb) {
    toInput(rgb, this.network.input, this.network.pixels);
    this.network.run();
    return this.end.dense.before.output.slice();
  }

  async averagesOf(i) {
    return this.averages[i] ??= this.run((await this.photos.get(i)).rgb);
  }

  /** The numbers of the photos of a class: those to learn from, and all others. */
  photosOf(c) {
    const all = range(this.photos.n).filter((i) => this.labels[i] === c);
    return { examples: all.slice(0, this.state.examples), others: all.slice(this.state.examples) };
  }

  /** The examples of both things: [{rgb, averages, thing}]. */
  async examples() {
    const found = await Promise.all([this.state.first, this.state.second].map(async (c, thing) => {
      const some = c === OWN ? this.given[thing] : await Promise.all(this.photosOf(c).examples.map(async (i) => (
        { rgb: (await this.photos.get(i)).rgb, averages: await this.averagesOf(i) })));
      return some.map((one) => ({ ...one, thing }));
    }));
    return found;
  }

  /** What the new layer learns from. */
  asked() {
    const { first, second, examples } = this.state;
    return [first, second, examples, ...this.given.map(({ length }) => length)].join();
  }

  async show() {
    const { first, second, examples } = this.state, { WORDS, taught } = this.parts, about = this.asked();
    this.things.forEach((list, k) => list.set([first, second][k]));
    this.many.set(examples);
    if (this.about !== about) {
      const found = await this.examples(), begun = performance.now();
      if (about !== this.asked()) return; // the reader has gone on meanwhile
      this.layer = found.every(({ length }) => length) ? taught(found.flat()) : null;
      Object.assign(this, { about, tested: null, n: found.flat().length, time: performance.now() - begun });
      this.showExamples(found);
    }
    const photo = await this.showPhoto();
    if (!photo) return;
    this.rgb = photo.rgb;
    this.thing = photo.label < 0 ? -1 : [first, second].indexOf(photo.label);
    this.showAnswer();
    this.frame.python(WORDS.python([first, second], examples));
    this.frame.tick();
    if (this.layer && !this.tested) this.test(about);
  }

  showExamples(found) {
    const { size } = this.photos, { WORDS } = this.parts;
    found.forEach((some, k) => {
      const all = new Uint8Array(some.length * size[0] * size[1] * 3);
      some.forEach(({ rgb }, i) => all.set(rgb, i * rgb.length));
      if (some.length) drawPhotos(this.strips[k], all, size, Math.max(5, some.length));
      this.strips[k].hidden = !some.length;
    });
    this.forget.disabled = !this.given.flat().length;
    write(this.result, this.layer ? WORDS.learned(this.n, this.time) : WORDS.missing);
  }

  /** What it says of the picture that is shown, and where. */
  showAnswer() {
    const { parts: { WORDS, evidence, answerOf }, end: { maps }, layer, photos: { size } } = this, averages = this.run(this.rgb);
    drawPhotos(this.grey, this.rgb, size);
    this.isShown = Boolean(layer);
    this.map.hidden = !layer;
    if (!layer) return this.frame.say(WORDS.missing);
    const values = evidence(maps.output, layer.kernel, 1, 0), limit = spread(values);
    const { score, share } = this.answer = answerOf(layer, averages);
    drawMaps(this.map, values, [maps.shape[0], maps.shape[1], 1], { limits: limit });
    this.scale.set(limit);
    const names = [this.state.first, this.state.second].map((c, k) => (c === OWN ? WORDS.ownThings[k] : this.classes[c]));
    this.bars.set([1 - share, share], this.thing);
    this.bars.rows.forEach(({ name }, k) => write(name, names[k]));
    const mean = values.reduce((a, b) => a + b) / values.length;
    write(this.sum, WORDS.sum(number(mean, 3), number(layer.bias, 3), number(score, 3)));
    return this.frame.say(WORDS.says(names, [1 - share, share].map((part) => percent(part, 1))));
  }

  /** How often it is right on photos that it did not learn from; they are run a few at a time. */
  async test(about) {
    const { state: { first, second }, photos, parts: { WORDS, inSlices, answerOf } } = this;
    const isWanted = () => this.about === about && !this.frame.isClosed;
    if (first === OWN || second === OWN || first === second) return;
    const others = [first, second].flatMap((c, thing) => this.photosOf(c).others.map((i) => ({ i, thing }))).slice(0, MOST);
    const rgb = await photos.all(), bytes = rgb.length / photos.n;
    let right = 0;
    const each = (k) => {
      const { i, thing } = others[k], averages = this.averages[i] ??= this.run(photos.fit(rgb.subarray(i * bytes, (i + 1) * bytes)));
      right += Number((answerOf(this.layer, averages).share > 0.5) === (thing === 1));
    };
    if (await inSlices(0, others.length, each, () => {}, isWanted) < others.length || !isWanted()) return;
    this.tested = { right, n: others.length };
    write(this.result, `${WORDS.learned(this.n, this.time)} ${WORDS.tested(right, others.length, percent(right / others.length))}`);
    this.frame.tick();
  }
}

async function render({ model, el: root }) {
  const [network, parts] = await Promise.all([openNetwork(model), importLater(model, "figures/two-things.parts.mjs")]);
  Object.assign(TwoThings.prototype, parts.ofOwnPictures);
  const figure = new TwoThings(root, model, network, parts, await new Photos(model, network).labels());
  await figure.show();
  return figure.frame.close;
}

export default { render };
