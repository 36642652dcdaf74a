/* A part of the page comes from where it was before, or goes to where it will be: by transform alone; under reduced motion at once.
   A page that is busy, or hidden, may keep its animations for long: each ends by a clock of its own. */

const TIME = { duration: 300, easing: "cubic-bezier(0.3, 0, 0.2, 1)" };

const LATE = 100; // milliseconds after which a flight that has not ended is ended

const flights = new Set(); // animations under way

const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The transform that lays an element whose rectangle is `own` over `other`. */
function over(other, own) {
  const scale = [other.width / own.width, other.height / own.height];
  return `translate(${other.left - own.left}px, ${other.top - own.top}px) scale(${scale})`;
}

const hasSize = (rect) => rect?.width > 0 && rect.height > 0;

async function move(element, rect, frames) {
  const own = element.getBoundingClientRect();
  if (isStill() || !hasSize(rect) || !hasSize(own)) return;
  const above = { transformOrigin: "0 0", zIndex: 3 };
  const frame = { transform: over(rect, own), ...above }, none = { transform: "none", ...above };
  const flight = element.animate(frames(frame, none), TIME), end = setTimeout(() => flight.cancel(), TIME.duration + LATE);
  flights.add(flight);
  await flight.finished.catch(() => {}); // it was ended before
  clearTimeout(end);
  flights.delete(flight);
}

/** `element` grows from `rect`, a rectangle of the window, to its own place; where there is none, it just stands there. */
export const growFrom = (element, rect) => move(element, rect, (there, here) => [there, here]);

/** `element` goes to `rect`. The promise is kept once it is there. */
export const shrinkTo = (element, rect) => move(element, rect, (there, here) => [here, there]);

/** End all that is under way: each part stands in its own place. */
export function land() {
  for (const flight of flights) flight.cancel();
}
