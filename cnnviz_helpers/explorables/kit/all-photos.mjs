/* What a figure asks about all photos, of the worker all-photos-worker.mjs or one of its own: of several questions, the newest counts. */

import * as KIT_WORDS from "./words.mjs";
import { startWorker } from "./resources.mjs";

export class AllPhotos {
  /** name: of the worker. It posts {task, done, n, …}, or {error}; a job is at its end when all of `n` is done. */
  constructor(model, frame, photos, name = "kit/all-photos-worker.mjs") {
    Object.assign(this, { model, frame, photos, name, task: 0, isRunning: false, rgb: null, labels: [] });
    frame.onEnd(() => this.worker?.terminate());
  }

  /**
   * Ask for a job, as the worker documents them, of which it tells what is `done` of `n`; hear(data): what comes of it, until another is
   * asked for.
   */
  ask(job, hear) {
    const task = this.task += 1;
    Object.assign(this, { hear, isRunning: true });
    return this.frame.attempt(async () => {
      this.worker = await (this.starting ??= this.start());
      if (task === this.task) this.worker.postMessage({ ...job, task });
    });
  }

  stop() {
    this.task += 1;
    this.isRunning = false;
    this.worker?.postMessage({ stop: true });
  }

  /** The worker, with all photos, whose bytes are `rgb` from then on. */
  async start() {
    const { model, photos, frame } = this;
    [this.rgb, this.labels] = await Promise.all([photos.all(), photos.labels()]);
    const [files, base, modules] = ["files", "base", "modules"].map((key) => model.get(key));
    const worker = startWorker(model, this.name), fail = (message) => frame.attempt(() => { throw new Error(message); });
    worker.onmessage = ({ data }) => {
      if (data.error) fail(data.error);
      else if (data.task === this.task) {
        this.isRunning = data.done < data.n;
        frame.attempt(() => this.hear(data));
      }
    };
    worker.onerror = () => fail(KIT_WORDS.noWorker);
    worker.postMessage({ open: { files, base, modules, own: Boolean(files), rgb: this.rgb, labels: this.labels, n: photos.n } });
    if (frame.isClosed) worker.terminate();
    return worker;
  }

  /** The bytes of photo `i`, as the network gets it. */
  rgbOf(i) {
    const size = this.rgb.length / this.photos.n;
    return this.photos.fit(this.rgb.subarray(i * size, (i + 1) * size));
  }
}
