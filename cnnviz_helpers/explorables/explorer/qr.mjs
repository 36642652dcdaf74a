/* The address of what is seen as a QR code, to be read from a projector, and as text. */

import { el, write } from "../kit/element.mjs";
import { openDialog } from "./dialog.mjs";
import { qrCode } from "./qr-code.mjs";
import * as WORDS from "./tours.words.mjs";

const MARGIN = 4; // white squares around a code
const HERE = /^(localhost|127\.|\[::1\])/; // hosts that another machine cannot reach by this name

/** The shortest address of a state: only what is not as at first; without the presenter's view, which the others do not need. */
export function addressOf({ model, state, frame: { defaults } }) {
  const [page, place] = model.get("address")().split("#");
  const kept = Object.entries(state).filter(([key, value]) => key !== "present" && value !== defaults[key]);
  return `${page}#${place.split("?")[0]}?${new URLSearchParams(kept)}`;
}

/** A code as a picture: black on white in either theme, as cameras expect it. */
function drawn(code, words) {
  const space = "http://www.w3.org/2000/svg", size = code.length + 2 * MARGIN;
  const svg = document.createElementNS(space, "svg"), squares = document.createElementNS(space, "path");
  const run = (x, y, length) => `M${x + MARGIN} ${y + MARGIN}h${length}v1h-${length}z`;
  const runs = code.flatMap((row, y) => [...row.join("").matchAll(/1+/g)].map(({ index, 0: { length } }) => run(index, y, length)));
  squares.setAttribute("d", runs.join(""));
  const is = { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": words, class: "x-qr" };
  for (const [key, value] of Object.entries(is)) svg.setAttribute(key, value);
  svg.append(squares);
  return svg;
}

/** Open the dialog for the state that the explorer is in. */
export function showCode(explorer) {
  const address = addressOf(explorer), code = qrCode(address), { hostname, protocol } = location;
  const copy = el("button", { type: "button", onclick: () => copied(copy, address) }, WORDS.copy);
  const isOnlyHere = protocol === "file:" || HERE.test(hostname);
  const notes = [explorer.picture.isOwn && WORDS.withoutOwn, isOnlyHere && WORDS.onlyHere].filter(Boolean).map((note) => el("p", note));
  openDialog(explorer.root, WORDS.codeTitle,
    code ? drawn(code, WORDS.codeSays(address)) : el("p", WORDS.tooLong), ...notes,
    el("p.x-address", { tabindex: 0 }, address), el("p", copy));
}

async function copied(button, address) {
  try {
    await navigator.clipboard.writeText(address);
    write(button, WORDS.copied);
  } catch { // the clipboard is closed, as to pages without https
    write(button, WORDS.notCopied);
  }
}
