/* The card of a tour: what it says, what it asks for, and where in the tour one is. */

import { MUTE, describe, el, write } from "../kit/element.mjs";
import * as WORDS from "./tours.words.mjs";

/** "some *stressed* words" -> text and elements. */
const stressed = (words) => unbroken(words).split("*").map((part, i) => (i % 2 ? el("em", part) : part));

/** Words in which a number and its sign stay in one line: "90 %", "8 × 8". */
const unbroken = (words) => words.replace(/ (?=[%×])|(?<=×) /g, "\u00a0");

/** The address, beside this page, of a page of the book: "07-where#cover-and-look". */
function addressOf(chapter) {
  const [page, place] = chapter.split("#");
  return `${page}.html${place ? `#${place}` : ""}`;
}

/** onstep(by), onclose(): what the buttons do. A new card is said to a screen reader; the buttons stay, and keep the focus. */
export class TourCard {
  constructor(onstep, onclose) {
    this.title = el("strong");
    this.place = el("span.x-card-place");
    this.words = el("p");
    this.asked = el("span");
    this.done = el("span.x-card-done");
    this.ask = el("p.x-card-try", el("span.x-tick", MUTE), el("span", this.asked, " ", this.done));
    this.more = el("a");
    this.says = el(".x-card-words", { role: "status" }, this.words, this.ask);
    const sign = (words) => el("span", MUTE, words);
    const button = (selector, onclick, ...parts) => el(`button${selector}`, { type: "button", onclick }, ...parts);
    this.goesOn = el("span");
    this.back = button("", () => onstep(-1), sign("‹ "), WORDS.back);
    this.next = button(".x-card-next", () => onstep(1), this.goesOn, sign(" ›"));
    const close = button(".x-card-close", onclose, sign("×"));
    describe(close, WORDS.close);
    this.element = el("section.x-card", { tabindex: -1 },
      el(".x-card-head", this.title, this.place, el("span.x-card-more", this.more), this.back, this.next, close), this.says);
  }

  /** Show card `at` of a tour; inBook: whether the book's pages lie beside this one. */
  show({ title, cards }, at, inBook) {
    const { words, try: ask, chapter } = cards[at];
    describe(this.element, WORDS.tour(title));
    write(this.title, title);
    write(this.place, WORDS.place(at + 1, cards.length));
    this.words.replaceChildren(...stressed(words));
    this.ask.hidden = !ask;
    write(this.asked, unbroken(ask ?? ""));
    this.more.parentElement.hidden = !(chapter && inBook);
    if (chapter && inBook) {
      this.more.href = addressOf(chapter);
      write(this.more, WORDS.more(chapter));
    }
    this.back.disabled = at === 0;
    write(this.goesOn, at === cards.length - 1 ? WORDS.end : WORDS.next);
    this.tick(false, false);
  }

  /** Whether what the card asks for is done, and whether it is still so. */
  tick(isDone, isSo) {
    this.ask.classList.toggle("is-done", isDone);
    this.element.classList.toggle("is-done", isDone || this.ask.hidden);
    write(this.done, isDone ? isSo ? WORDS.done : WORDS.wasDone : "");
  }
}
