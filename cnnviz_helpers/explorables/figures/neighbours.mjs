/* Neighbours: the photos nearest to one, by pixels and by what a layer makes of them; and a map of all photos to wander in. */

import { percent } from "../kit/draw.mjs";
import { AllPhotos } from "../kit/all-photos.mjs";
import { choice, photoPicker } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { progress } from "../kit/progress.mjs";
import { Photos, importLater, openNetwork } from "../kit/resources.mjs";
import * as WORDS from "./neighbours.words.mjs";

const MANY = 8; // neighbours of each photo
const WALK = 10; // photos of one class, one after the other

/** The layer whose numbers the last sum makes its scores of; of a network without sums, the last one. */
function lastRow({ layers }) {
  const before = layers.filter(({ rules }) => rules.isSum).at(-1)?.before;
  return layers.includes(before) ? before : layers.at(-1);
}

class Neighbours {
  constructor(root, model, network) {
    Object.assign(this, { model, classes: network.classes, layer: lastRow(network), photos: new Photos(model, network), found: null,
      walked: [], done: 0 });
    this.many = Math.min(MANY, this.photos.n - 1);
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: this.tries() });
    this.state = this.frame.state;
    this.all = new AllPhotos(model, this.frame, this.photos, "figures/neighbours.worker.mjs");
    this.frame.draw = () => this.frame.later(() => this.draw());
    this.build();
  }

  allowed() {
    const thousandths = whole(0, 1000);
    return { image: whole(0, this.photos.n - 1), space: oneOf(...Object.keys(WORDS.spaces)), zoom: whole(0, 5), x: thousandths,
      y: thousandths };
  }

  tries() {
    const figure = this, { better, wander } = WORDS.tries, { layer } = this;
    const class_ = (i) => this.all.labels[i], next = (space) => class_(this.near(space)[0]), names = () => [class_(this.state.image),
      next("layer")].map((k) => this.classes[k]);
    return [
      { text: better.text(layer.name), get then() { return better.then(figure.state.image, names()); },
        done: () => this.knowsClasses() && next("pixels") === class_(this.state.image) && next("layer") !== class_(this.state.image) },
      { text: wander.text, get then() { return wander.then(figure.classes[class_(figure.state.image)]); },
        done: () => this.knowsClasses() && this.walked.length >= WALK && new Set(this.walked.slice(-WALK).map(class_)).size === 1 },
    ];
  }

  build() {
    const { frame, layer } = this;
    this.picker = photoPicker(frame, this.photos);
    this.picker.classList.add("x-slim");
    this.space = choice(WORDS.space, Object.entries(WORDS.spaces).map(([key, words]) => [key, words(layer.name)]), "",
      (space) => frame.set({ space, x: 500, y: 500, zoom: 0 }));
    this.bar = progress(WORDS.again, () => this.compare(), () => this.stop());
    const [high, wide] = this.photos.shape, sizes = { pixels: 3 * high * wide, layer: layer.size };
    this.rows = Object.fromEntries(Object.entries(WORDS.nearest).map(([space, words]) => {
      const title = words(sizes[space], layer.name), row = el("ul.x-shots"), right = el("p.x-was", WORDS.right(WORDS.unknown, this.photos.n,
        WORDS.unknown));
      return [space, { title, right, row, element: el("div", el("p", el("strong", title)), right, row) }];
    }));
    this.map = el("div", el(".x-wander"), el("p.x-looks")); // as high as it will be
    this.told = el("p.x-was", WORDS.explains([WORDS.unknown, WORDS.unknown]));
    frame.body.append(
      el(".x-near", this.picker, el("div", ...Object.values(this.rows).map(({ element }) => element))),
      el(".x-row", this.space, this.bar), this.map, this.told);
  }

  /** The neighbours of the photo of the state. */
  near(space) {
    const { many, state: { image } } = this;
    return this.found[space].nearest.subarray(image * many, (image + 1) * many);
  }

  knowsClasses() {
    return Boolean(this.found) && this.all.labels.length > 0;
  }

  name(i) {
    return WORDS.photo(i, this.classes[this.all.labels[i]] ?? "");
  }

  compare() {
    return this.all.ask({ layer: this.layer.name, many: this.many }, ({ done, found }) => {
      Object.assign(this, { done, found: found ?? null });
      if (found) return this.draw();
      return this.showProgress();
    });
  }

  stop() {
    this.all.stop();
    this.showProgress();
  }

  /** Three rounds over the photos: what the layer makes of them, then all pairs in both ways. */
  showProgress() {
    this.bar.set({ done: Math.floor(this.done / 3), n: this.photos.n, isRunning: this.all.isRunning });
  }

  async draw() {
    const { photos, state: { image, space }, found } = this, { rgb, label } = await photos.get(image);
    if (image !== this.state.image) return; // by now another was chosen
    this.picker.show(rgb, image, this.classes[label] ?? "");
    this.space.set(space);
    this.showProgress();
    this.frame.python(WORDS.python(photos.name(0).slice(0, -"[0]".length), this.layer.name, this.many, image));
    if (!found) return;
    if (this.walked.at(-1) !== image) this.walked.push(image);
    const { Room } = await importLater(this.model, "figures/neighbours.room.mjs");
    this.room ??= new Room(this);
    this.room.show(label);
    write(this.told, WORDS.explains(found[space].shares.map((share) => percent(share))));
    this.frame.say(WORDS.says({ photo: this.name(image), pixels: this.name(this.near("pixels")[0]), layer: this.name(this.near("layer")[0]),
      name: this.layer.name }));
    this.frame.tick();
  }
}

async function render({ model, el: root }) {
  const figure = new Neighbours(root, model, await openNetwork(model));
  await figure.draw();
  figure.frame.whenSeen(() => figure.compare());
  return figure.frame.close;
}

export default { render };
