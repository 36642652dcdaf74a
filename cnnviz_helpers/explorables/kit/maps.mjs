/* What shows numbers: bars, scales, and maps one can walk over with the arrow keys. */

import { argmax, clamp, number, percent, portion } from "./draw.mjs";
import { MUTE, alone, describe, el, write } from "./element.mjs";

/** Ten bars with names and numbers. `set(probabilities, mark, before)`: `mark` is the true class; `before`: shares to compare with, a line in each bar; `words`: in place of the numbers. */
export function bars(classes) {
  const rows = classes.map((name) => {
    const fill = el("span.x-fill"), line = el("span.x-mark"), value = alone();
    return { fill, line, value, item: el("li", el("span.x-class", name), el("span.x-bar", MUTE, fill, line), el("span.x-value", value)) };
  });
  const inPercent = (share) => percent(share, share > 0.0995 || share === 0 ? 0 : 1);
  const set = (shares, mark, before, words = Array.from(shares, inPercent)) => {
    const most = argmax(shares);
    rows.forEach((row, i) => {
      const { fill, line, value, item } = row, look = [shares[i].toFixed(3), words[i], before?.[i], i === most, i === mark].join();
      if (row.look === look) return; // what looks the same need not be styled, laid out and painted again
      row.look = look;
      line.hidden = !before;
      if (before) line.style.left = portion(before[i]);
      fill.style.backgroundSize = `${portion(shares[i])} 100%`; // a width would be laid out again, and a scale painted apart
      write(value, words[i]);
      item.className = `${i === most ? "is-most" : ""} ${i === mark ? "is-true" : ""}`;
    });
  };
  return Object.assign(el("ul.x-bars", { role: "list" }, ...rows.map((row) => row.item)), { set });
}

/** A bar of colours from -limit to limit, with its numbers. `set(limit)`. */
export function scaleBar(words = "") {
  const end = () => el("span", alone()), low = end(), high = end();
  const root = el("p.x-scale", low, el("span.x-ramp.is-signed", MUTE), high, el("span.x-words", words));
  const put = (place, value) => {
    if (value.length !== place.textContent.length) place.style.width = `${value.length - 0.5}ch`; // the point takes half a figure's room
    write(place.firstChild, value);
  };
  const set = (limit, digits = 2) => {
    put(low, number(-limit, digits));
    put(high, number(limit, digits));
  };
  return Object.assign(root, { set });
}

/** Put a box over `high` x `wide` cells of a picture of rows x columns. */
export function layOver(box, [row, column, high, wide], [rows, columns]) {
  box.style.cssText = `top: ${portion(row, rows)}; left: ${portion(column, columns)}; height: ${portion(high, rows)}; width: ${portion(wide, columns)}`;
}

/** An arrow key goes from one of `cells`, in lines of `across`, to the one beside it, and to its stop of the Tab key. Returns that one, if there is one. */
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

/**
 * A map of cells that one can point at: by mouse, by touch, and by arrow keys (with Shift ten cells at a time; Home and End to the ends of a row).
 * size: () => [rows, columns]; words: (row, column) => what a screen reader says; onmove(row, column, isPointed): by a pointer, or by a key;
 * onhover, if given: the same for a mouse that only passes over the map.
 */
export function cellMap({ label, size, words, onmove, onhover }) {
  const canvas = el("canvas.x-map");
  const cursor = el("span.x-cursor", MUTE);
  const root = el(".x-cells", { tabindex: 0, role: "application", "aria-label": label, "aria-roledescription": "map" }, canvas, cursor);
  let place = [0, 0];
  const move = (row, column, isPointed, tell = onmove) => {
    const [rows, columns] = size();
    const cell = [clamp(row, 0, rows - 1), clamp(column, 0, columns - 1)];
    if (tell === onmove) place = cell; // the next key counts from here, even before it is drawn
    tell(...cell, isPointed);
  };
  const point = (event, tell) => {
    const box = canvas.getBoundingClientRect(), [rows, columns] = size();
    move(Math.floor(((event.clientY - box.top) / box.height) * rows), Math.floor(((event.clientX - box.left) / box.width) * columns), true, tell);
  };
  root.addEventListener("pointerdown", (event) => { root.setPointerCapture(event.pointerId); point(event); });
  root.addEventListener("pointermove", (event) => {
    if (root.hasPointerCapture(event.pointerId)) point(event);
    else if (onhover && event.pointerType === "mouse") point(event, onhover);
  });
  root.addEventListener("keydown", (event) => {
    const by = event.shiftKey ? 10 : 1, [row, column] = place, last = size()[1] - 1;
    const next = {
      ArrowUp: [row - by, column], ArrowDown: [row + by, column], ArrowLeft: [row, column - by], ArrowRight: [row, column + by], Home: [row, 0], End: [row, last],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    move(...next);
  });
  /** Show the cursor on a cell, or on `high` x `wide` cells that begin there. */
  const set = (row, column, high = 1, wide = 1) => {
    place = [row, column];
    layOver(cursor, [row, column, high, wide], size());
    describe(root, `${label}, ${words(row, column)}`);
  };
  return Object.assign(root, { canvas, set });
}
