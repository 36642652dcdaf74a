/* The filters of a layer that no photo wakes, and the picture that wakes each. */

import { number } from "../kit/draw.mjs";
import { AllPhotos } from "../kit/all-photos.mjs";
import { el, write } from "../kit/element.mjs";
import { photoRow } from "../kit/photo-row.mjs";
import { progress } from "../kit/progress.mjs";
import { middleOf } from "../kit/units.mjs";
import { bytesOf } from "./picture-for-a-unit.pictures.mjs";
import * as WORDS from "./picture-for-a-unit.words.mjs";

const STEPS = 40; // at most, for each of them

/**
 * Fills `figure.rest`. `show(layer, best, done)`: of another layer; best: {values}, the largest of each map, one a map, once it is known.
 * onpick(map). size: of a step.
 */
export class Silent {
  constructor(figure, size, onpick) {
    Object.assign(this, { figure, size, maps: [], layer: null, now: { done: 0, found: [] }, all: new AllPhotos(figure.model, figure.frame,
      figure.photos) });
    this.summary = figure.rest.firstChild;
    this.row = photoRow(WORDS.wake, figure.photos.size, onpick);
    this.progress = progress(WORDS.wake, () => this.wake(), () => this.stop());
    this.words = el("p.x-was");
    figure.rest.append(this.words, this.progress, this.row);
  }

  /** done: how many photos are looked through. */
  show(layer, best, done) {
    const { photos } = this.figure;
    if (!best) return write(this.summary, WORDS.looking(done, photos.n));
    if (layer === this.layer) return undefined;
    this.stop();
    Object.assign(this, { layer, maps: [...best.values.keys()].filter((map) => best.values[map] <= 0) });
    write(this.summary, WORDS.silent(this.maps.length, layer.shape[2], photos.n));
    this.progress.hidden = !this.maps.length;
    this.tell({ done: 0, found: [] });
    return undefined;
  }

  wake() {
    const { layer: { name }, maps, size } = this;
    this.all.ask({ climb: { layer: name, ...middleOf(this.layer), maps, size, steps: STEPS } }, (data) => this.tell(data));
    this.tell({ done: 0, found: [] });
  }

  stop() {
    this.all.stop();
    this.progress.set({ ...this.now, n: this.maps.length, isRunning: false });
  }

  tell(now) {
    const { maps: { length: n }, figure: { network }, all: { isRunning } } = this,
      awake = now.found.filter(({ value }) => value > 0).length;
    this.now = now;
    this.progress.set({ done: now.done, n, isRunning });
    write(this.words, now.done === n && n ? WORDS.woken(awake, n, STEPS) : WORDS.asleep(STEPS));
    this.row.show(now.found.map(({ map, value, steps, picture }) => ({
      rgb: bytesOf(network, picture), value: map, words: [WORDS.filter(map), WORDS.filter(map), number(value),
        value > 0 ? WORDS.woke(steps) : WORDS.sleeps],
    })));
  }
}
