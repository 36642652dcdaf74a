/* Panorama: the whole network at one glance, for a photo of a few, for any, or for what the camera sees;
   a press leads on into the explorer. */

import { argmax, drawPhotos, percent } from "../kit/draw.mjs";
import { button, toggle } from "../kit/controls.mjs";
import { describe, el, write } from "../kit/element.mjs";
import { bars } from "../kit/maps.mjs";
import { Photos, answersOf, importLater, openNetwork, toInput } from "../kit/resources.mjs";
import { Stateful, whole } from "../kit/state.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import { columnsOf } from "../explorer/columns.mjs";
import { Wall } from "../explorer/wall.mjs";
import * as WORDS from "./panorama.words.mjs";

const NARROW = 600; // pixels: below, the layers stand below each other
const SHOWN = { side: "before", scale: "layer" }; // of the maps; the explorer opens with the same
const GUTTERS = [14, 40]; // pixels between columns, through which no lines run
// Of so many numbers one is looked at, from map to map; the scale of a layer ends where so many of them lie within.
const EACH = 17, MOST = 0.99;

/** Where the scale of a layer ends: as on the still picture, a few numbers lie beyond. */
function limitOf({ output }) {
  const some = Float32Array.from({ length: Math.ceil(output.length / EACH) }, (_, i) => Math.abs(output[i * EACH])).sort();
  return some[Math.floor(MOST * (some.length - 1))];
}

class Panorama {
  constructor(root, model, network) {
    Object.assign(this, { root, model, network, classes: network.classes, photos: new Photos(model, network) });
    this.offered = (model.get("pictures") ?? []).map((picture) => ({ ...picture, canvas: el("canvas") }));
    this.columns = columnsOf(network, false);
    this.own = null; // what the camera sees, (height, width, 3) bytes
    this.place = { column: 0, map: 0 }; // where a key has led
    this.frame = new Stateful(model, { image: whole(0, this.photos.n - 1) });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.frame.fail = ({ message }) => write(this.live, message);
    this.build();
  }

  build() {
    const { root } = this;
    this.photo = el("canvas.x-photo", { role: "img" });
    this.chances = bars(this.classes);
    this.live = el("p.x-live", { role: "status" });
    this.stage = el(".x-pan-stage");
    this.wall = new Wall(this.stage, this.columns, {
      choose: (where, how) => (how === "key" ? this.walk(where) : this.enter(where)), enter: () => this.enter(this.place),
      point: () => {}, said: (column, map) => WORDS.map(map),
    });
    this.wall.parts.forEach(({ cells }, column) =>
      cells.addEventListener("focus", () => this.place.column !== column && this.walk({ column, map: 0 })));
    this.left = el(".x-pan-photo", this.photo);
    this.stage.append(this.left, this.wall.element, this.chances);
    root.classList.add("x-frame", "x-panorama");
    root.replaceChildren(this.stage, this.buildChoices(), this.live);
    this.watcher = new ResizeObserver(() => this.lay() && this.paint());
    this.frame.onEnd(() => this.watcher.disconnect());
  }

  buildChoices() {
    const { photos, classes } = this, pick = (image) => this.choose(image);
    this.thumbs = this.offered.map(({ index, label, canvas }) => {
      const one = button("", () => pick(index), { class: "x-thumb", "aria-label": KIT_WORDS.photoNamed(index, classes[label] ?? "") });
      one.append(canvas);
      return one;
    });
    for (const picture of this.offered) drawPhotos(picture.canvas, this.photos.fit(bytesOf(picture)), this.photos.size);
    this.camera = toggle(WORDS.camera, false, (isOn) => this.switchCamera(isOn));
    const any = button(KIT_WORDS.any, () => pick(Math.floor(Math.random() * photos.n)), { "aria-label": KIT_WORDS.anyPhoto });
    this.way = this.model.get("explorer") && el("a.x-way-in", WORDS.open);
    return el(".x-pan-choices", el(".x-thumbs", ...this.thumbs), any, this.camera, this.way);
  }

  /** Another photo of the album. */
  choose(image) {
    this.frame.isTouched = true;
    this.eye?.stop();
    this.own = null;
    this.frame.set({ image });
  }

