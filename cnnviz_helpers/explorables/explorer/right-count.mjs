/* On how many photos of the album the network is right, as it is now; told once its weights have been changed. */

import { grouped } from "../kit/draw.mjs";
import { el, write } from "../kit/element.mjs";
import { startWorker } from "../kit/resources.mjs";
import * as WORDS from "./right-count.words.mjs";

const RESTS = 300; // milliseconds after which weights are taken to stay

export class RightCount {
  constructor(explorer) {
    this.explorer = explorer;
    this.asked = ""; // what the network was changed to, when it was counted last
    this.task = 0;
    this.bar = el("progress", { "aria-label": WORDS.counting, hidden: true });
    this.words = el("span", { role: "status" });
    this.element = el("p.x-right", this.words, this.bar);
  }

  /** What of the state changes the network, in one word; "trained" of the network as it was learned. */
  wanted() {
    const { weights, edits, off } = this.explorer.state;
    return [weights, edits, off].filter(Boolean).join(" ");
  }

  draw() {
    const wanted = this.wanted();
    if (wanted === this.asked || (!this.asked && wanted === "trained")) return;
    this.asked = wanted;
    write(this.words, ""); // it was about another network
    clearTimeout(this.resting);
    this.bar.hidden = true;
    this.task += 1;
    if (wanted === "trained") return;
    this.resting = setTimeout(() => this.count().catch(({ message }) => write(this.words, message)), RESTS);
  }

  async count() {
    const { weights, edits, off } = this.explorer.state, { worker } = this;
    this.worker = worker ?? await this.start();
    if (!this.worker) return;
    this.task += 1;
    Object.assign(this.bar, { hidden: false, value: 0 });
    this.worker.postMessage({ task: this.task, changed: { weights, edits, off } });
  }

  /** Start the worker, with all photos; none, where the photos have no classes. */
  async start() {
    const { photos, model } = this.explorer, [rgb, labels] = await Promise.all([photos.all(), photos.labels()]);
    if (!labels.length) return undefined;
    const worker = startWorker(model, "explorer/count-worker.mjs");
    worker.onmessage = ({ data }) => this.hear(data);
    const { files, base, modules } = Object.fromEntries(["files", "base", "modules"].map((key) => [key, model.get(key)]));
    worker.postMessage({ open: { files, base, modules, own: Boolean(files), rgb, labels, n: photos.n } });
    return worker;
  }

  hear({ task, done, n, right, usual, error }) {
    if (error) write(this.words, error);
    if (task !== this.task) return;
    Object.assign(this.bar, { max: n, value: done, hidden: done === n });
    if (done < n) return;
    write(this.words, WORDS.right(grouped(right), grouped(n), WORDS.usual(grouped(usual))));
  }

  close() {
    clearTimeout(this.resting);
    this.worker?.terminate();
  }
}
