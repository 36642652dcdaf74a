/* What shows numbers: bars, scales, and maps one can walk over with the arrow keys. */

import { argmax, clamp, number, percent, portion, range } from "./draw.mjs";
import { MUTE, alone, describe, el, write } from "./element.mjs";
import * as KIT_WORDS from "./words.mjs";

const MOST_BARS = 10;

/**
 * A bar with name and number for each class, of more than ten for the ten largest. `set(probabilities, mark, before, words)`: `mark` is the
 * true class; `before`: shares to compare with, a line in each bar; `words`: in place of the numbers.
 * onpick(class), if given: the names are buttons. `rows`: of each bar its `item`, and the class `index` that it shows.
 */
export function bars(classes, onpick) {
  const rows = classes.slice(0, MOST_BARS).map((words, index) => {
    const name = onpick
      ? el("button.x-class", { type: "button", onclick: () => onpick(row.index) }, words)
      : el("span.x-class", words);
    const fill = el("span.x-fill"), line = el("span.x-mark"), value = alone();
    const row = { index, name, fill, line, value, item: el("li", name, el("span.x-bar", MUTE, fill, line), el("span.x-value", value)) };
    return row;
  });
  const inPercent = (share) => percent(share, share > 0.0995 || share === 0 ? 0 : 1);
  const set = (shares, mark, before, words = Array.from(shares, inPercent)) => {
    const most = argmax(shares), order = range(classes.length);
    if (rows.length < order.length) order.sort((a, b) => shares[b] - shares[a]);
    rows.forEach((row, place) => {
      const i = order[place], { name, fill, line, value, item } = row;
      const look = [i, shares[i].toFixed(3), words[i], before?.[i], i === most, i === mark].join();
      if (row.look === look) return; // what looks the same need not be styled, laid out and painted again
      [row.look, row.index] = [look, i];
      write(name, classes[i]);
      line.hidden = !before;
      if (before) line.style.left = portion(before[i]);
      fill.style.backgroundSize = `${portion(shares[i])} 100%`; // a width would be laid out again, and a scale painted apart
      write(value, words[i]);
      item.className = `${i === most ? "is-most" : ""} ${i === mark ? "is-true" : ""}`;
    });
  };
  return Object.assign(el("ul.x-bars", { role: "list" }, ...rows.map((row) => row.item)), { set, rows });
}

/** A bar of colours from -limit to limit, with its numbers. `set(limit)`. */
export function scaleBar(words = "") {
  const end = () => el("span", alone()), low = end(), high = end();
  const root = el("p.x-scale", low, el("span.x-ramp.is-signed", MUTE), high, el("span.x-words", words));
  const put = (place, value) => {
    if (value.length !== place.textContent.length) place.style.width = `${value.length - 0.5}ch`; // the point takes half a figure's room
    write(place.firstChild, value);
  };
  const set = (limit, digits = limit < 100 ? 2 : 0) => {
    put(low, number(-limit, digits));
    put(high, number(limit, digits));
  };
  return Object.assign(root, { set });
}

/** Put a box over `high` x `wide` cells of a picture of rows x columns. */
export function layOver(box, [row, column, high, wide], [rows, columns]) {
  const place = `top: ${portion(row, rows)}; left: ${portion(column, columns)}`;
  box.style.cssText = `${place}; height: ${portion(high, rows)}; width: ${portion(wide, columns)}`;
}

/** An arrow key goes from one of `cells`, in lines of `across`, to the one beside it, where Tab stops now. Returns it, if there is one. */
export function walkOver(cells, across, event) {
  const from = cells.indexOf(event.target), step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key];
  if (from < 0 || !step) return undefined;
  event.preventDefault(); // also at the edge: the page does not move
  const next = cells[from + step];
  if (!next) return undefined;
  for (const cell of cells) cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  return next;
}

/** Where a key of the keyboard leads from a cell, or undefined: by one cell, with Shift by ten; Home and End to the ends of a row. */
export function cellFrom([row, column], { key, shiftKey }, columns) {
  const by = shiftKey ? 10 : 1;
  return {
    ArrowUp: [row - by, column], ArrowDown: [row + by, column], ArrowLeft: [row, column - by], ArrowRight: [row, column + by],
    Home: [row, 0], End: [row, columns - 1],
  }[key];
}

