/* The patches of all photos that excite a map most. A worker looks through the photos once, for all maps of all columns. */

import { number, range } from "../kit/draw.mjs";
import { button } from "../kit/controls.mjs";
import { describe, el, write } from "../kit/element.mjs";
import { readFile } from "../kit/files.mjs";
import { startWorker } from "../kit/resources.mjs";
import { seenPixels, spotOf } from "../engine/sums.mjs";
import { drawPatch } from "../figures/ablation.pictures.mjs";
import * as WORDS from "./strongest.words.mjs";

const MOST = 9; // places of each map

export class Strongest {
  constructor(explorer, net) {
    Object.assign(this, { explorer, net, found: null, shown: "" });
    const { photos: { n } } = explorer;
    this.words = el("p.x-was", WORDS.explains(n));
    this.start = button(WORDS.find(n), () => this.look());
    this.progress = el("progress", { max: n, hidden: true, "aria-label": WORDS.title });
    this.patches = range(MOST).map((k) => this.buildPatch(k));
    this.list = el("ul.x-patches", { role: "list", hidden: true }, ...this.patches.map(({ item }) => item));
    const title = el("p", el("strong", WORDS.title));
    this.element = el("section.x-strongest", { "aria-label": WORDS.title }, title, this.words, this.start, this.progress, this.list);
  }

  buildPatch(k) {
    const canvas = el("canvas"), value = el("span"), go = button("", () => this.go(k));
    go.append(canvas, value);
    return { canvas, value, go, item: el("li", go) };
  }

  /** Have the worker look through all photos. */
  async look() {
    const { explorer, explorer: { model, photos, columns } } = this, own = model.get("files");
    this.start.hidden = true;
    this.progress.hidden = false;
    try {
      const names = ["network.json", "weights.safetensors", "engine.wasm", "more.wasm"];
      const files = Object.fromEntries(await Promise.all(names.map(async (name) => [name, new Uint8Array(await readFile(model, name))])));
      [this.rgb, this.labels] = await Promise.all([photos.all(), photos.labels()]);
      const open = { files, rgb: this.rgb, n: photos.n, own: Boolean(own), base: model.get("base"), modules: model.get("modules") };
      this.worker = startWorker(model, "kit/all-photos-worker.mjs");
      explorer.onEnd(() => this.worker.terminate());
      this.worker.onmessage = ({ data }) => this.hear(data);
      this.worker.onerror = () => this.fail(WORDS.noWorker);
      this.worker.postMessage({ open });
      this.worker.postMessage({ task: MOST, layers: columns.map(({ after }) => after.name), most: MOST });
    } catch ({ message }) {
      this.fail(message);
    }
  }

  fail(words) {
    this.start.hidden = false;
    this.progress.hidden = true;
    write(this.words, words);
  }

  hear({ error, done, n, found }) {
    if (error) return this.fail(error);
    if (!done) return undefined; // it is ready
    this.progress.value = done;
    write(this.words, WORDS.counting(done, n));
    if (!found) return undefined;
    this.worker.terminate();
    this.found = found;
    this.progress.hidden = true;
    return this.draw(this.layer, this.map);
  }

  /** Those of a map of a layer, once they are found. */
  draw(layer, map) {
    Object.assign(this, { layer, map });
    const about = `${layer.name} ${map}`, all = this.found?.[layer.name];
    if (this.found && !all) this.forget();
    if (!all || about === this.shown) return;
    this.shown = about;
    this.places = range(MOST).map((k) => this.placeOf(all, map * MOST + k)).filter(({ value }) => value > 0);
    this.patches.forEach((patch, k) => this.showPatch(patch, this.places[k]));
    this.list.hidden = !this.places.length;
    write(this.words, this.places.length ? WORDS.found(this.places.length) : WORDS.none);
  }

  /** A column that was not shown when all photos were looked through: they can be looked through again. */
  forget() {
    Object.assign(this, { found: null, shown: "" });
    this.start.hidden = false;
    this.list.hidden = true;
    write(this.words, WORDS.explains(this.explorer.photos.n));
  }

  placeOf({ values, photos, places }, at) {
    return { value: values[at], photo: photos[at], ...spotOf(this.layer.shape, places[at] * this.layer.shape[2]) };
  }

  showPatch({ canvas, value, go, item }, place) {
    item.hidden = !place;
    if (!place) return;
    const { net, rgb, labels, explorer: { photos, network } } = this, bytes = rgb.length / photos.n, { photo, row, column } = place;
    const seen = seenPixels(net.layers, net.layers.indexOf(this.layer), row, column, this.map), words = number(place.value);
    drawPatch(canvas, photos.fit(rgb.subarray(photo * bytes, (photo + 1) * bytes)), photos.size, ...seen);
    write(value, words);
    describe(go, WORDS.place(photo, network.classes[labels[photo]] ?? "", words));
  }

  /** To the photo, and the place there. */
  go(k) {
    const { photo, row, column } = this.places[k];
    this.explorer.set({ image: photo, row, column });
  }
}
