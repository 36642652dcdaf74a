/* The answers to all photos, with something changed in each, as they come from the worker changed-photos-worker.mjs. It comes when one
   counts (counts.mjs). */

import { argmax, range } from "./draw.mjs";
import { startWorker } from "./resources.mjs";

const Z = 1.959963984540054; // of the bell curve, 95 % lie so many deviations around the middle

/** The shares that `right` of `n` is compatible with at 95 % (Wilson's score interval, as Python's `accuracy_interval`): [low, high]. */
export function interval(right, n) {
  const share = right / n, shrink = 1 + (Z * Z) / n, middle = (share + (Z * Z) / (2 * n)) / shrink;
  const half = (Z / shrink) * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  return [right ? middle - half : 0, right < n ? middle + half : 1];
}

export class Counting {
  /** tell(): called when something has been counted, begun or stopped; slopes: whether photos will be pushed along a slope. */
  constructor({ frame, model, photos }, tell, slopes = false) {
    Object.assign(this, { frame, model, photos, tell, slopes, found: {}, queue: [], task: 0, labels: [] });
    frame.onEnd(() => this.worker?.terminate());
  }

  /** What is known of all photos with `change`: {change, n, done, shares: [a row of each], answers}. n: of pictures that are no photos. */
  of(change, n = this.photos.n) {
    return this.found[JSON.stringify(change)] ?? { change, n, done: 0, shares: [], answers: [] };
  }

  get isRunning() {
    return this.queue.length > 0;
  }

  /** Count these, as `of` gives them, one after the other, as far as they are not counted yet; all else stops. */
  ask(jobs) {
    this.queue = jobs.filter(({ n, done }) => done < n);
    for (const job of this.queue) this.found[JSON.stringify(job.change)] = job;
    this.tell();
    return this.frame.attempt(async () => {
      this.worker = await (this.starting ??= this.start());
      this.next();
    });
  }

  async start() {
    const { model, photos, slopes } = this, [rgb, labels] = await Promise.all([photos.all(), photos.labels()]);
    const [files, base, modules] = ["files", "base", "modules"].map((key) => model.get(key));
    const worker = startWorker(model, "kit/changed-photos-worker.mjs");
    worker.onmessage = ({ data }) => this.hear(data);
    worker.postMessage({ open: { files, base, modules, own: Boolean(files), rgb, labels, n: photos.n, slopes } });
    Object.assign(this, { rgb, labels });
    if (this.frame.isClosed) worker.terminate();
    return worker;
  }

  next() {
    const [job] = this.queue;
    this.task += 1;
    if (job) this.worker.postMessage({ task: this.task, change: job.change, first: job.done, n: job.n });
  }

  stop() {
    this.queue = [];
    this.worker?.postMessage({ stop: true });
    this.tell();
  }

  hear({ task, done, shares, error }) {
    if (error) return this.frame.attempt(() => { throw new Error(error); });
    const [job] = this.queue;
    if (!job || task !== this.task) return undefined;
    const many = shares.length / (done - job.done);
    for (const i of range(done - job.done)) {
      const row = shares.subarray(i * many, (i + 1) * many);
      job.shares.push(row);
      job.answers.push(argmax(row));
    }
    job.done = done;
    if (done === job.n) {
      this.queue.shift();
      this.next();
    }
    return this.tell();
  }

  /** How many of the answers so far are right; where that is not known, how many are those to the photos as they are. */
  right({ answers }) {
    const truth = this.labels.length ? this.labels : this.of({ kind: "none" }).answers;
    return answers.filter((answer, i) => answer === truth[i]).length;
  }

  /** Of what was counted: the share that is right, and the ends of its interval of 95 %. */
  share(job) {
    const right = this.right(job);
    return [right / job.done, ...interval(right, job.done)];
  }

  interval(right, n) {
    return interval(right, n);
  }

  /** The bytes of photo `i`, as the network gets it. */
  rgbOf(i) {
    const size = this.rgb.length / this.photos.n;
    return this.photos.fit(this.rgb.subarray(i * size, (i + 1) * size));
  }
}
