/* Inputs from nowhere: pictures of noise, what the network calls them, and how sure it is. It comes when one asks for it. */

import { button } from "../kit/controls.mjs";
import { argmax, percent, range } from "../kit/draw.mjs";
import { el, write } from "../kit/element.mjs";
import { bars } from "../kit/maps.mjs";
import { CHANGES, asBytes, readsOf } from "../kit/perturbations.mjs";
import { photoRow } from "../kit/photo-row.mjs";
import * as WORDS from "./calibration.noise.words.mjs";

const SHOWN = 12; // pictures

export class Noise {
  /** again(): what the button for other noise does. */
  constructor({ network, photos }, again) {
    Object.assign(this, { network, classes: network.classes, reads: readsOf(network), shown: "" });
    this.sum = el("p.x-outcome");
    this.names = bars(this.classes);
    this.row = photoRow(WORDS.pictures, photos.size);
    this.element = el(".x-noise", this.sum, this.names, this.row, button(WORDS.again, again));
  }

  /**
   * How many pictures get the most frequent answer, of how many, its name, how sure the network is on average, and the share of each
   * answer.
   */
  about({ answers, shares, done }, sureOf) {
    const counts = this.classes.map((_, k) => answers.filter((answer) => answer === k).length), k = argmax(counts);
    return [counts[k], done, this.classes[k], percent(shares.reduce((sum, row) => sum + sureOf(row), 0) / done, 1),
      counts.map((count) => count / done)];
  }

  /** sureOf(shares): how sure the network is of an answer. */
  show(job, sureOf) {
    if (!job.done) return;
    const [most, of, name, sure, parts] = this.about(job, sureOf), first = range(Math.min(job.done, SHOWN));
    write(this.sum, WORDS.says(most, of, name, sure));
    this.names.set(parts);
    const words = first.map((i) => [WORDS.picture(i), this.classes[job.answers[i]], percent(sureOf(job.shares[i]))]), shown =
      `${job.change.seed} ${words}`;
    if (shown === this.shown) return;
    this.shown = shown;
    this.row.show(first.map((i) => (
      { words: words[i], rgb: asBytes(CHANGES.noise(this.network.input, this.reads, job.change, i), this.reads, this.network.pixels) })));
  }
}
