/* What takes a network that a reader brings, and shows it: the workbench, the explorer. It says what goes on, and what failed. */

import { el, write } from "./element.mjs";
import { NetworkPanel } from "./network-panel.mjs";
import { importLater, instead, openNetwork } from "./resources.mjs";
import * as WORDS from "./network-panel.words.mjs";

const KEPT = "kept-network"; // set where this browser keeps one
const DRAWN = 40; // milliseconds in which a browser has drawn what is said before much is computed

/** Whether this browser keeps a network; some keep nothing, and say so by an error. */
function isKept() {
  try {
    return Boolean(localStorage.getItem(KEPT));
  } catch {
    return false;
  }
}

/**
 * Its heir has open(files, name, isWanted), which shows a network, {name: bytes}, called `name`; without files the one that was there at
 * first. `root` takes drops; `busy` and `fault` say what goes on, and what failed: they stand in the `panel`, if there is one.
 */
export class NetworkHost {
  constructor(root, model) {
    Object.assign(this, { root, model, turn: 0, panel: null, closing: new AbortController() });
    this.fault = el("p.x-fault", { role: "alert", hidden: true });
    this.status = el("p", { role: "status" });
    this.progress = el("progress", { "aria-hidden": "true", hidden: true });
    this.busy = el(".x-busy", this.status, this.progress);
  }

  /** The panel in which a network is given; it offers the last one that this browser keeps. */
  makePanel() {
    this.panel = new NetworkPanel(this);
    if (isKept()) this.bring().then((bringer) => bringer.offerLast()).catch((error) => this.complain(error));
    return this.panel;
  }

  /**
   * Do what may fail, and say in one sentence if it did. Of several works, the last one counts: `work` gets a function that says whether
   * it is.
   */
  async attempt(work) {
    const mine = (this.turn += 1), isWanted = () => mine === this.turn && !this.closing.signal.aborted;
    this.fault.hidden = true;
    try {
      await work(isWanted);
    } catch (error) {
      if (isWanted()) this.complain(error);
    }
    if (isWanted()) this.say("");
  }

  complain({ message }) {
    write(this.fault, message);
    this.fault.hidden = false;
  }

  /** Say what goes on, which takes a while; or nothing, at its end. */
  say(words) {
    write(this.status, words);
    this.progress.hidden = !words;
    return new Promise((done) => setTimeout(done, DRAWN));
  }

  /** Give up what goes on. */
  stop() {
    this.turn += 1;
    this.fault.hidden = true;
    this.say("");
  }

  /** What reads the files of a network comes with the first of them. */
  async bring() {
    const { bringer } = await importLater(this.model, "kit/bring-network.mjs");
    return this.bringer ??= bringer(this);
  }

  /**
   * A network out of files, ready to run; without files that of the page. figure: the name of the one that must be able to show it;
   * slopes: a module.
   */
  async opened(files, name, figure, slopes) {
    try {
      return await openNetwork(instead(this.model, { files, name: figure }), slopes);
    } catch (error) {
      throw error instanceof RangeError ? new Error(WORDS.noRoom(name)) : error; // such as an array too large
    }
  }

  close() {
    this.closing.abort();
  }
}
