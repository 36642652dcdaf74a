/* A figure that asks the network in a worker of its own, belief-worker.mjs; of several questions the newest counts. */

import { answered, askedClass, noWorker } from "./belief.words.mjs";
import { choice, photoPicker } from "./controls.mjs";
import { write } from "./element.mjs";
import { readJson } from "./files.mjs";
import { makeFrame, whole } from "./frame.mjs";
import { Photos, importLater, startWorker } from "./resources.mjs";

/** What a page must know of the network: of the book's, its description is enough. */
async function shownNetwork(model) {
  if (!model.get("files")) return readJson(model, "network.json");
  const { openNetwork } = await importLater(model, "kit/open-network.mjs");
  return openNetwork(model);
}

export class Asking {
  /** hear(data): what the worker posts about the newest question. */
  constructor({ model, frame }, hear) {
    Object.assign(this, { model, frame, hear, task: 0, worker: null });
  }

  /** Ask anew; what is said of the question before is no longer heard. */
  ask(question) {
    this.worker ??= this.open();
    this.worker.postMessage({ ...question, task: this.task += 1 });
  }

  /** No more of it. */
  stop() {
    this.task += 1;
    this.worker?.postMessage({ stop: true });
  }

  open() {
    const { model, frame } = this, worker = startWorker(model, "kit/belief-worker.mjs");
    const fail = (message) => frame.attempt(() => { throw new Error(message); });
    frame.onEnd(() => worker.terminate());
    worker.onmessage = ({ data }) => {
      if (data.error) fail(data.error);
      else if (data.task === this.task) frame.attempt(() => this.hear(data));
    };
    worker.onerror = () => fail(noWorker);
    worker.postMessage({ open: Object.fromEntries(["files", "base", "modules"].map((key) => [key, model.get(key)])) });
    return worker;
  }
}

/**
 * What such figures have in common. A figure gives it
 *   begin()      its own properties
 *   allowed(), tries(), build()   as for the frame; of a try, say(): what was found, once it is reached
 *   wants()      words: on what of the state the question depends
 *   renew()      that has changed: it asks
 *   draw()
 */
export class AskingFigure {
  constructor(root, model, network, { title, lead }) {
    Object.assign(this, {
      model, network, classes: network.classes, photos: new Photos(model, network.album && network),
      about: "", rgb: null, answer: null,
    });
    this.begin();
    const tries = this.tries().map((one) => ({ ...one, get then() { return one.say(); } }));
    this.frame = makeFrame(root, model, { title, lead, allowed: this.allowed(), tries });
    this.state = this.frame.state;
    this.frame.draw = () => this.frame.later(() => this.show());
    this.build();
    this.draw(); // what is known before the first answer, so that it has its room
  }

  /** For `allowed`: the number of a photo; of a class, -1 for that of the answer. */
  ofPhotos() {
    return whole(0, this.photos.n - 1);
  }

  ofClasses() {
    return whole(-1, this.classes.length - 1);
  }

  /** The choice of the photo, in one line; and of the class. */
  photoChoice(isSlim = true) {
    this.picker = photoPicker(this.frame, this.photos);
    if (isSlim) this.picker.classList.add("x-slim");
    return this.picker;
  }

  classChoice() {
    this.kind = choice(askedClass, [[-1, ""], ...this.classes.entries()], -1, (k) => this.frame.set({ class: Number(k) }));
    return this.kind;
  }

  /** A picture as large as the photo, `times` in each direction, also before it is drawn. */
  room(canvas, times = 1) {
    const [height, width] = this.photos.size;
    return Object.assign(canvas, { width: times * width, height: times * height });
  }

  /** Say in it which class the network answers with. */
  showAnswer() {
    write(this.kind.querySelector("option"), answered(this.classes[this.answer.answer]));
  }

  async show() {
    const about = this.wants();
    if (this.about !== about) {
      const { rgb, label } = await this.photos.get(this.state.image);
      if (about !== this.wants()) return; // by now another was chosen
      Object.assign(this, { about, rgb });
      this.showPhoto(rgb, label);
      this.renew();
    }
    this.draw();
  }

  showPhoto(rgb, label) {
    this.picker.show(rgb, this.state.image, this.classes[label] ?? "");
  }

  /** What one sees before the figure asks. */
  async open() {
    const { rgb, label } = await this.photos.get(this.state.image);
    this.showPhoto(rgb, label);
  }
}

/** What the module of such a figure exports. */
export const figureOf = (Figure, words) => ({
  render: async ({ model, el: root }) => {
    const figure = new Figure(root, model, await shownNetwork(model), words);
    if (figure.picker) await figure.open();
    figure.frame.whenSeen(() => figure.show());
    return figure.frame.close;
  },
});
