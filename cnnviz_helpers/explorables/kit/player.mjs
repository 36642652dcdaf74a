/* Goes from place to place, so many a second, until the last one or until it is stopped. */

import { button } from "./controls.mjs";
import { write } from "./element.mjs";

const AT_ONCE = 20; // places: so many at most from one picture to the next, however long that took

export class Player {
  /**
   * words: {play, pause} on its `button`; step(n): by n places on; isAtEnd(); restart(): to the first one; perSecond(): so many places;
   * changed(isPlaying), if given.
   */
  constructor(words, { step, isAtEnd, restart, perSecond, changed }) {
    Object.assign(this, { words, step, isAtEnd, restart, perSecond, changed, isPlaying: false });
    this.button = button(words.play, () => this.turn(), { class: "x-play" });
  }

  halt() {
    cancelAnimationFrame(this.beat);
    this.isPlaying = false;
    write(this.button, this.words.play);
  }

  /** Play, or pause. */
  turn() {
    const isOn = !this.isPlaying;
    this.halt();
    if (isOn) {
      if (this.isAtEnd()) this.restart();
      this.isPlaying = true;
      write(this.button, this.words.pause);
      this.since = performance.now();
      this.beat = requestAnimationFrame((now) => this.playOn(now));
    }
    this.changed?.(isOn);
  }

  playOn(now) {
    const each = 1000 / this.perSecond(), due = Math.max(0, Math.floor((now - this.since) / each));
    this.since += due * each;
    if (due) this.step(Math.min(due, AT_ONCE));
    if (this.isAtEnd()) return this.turn();
    this.beat = requestAnimationFrame((later) => this.playOn(later));
    return undefined;
  }
}
