/* The bar on top of the explorer: where one is, the picture, what is shown of the maps, what is done to the photo and to the weights. */

import { button, choice, toggle } from "../kit/controls.mjs";
import { MUTE, el, write } from "../kit/element.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import * as WORDS from "./bar.words.mjs";

const SEEN = 2000; // milliseconds for which an answer can be read

/**
 * `element`: the bar; `photoTools`: what is done to the photo; `undo`: undoes all changes.
 * Pictures and tours are put into their slots when they have come.
 */
export class Bar {
  constructor(explorer) {
    this.explorer = explorer;
    this.pictures = el(".x-top-pictures");
    this.tours = el(".x-top-tours");
    this.build();
  }

  build() {
    const { explorer } = this, { model, columns, network } = explorer, set = (changes) => explorer.set(changes);
    const home = model.get("home"), flip = (key, off, on) => (isOn) => set({ [key]: isOn ? on : off });
    const activations = columns.some(({ before, after }) => before !== after);
    this.side = activations && toggle(WORDS.activation(network), true, flip("side", "before", "after"));
    this.scale = choice(WORDS.scale, Object.entries(WORDS.scales), "", (scale) => set({ scale }));
    this.order = choice(WORDS.order, Object.entries(WORDS.orders), "", (order) => set({ order }));
    this.poolsButton = toggle(WORDS.pools, false, flip("pools", 0, 1));
    this.weights = toggle(WORDS.random, false, flip("weights", "trained", "random"));
    this.cover = toggle(WORDS.cover, false, (isOn) => this.coverPhoto(isOn));
    this.shift = toggle(WORDS.shift, false, (isOn) => this.shiftPhoto(isOn));
    this.undo = button(WORDS.undo, () => this.undoAll(), { hidden: true });
    this.link = button(KIT_WORDS.copyLink, () => this.copyLink());
    this.note = el("span.x-note", { role: "status" });
    this.full = explorer.place.isHeld && explorer.root.requestFullscreen && button(WORDS.full, () => this.fill());
    this.network = explorer.place.canChange
      && button(WORDS.network, () => explorer.openNetworks().catch(({ message }) => write(this.note, message)));
    this.list = el("details.x-view", el("summary", WORDS.look),
      el("div",
        this.side, this.poolsButton, this.scale, this.order, this.weights, this.network,
        model.get("address") && this.link, this.note));
    this.photoTools = el(".x-row.x-photo-tools", this.cover, this.shift);
    this.element = el("header.x-top",
      home ? el("a.x-home", { href: home, "aria-label": WORDS.home }, el("span", MUTE, "‹ "), WORDS.book) : null,
      el("h2.x-name", model.get("title") ?? WORDS.title), this.pictures, el(".x-top-tools", this.list), this.full, this.tours);
  }

  /** The whole screen, or the place in the page again. */
  fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.explorer.root.requestFullscreen().catch(({ message }) => write(this.note, message));
  }

  /** Close the list that stands open, which Escape does before it leads out of a level. Returns whether one did. */
  shut() {
    const { list } = this, wasOpen = list.open, hadFocus = list.contains(document.activeElement);
    list.open = false;
    if (wasOpen && hadFocus) list.firstChild.focus();
    return wasOpen;
  }

  /** A patch in the middle, a quarter as high as the photo; or none. */
  coverPhoto(isOn) {
    const { explorer } = this, [height, width] = explorer.network.photo.shape, size = Math.max(1, Math.round(Math.min(height, width) / 4));
    this.shiftPhoto(false);
    explorer.set({ patch: isOn ? [Math.round((height - size) / 2), Math.round((width - size) / 2), size].join(".") : "" });
  }

  /** Move the photo, by dragging or with the arrow keys, until this is switched off: then it lies where it lay. */
  shiftPhoto(isOn) {
    const { explorer } = this;
    explorer.photo.isShifting = isOn;
    this.shift.set(isOn);
    explorer.photo.mark(); // the next key counts from the middle, even before that is drawn
    explorer.set(isOn ? { patch: "" } : { shift: "" });
  }

  /** The photo as it is. */
  undoPhoto() {
    this.shiftPhoto(false);
    this.explorer.set({ paint: "", patch: "", shift: "" });
  }

  /** All as it was learned, and the photo as it is. */
  undoAll() {
    this.undoPhoto();
    this.explorer.set({ edits: "", off: "", weights: "trained" });
  }

  async copyLink() {
    const { explorer: { model, own } } = this;
    model.save_changes();
    write(this.note, [own && KIT_WORDS.withoutOwn, model.get("leavesOut")].filter(Boolean).join(" "));
    try {
      await navigator.clipboard.writeText(model.get("address")());
      write(this.link, KIT_WORDS.copied);
    } catch {
      write(this.link, KIT_WORDS.notCopied);
    }
    setTimeout(() => write(this.link, KIT_WORDS.copyLink), SEEN);
  }

  draw() {
    const { side, scale, order, pools, weights, patch, edits, off, paint, shift } = this.explorer.state;
    if (this.side) this.side.set(side === "after");
    this.scale.set(scale);
    this.order.set(order);
    this.poolsButton.set(Boolean(pools));
    this.weights.set(weights === "random");
    this.cover.set(Boolean(patch));
    if (shift && !this.explorer.photo.isShifting) {
      this.explorer.photo.isShifting = true;
      this.shift.set(true);
    }
    this.undo.hidden = !(edits || off || paint || patch || shift || weights === "random");
  }
}
