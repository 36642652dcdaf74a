/* A button with a list of things to do below it. */

import { el } from "../kit/element.mjs";

/** entries(): a promise of [{words, more, key, do}], asked for at each opening: what one can choose, or, without `do`, words alone. */
export class Menu {
  constructor(words, entries) {
    this.entries = entries;
    this.list = el("ul.x-menu-list", { role: "list", hidden: true });
    this.button = el("button", { type: "button", "aria-expanded": "false", onclick: () => this.toggle() }, words);
    this.element = el(".x-menu", this.button, this.list);
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !this.element.contains(relatedTarget) && this.fold());
    this.away = ({ target }) => this.element.contains(target) || this.fold();
    document.addEventListener("pointerdown", this.away);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  async toggle() {
    if (this.isOpen) return this.fold();
    const entries = await this.entries();
    this.list.replaceChildren(...entries.map((entry) => el("li", entry.do ? this.choice(entry) : el("p", entry.words))));
    this.list.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.list.querySelector("button")?.focus();
    return undefined;
  }

  choice({ words, more, key, do: act }) {
    const choose = () => {
      this.fold();
      this.button.focus();
      act();
    };
    return el("button", { type: "button", onclick: choose },
      el("span", words), more && el("small", more), key && el("kbd", { "aria-hidden": "true" }, key));
  }

  fold() {
    this.list.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!this.isOpen || !(step || event.key === "Escape")) return;
    event.preventDefault();
    event.stopPropagation(); // Escape leaves the list, not the level
    if (!step) {
      this.fold();
      this.button.focus();
      return;
    }
    const all = [...this.list.querySelectorAll("button")], at = all.indexOf(document.activeElement);
    all[(at + step + all.length) % all.length].focus();
  }

  close() {
    document.removeEventListener("pointerdown", this.away);
  }
}
