/* How far a count is, and a button that stops it, and lets it go on. */

import { button } from "./controls.mjs";
import { grouped } from "./draw.mjs";
import { el, write } from "./element.mjs";
import * as WORDS from "./counts.words.mjs";

/** `set({ done, n, isRunning })`. start(): what the button does when nothing runs, in these `words`; stop(): when something does. */
export function progress(words, start, stop) {
  let isRunning = false;
  const bar = el("progress", { "aria-label": WORDS.counted }), told = el("span");
  const press = button(words, () => (isRunning ? stop() : start()));
  const set = (now) => {
    isRunning = now.isRunning;
    bar.max = now.n;
    bar.value = now.done;
    write(told, WORDS.done(grouped(now.done), grouped(now.n)));
    write(press, isRunning ? WORDS.stop : now.words ?? words);
    press.style.visibility = !isRunning && now.done === now.n ? "hidden" : ""; // it keeps its room
  };
  return Object.assign(el(".x-row.x-progress", bar, told, press), { set });
}