  /** A key goes from map to map. */
  walk(where) {
    this.place = where;
    this.wall.mark(where.column, where.map);
  }

  /** A map, in the explorer. */
  enter({ column, map }) {
    if (this.way) location.assign(this.addressOf({ level: "map", layer: this.columns[column].name, map }));
  }

  /** Where the explorer shows the same photo, and `more`. */
  addressOf(more) {
    return `${this.model.get("explorer")}#explorer?${new URLSearchParams({ image: this.state.image, ...SHOWN, ...more })}`;
  }

  switchCamera(isOn) {
    this.camera.set(!isOn); // it is on once the browser has given one
    this.frame.attempt(async () => {
      if (!isOn) return this.eye?.stop();
      const { LiveCamera } = await importLater(this.model, "explorer/camera.mjs");
      this.eye ??= this.makeEye(LiveCamera);
      return this.eye.start();
    });
  }

  makeEye(LiveCamera) {
    const eye = new LiveCamera(this.network, {
      onframe: (rgb) => { this.own = rgb; this.frame.later(() => this.show(rgb, -1)); },
      onchange: (isOn) => { this.camera.set(isOn); this.root.classList.toggle("has-camera", isOn); },
      attempt: (work) => this.frame.attempt(work),
    });
    this.left.append(eye.element);
    this.frame.onEnd(() => eye.stop());
    return eye;
  }

  /** The photo's bytes: of those that came with the page, or out of the large file. */
  photoOf(image) {
    const known = this.offered.find(({ index }) => index === image);
    return known ? { rgb: this.photos.fit(bytesOf(known)), label: known.label } : this.photos.get(image);
  }

  async draw() {
    const { image } = this.state, { rgb, label } = await this.photoOf(image);
    if (image === this.state.image && !this.own) this.show(rgb, label);
  }

  /** Run the network on a picture, and draw all of it. */
  show(rgb, label) {
    const { network, photos: { size }, state: { image } } = this;
    toInput(rgb, network.input, network.pixels);
    network.run();
    Object.assign(this, { label, shares: answersOf(network) });
    drawPhotos(this.photo, rgb, size);
    describe(this.photo, this.own ? KIT_WORDS.yourPicture : KIT_WORDS.photoNamed(image, this.classes[label] ?? ""));
    this.thumbs.forEach((thumb, i) => thumb.setAttribute("aria-pressed", !this.own && this.offered[i].index === image));
    if (this.way) this.way.href = this.addressOf({});
    this.lay();
    this.paint();
  }

  lay() {
    const { wall, wall: { element }, root } = this, isStacked = root.clientWidth < NARROW;
    root.classList.toggle("is-stacked", isStacked);
    return wall.lay({ width: element.clientWidth, height: element.clientHeight, isStacked, gutters: GUTTERS });
  }

  paint() {
    const { wall, shares, classes } = this;
    if (!shares) return;
    wall.draw({ ...SHOWN, orders: wall.orders, limits: this.columns.map((column) => limitOf(column[SHOWN.side])) });
    this.columns.forEach((_, k) => wall.mark(k, k === this.place.column ? this.place.map : 0));
    this.chances.set(shares, this.label);
    const answer = argmax(shares);
    clearTimeout(this.saying);
    this.saying = setTimeout(write, 350, this.live, WORDS.says(classes[answer], percent(shares[answer]))); // once a camera's frames rest
  }

  close = () => {
    clearTimeout(this.saying);
    this.frame.end();
    this.root.replaceChildren();
  };
}

const bytesOf = ({ rgb }) => Uint8Array.from(atob(rgb), (c) => c.charCodeAt(0));

/** The still, seen on paper only from now on, says how large it is there: the one for phones has another shape. */
function measure(still) {
  const source = [...still.querySelectorAll("source")].find(({ media }) => matchMedia(media).matches);
  if (source?.width) Object.assign(still.querySelector("img"), { width: source.width, height: source.height });
}

async function render({ model, el: root }) {
  const panorama = new Panorama(root, model, await openNetwork(model));
  await panorama.draw();
  panorama.watcher.observe(panorama.wall.element);
  const still = root.closest("figure")?.querySelector("picture");
  if (still) measure(still);
  return panorama.close;
}

export default { render };