/** The cell under a pointer, on a canvas of rows x columns. */
export function cellUnder(canvas, { clientX, clientY }, [rows, columns]) {
  const { top, left, height, width } = canvas.getBoundingClientRect();
  return [Math.floor(((clientY - top) / height) * rows), Math.floor(((clientX - left) / width) * columns)];
}

/** Whether a cell lies in the box that begins at a place and is `high` x `wide` cells large. */
const isIn = ([row, column], [top, left], [high, wide]) => row >= top && row < top + high && column >= left && column < left + wide;

/**
 * A map of cells that one can point at: by mouse, by touch, and by keys. Returns the element, with its `canvas` and `set(row, column)`.
 * A finger that swipes up or down moves the page and changes nothing; one that taps, or moves to a side, points.
 * size: () => [rows, columns]; words: (row, column) => what a screen reader says; onmove(row, column, isPointed): by pointer or key;
 * onhover, if given: the same for a mouse that only passes over the map.
 * held: what a pointer holds and moves along from where it took it, "box", the cursor's box, or "all"; then `isPointed` is false.
 * isChoice: there is nothing to drag; only a click or a tap points, and a finger moves the page in all directions.
 */
export function cellMap({ label, size, words, onmove, onhover, held, isChoice }) {
  const canvas = el("canvas.x-map");
  const cursor = el("span.x-cursor", MUTE);
  const is = { tabindex: 0, role: "application", "aria-label": label, "aria-roledescription": KIT_WORDS.map };
  const root = el(".x-cells", is, canvas, cursor);
  if (held || isChoice) root.classList.add(isChoice ? "is-choice" : "has-grip");
  let place = [0, 0], box = [1, 1], grip = null; // grip: how far the box begins from the cell at which it was taken
  let swipe = null; // where a finger began that may still be about to move the page
  const move = ([row, column], isPointed, tell = onmove) => {
    const [rows, columns] = size();
    const cell = [clamp(row, 0, rows - 1), clamp(column, 0, columns - 1)];
    if (tell === onmove) place = cell; // the next key counts from here, even before it is drawn
    tell(...cell, isPointed);
  };
  const point = (event, tell) => {
    const under = cellUnder(canvas, event, size());
    if (grip && !tell) onmove(under[0] + grip[0], under[1] + grip[1], false);
    else move(under, true, tell);
  };
  const take = (event) => {
    const under = cellUnder(canvas, event, size()), isHeld = held === "all" || (held && isIn(under, place, box));
    grip = isHeld ? place.map((at, axis) => at - under[axis]) : null;
    swipe = event.pointerType === "mouse" || (held && event.target === cursor) ? null : event;
    root.setPointerCapture(event.pointerId);
    if (!swipe && !isHeld) point(event);
  };
  const isSwipe = ({ clientX, clientY }) => swipe && Math.abs(clientX - swipe.clientX) <= Math.abs(clientY - swipe.clientY);
  root.addEventListener(isChoice ? "click" : "pointerdown", isChoice ? (event) => point(event) : take);
  root.addEventListener("pointermove", (event) => {
    if (!root.hasPointerCapture(event.pointerId)) {
      if (onhover && event.pointerType === "mouse") point(event, onhover);
    } else if (!isSwipe(event)) {
      swipe = null; // to a side: it points
      point(event);
    }
  });
  root.addEventListener("pointerup", (event) => { if (swipe && !grip) point(event); }); // a tap; a swipe ends without it
  root.addEventListener("keydown", (event) => {
    const next = cellFrom(place, event, size()[1]);
    if (!next) return;
    event.preventDefault();
    move(next);
  });
  /** Show the cursor on a cell, or on `high` x `wide` cells that begin there. */
  const set = (row, column, high = 1, wide = 1) => {
    [place, box] = [[row, column], [high, wide]];
    layOver(cursor, [row, column, high, wide], size());
    describe(root, `${label}, ${words(row, column)}`);
  };
  return Object.assign(root, { canvas, set });
}
