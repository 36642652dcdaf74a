/* A dialog over the explorer: Escape and its button close it, and the focus goes back to where it was. */

import { el } from "../kit/element.mjs";
import * as WORDS from "./tours.words.mjs";

let titles = 0;

/** Open a dialog in `root` with these parts; returns it. */
export function openDialog(root, title, ...parts) {
  const id = `x-dialog-${(titles += 1)}`;
  const dialog = el("dialog.x-dialog", { "aria-labelledby": id, onclose: () => dialog.remove() },
    el("h2", { id }, title), ...parts, el("p", el("button", { type: "button", onclick: () => dialog.close() }, WORDS.dismiss)));
  dialog.addEventListener("keydown", (event) => event.stopPropagation()); // its keys are its own
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close()); // beside it
  root.append(dialog);
  dialog.showModal();
  return dialog;
}
