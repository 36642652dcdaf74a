/* Long jobs in a worker, one at a time, of which only the newest counts: it looks at its post between slices of work. */

import { pause } from "./resources.mjs";

const SLICE = 50; // milliseconds of work between looks at the post

/**
 * What a worker does with its post. {open: data} comes first: open(data) -> what all jobs need, or a promise.
 * {stop: true} ends the job; all else is a job: fulfil(opened, job, isWanted), which looks at isWanted() from time to time.
 * It posts {ready: true} when it is open or has stopped, {error: a sentence} if something fails.
 */
export function listener(open, fulfil) {
  let opened, wish = null, isBusy = false;
  return async ({ data }) => {
    if (data.open) opened = open(data.open);
    else wish = data.stop ? null : data;
    if (isBusy) return;
    isBusy = true;
    try {
      const all = await opened;
      for (let job = wish; job; job = wish === job ? null : wish) await fulfil(all, job, () => wish === job);
      if (!wish) postMessage({ ready: true });
    } catch ({ message }) {
      wish = null;
      postMessage({ error: message });
    }
    isBusy = false;
  };
}

/**
 * Do each(i) for i from `first` on, `n` in all; report(done) after each slice of work; end early when it is no longer wanted.
 * Returns how many are done.
 */
export async function inSlices(first, n, each, report, isWanted) {
  for (let i = first, begun = performance.now(); i < n; i++) {
    each(i);
    if (i < n - 1 && performance.now() - begun < SLICE) continue;
    report(i + 1);
    await pause();
    if (!isWanted()) return i + 1;
    begun = performance.now();
  }
  return n;
}
