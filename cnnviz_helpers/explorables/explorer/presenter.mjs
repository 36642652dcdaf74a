/* The presenter's view, for a projector: little but the network, large words, a ring around the pointer; and the keys of the explorer. */

import { MUTE, el } from "../kit/element.mjs";
import { openDialog } from "./dialog.mjs";
import * as WORDS from "./tours.words.mjs";

const PAGES = { PageDown: 1, PageUp: -1 }, ARROWS = { ArrowRight: 1, ArrowLeft: -1 }; // a remote control sends the pages
const FIELDS = "input, select, textarea, [contenteditable]";

/** tours: the tours, which keys step through and list. */
export class Presenter {
  constructor(explorer, tours) {
    Object.assign(this, { explorer, tours, areLettersOn: true, isOn: false });
    this.ring = el(".x-ring", MUTE);
    this.help = el("button.x-help", { type: "button", "aria-label": WORDS.keys, onclick: () => this.showKeys() }, "?");
    this.element = el(".x-presenting", this.ring, this.help);
    this.end = new AbortController();
    const { signal } = this.end;
    document.addEventListener("keydown", (event) => this.foresee(event), { signal, capture: true });
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    window.addEventListener("pointerdown", () => { this.isTabbing = false; }, { signal, capture: true });
    explorer.root.addEventListener("focusin", ({ target }) => this.reach(target), { signal });
    window.addEventListener("pointermove", (event) => this.follow(event), { signal, passive: true });
  }

  /** What the menu offers beside the tours. */
  entries() {
    const { explorer } = this, hasAddress = Boolean(explorer.model.get("address"));
    return [
      { words: WORDS.present, key: "P", do: () => this.toggle() },
      hasAddress && { words: WORDS.code, key: "Q", do: () => this.showCode() },
      { words: WORDS.keys, key: "?", do: () => this.showKeys() },
    ].filter(Boolean);
  }

  toggle() {
    const { explorer } = this, present = 1 - explorer.state.present;
    explorer.set({ present });
    explorer.say(present ? WORDS.presenting : WORDS.notPresenting);
  }

  async showCode() {
    const { showCode } = await this.explorer.later("explorer/qr.mjs");
    showCode(this.explorer);
  }

  /** The list of keys, and a switch for those that are letters: whoever speaks to the machine may say one by mistake. */
  showKeys() {
    const rows = WORDS.keysOf.map(([keys, words]) => [el("dt", ...keys.map((key) => el("kbd", key))), el("dd", words)]);
    const onchange = () => { this.areLettersOn = letters.checked; };
    const letters = el("input", { type: "checkbox", checked: this.areLettersOn, onchange });
    openDialog(this.explorer.root, WORDS.keys, el("dl", ...rows.flat()), el("p", el("label", letters, " ", WORDS.areKeysOn)));
  }

  /** Before anybody else: page keys step through the cards wherever the focus is, as a speaker with a remote control does not see it. */
  foresee(event) {
    const { explorer, tours, isOn } = this, { key, target, ctrlKey, metaKey, altKey } = event, by = PAGES[key];
    this.levelBefore = explorer.state.level;
    this.isTabbing = key === "Tab";
    if (!by || !isOn || !tours.tour || ctrlKey || metaKey || altKey || target.closest?.("dialog")) return;
    event.preventDefault();
    event.stopPropagation();
    this.go(() => tours.step(by));
  }

  /** The bar comes to who goes there with Tab; not when the focus is only given back to it. */
  reach(target) {
    const bar = this.explorer.bar.element;
    bar.classList.toggle("is-reached", this.isTabbing && bar.contains(target));
  }

  /** Nothing is taken from fields, nor what somebody else has answered to. */
  key(event) {
    const { key, target, defaultPrevented, ctrlKey, metaKey, altKey } = event;
    if (defaultPrevented || ctrlKey || metaKey || altKey || target.closest?.(FIELDS)) return;
    const act = this.letter(key) ?? (this.isOn ? this.step(key) : undefined);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** What a letter does at any time. */
  letter(key) {
    if (!this.areLettersOn) return undefined;
    const hasAddress = this.explorer.model.get("address");
    return {
      p: () => this.toggle(), t: () => this.tours.menu.toggle(), q: hasAddress && (() => this.showCode()), "?": () => this.showKeys(),
    }[key.toLowerCase()];
  }

  /** What a key does in the presenter's view. */
  step(key) {
    const { tours } = this, by = ARROWS[key];
    if (key === "Escape") return this.levelBefore === "network" ? () => this.toggle() : undefined;
    if (!tours.tour) return undefined;
    if (by) return () => this.go(() => tours.step(by));
    const to = Number(/^[1-9]$/.test(key) && key) - 1;
    return tours.isAt(to) ? () => this.go(() => tours.goTo(to)) : undefined;
  }

  /** To another card; the focus is not on a map then, where arrow keys move a place. */
  go(step) {
    this.tours.card.element.focus({ preventScroll: true });
    step();
  }

  follow({ clientX, clientY, pointerType }) {
    if (!this.isOn) return;
    const { left, top } = this.explorer.root.getBoundingClientRect();
    this.ring.hidden = pointerType === "touch";
    this.ring.style.transform = `translate(${clientX - left}px, ${clientY - top}px)`;
  }

  draw() {
    const isOn = Boolean(this.explorer.state.present);
    if (isOn === this.isOn) return;
    this.isOn = isOn;
    this.ring.hidden = true; // until the pointer moves
    this.explorer.root.classList.toggle("is-presenting", isOn);
  }

  close() {
    this.end.abort();
  }
}
