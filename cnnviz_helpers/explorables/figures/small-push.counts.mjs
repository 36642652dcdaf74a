/* Pushes of all photos, counted: the share that is right, by size and direction. It comes when one counts. */

import { chart } from "../kit/chart.mjs";
import { Counting } from "../kit/counting.mjs";
import { number, percent, range } from "../kit/draw.mjs";
import { el } from "../kit/element.mjs";
import * as WORDS from "./small-push.counts.words.mjs";

const SIZES = [1, 2, 4, 8, 16]; // that are counted, after the one that is chosen
const DIRECTIONS = Object.keys(WORDS.directions);

export class PushCounts {
  /** steps: from black to white; largest: push, in such steps; seed: of the random signs. */
  constructor(figure, settings) {
    Object.assign(this, settings, { counting: new Counting(figure, () => figure.frame.draw(), true), all: figure.photos.n });
    this.chart = chart(WORDS.across, WORDS.right);
    this.element = el(".x-push-curve", this.chart, el("p.x-was", figure.isLabelled ? WORDS.key : WORDS.keyUnlabelled));
  }

  job(kind, size) {
    const share = size / this.steps;
    if (!size) return this.counting.of({ kind: "none" });
    return this.counting.of(kind === "slope" ? { kind, share } : { kind, share, seed: this.seed });
  }

  /** Count this size in both directions, then the others. */
  ask(chosen) {
    const sizes = [...new Set([chosen, ...SIZES])].filter(Boolean);
    return this.counting.ask([this.job("", 0), ...sizes.flatMap((size) => DIRECTIONS.map((kind) => this.job(kind, size)))]);
  }

  stop() {
    this.counting.stop();
  }

  progress() {
    const jobs = Object.values(this.counting.found), sum = (of) => jobs.reduce((total, job) => total + job[of], 0);
    return { done: sum("done"), n: Math.max(sum("n"), this.all), isRunning: this.counting.isRunning };
  }

  /** The shares that are right with that push along the slope, with random signs, and without any; nothing, until they are counted. */
  at(size) {
    const jobs = [...DIRECTIONS.map((kind) => this.job(kind, size)), this.job("", 0)];
    return size > 0 && jobs.every(({ done, n }) => done === n) ? jobs.map((job) => percent(this.counting.share(job)[0], 1)) : undefined;
  }

  /** What is counted of one direction, in percent, by size. */
  pointsOf(kind) {
    const counted = range(this.largest + 1).map((size) => [size, this.job(kind, size)]).filter(([, { done }]) => done);
    return counted.map(([size, job]) => {
      const [right, low, high] = this.counting.share(job).map((share) => 100 * share);
      return { size, kind, right, low, high };
    });
  }

  draw() {
    const lists = DIRECTIONS.map((kind) => this.pointsOf(kind)), points = lists.flat(), words = (value) => number(value, 1);
    const said = points.map(({ size, kind, right, low, high }) =>
      WORDS.point(WORDS.inSteps(size), WORDS.directions[kind], words(right), words(low), words(high)));
    this.chart.set({
      x: [0, this.largest], y: [0, 100], words: WORDS.chart(said.join(" ")),
      dots: points.map(({ size, right, kind }) => ({ at: [size, right], kind: `is-${kind}` })),
      lines: [
        ...lists.map((list, i) => ({ points: list.map(({ size, right }) => [size, right]), kind: `is-${DIRECTIONS[i]}` })),
        ...points.map(({ size, low, high, kind }) => ({ points: [[size, low], [size, high]], kind: `is-${kind}` })),
      ],
    });
  }
}
