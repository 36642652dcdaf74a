/* The photos that excite maps most: for each map of a layer those in which its largest number is largest. No page in here. */

/** For each of `n` maps the `most` photos. values, photos, places: (n * most) numbers, a map's largest first; −Infinity: none yet. */
export class Largest {
  constructor(n, most) {
    Object.assign(this, { n, most, values: new Float32Array(n * most).fill(-Infinity) });
    [this.photos, this.places] = [0, 1].map(() => new Int32Array(n * most));
    this.best = new Float32Array(n);
    this.bestAt = new Int32Array(n);
  }

  /** Take note of the outputs, (places * n) numbers, that a layer has for a photo. */
  take(output, photo) {
    const { n, most, best, bestAt, values } = this;
    best.fill(-Infinity);
    for (let at = 0, place = 0; at < output.length; place++) {
      for (let map = 0; map < n; map++, at++) if (output[at] > best[map]) [best[map], bestAt[map]] = [output[at], place];
    }
    for (let map = 0; map < n; map++) if (best[map] > values[map * most + most - 1]) this.put(map, best[map], photo, bestAt[map]);
  }

  /** A photo takes its place among those of a map; the last one goes. */
  put(map, value, photo, place) {
    const { most, values, photos, places } = this, first = map * most;
    let at = first + most - 1;
    for (; at > first && values[at - 1] < value; at--) {
      [values[at], photos[at], places[at]] = [values[at - 1], photos[at - 1], places[at - 1]];
    }
    [values[at], photos[at], places[at]] = [value, photo, place];
  }

  /** As a worker can post it: {values, photos, places}. */
  found() {
    const { values, photos, places } = this;
    return { values, photos, places };
  }
}
