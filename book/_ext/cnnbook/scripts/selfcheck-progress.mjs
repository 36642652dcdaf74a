/* The box that says how many of the book's self-checks are answered, and clears them. */

import { CHANGED, answers } from "./selfcheck-model.mjs";

export class Progress {
  constructor(box) {
    this.ids = box.dataset.questions.split(" ").filter(Boolean);
    this.count = box.querySelector(".selfcheck-count");
    this.squares = [...box.querySelectorAll(".selfcheck-squares span")];
    this.privacy = box.querySelector(".selfcheck-privacy");
    this.button = box.querySelector(".selfcheck-clear");
    this.words = this.button.textContent;
    this.button.addEventListener("click", () => this.clear());
    this.button.addEventListener("blur", () => { this.button.textContent = this.words; });
  }

  /** The first press asks, the second one does it. */
  clear() {
    if (this.button.textContent === this.words) {
      this.button.textContent = "Press again to clear them all";
      return;
    }
    answers.forgetAll();
    this.button.textContent = this.words;
    document.dispatchEvent(new Event(CHANGED));
    this.count.tabIndex = -1; // the button is gone now: the focus stays in the box
    this.count.focus();
  }

  update(all) {
    const records = this.ids.map((id) => all.get(id));
    const answered = records.filter(Boolean);
    const first = answered.filter((record) => record.first).length;
    const text = `You have answered ${answered.length} of ${this.ids.length}, ${first} right at the first try.`;
    if (this.count.textContent !== text) this.count.textContent = text;
    records.forEach((record, index) => {
      const state = record?.first ? "first" : record?.right ? "later" : record ? "open" : "";
      this.squares[index].className = state && `is-${state}`;
    });
    this.button.hidden = answered.length === 0;
    if (answers.isKept) return;
    this.privacy.textContent = "This browser does not let the page keep your answers: they last until you leave it. They are sent nowhere.";
  }
}
