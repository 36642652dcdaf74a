/* The tours of the explorer: a button with their list, and a card that sets the view, asks for one thing, and goes on once that is done.
   They are data: book/questions/tours, which Python checks and writes into tours.json. */

import { readJson } from "../kit/files.mjs";
import { Menu } from "./menu.mjs";
import { Presenter } from "./presenter.mjs";
import { TourCard } from "./tour-card.mjs";
import { areSo, factsOf } from "./tour-facts.mjs";
import * as WORDS from "./tours.words.mjs";

const FILE = "tours.json";
const READ = 2500; // milliseconds for which a reader can see what has come of it, before the next card
const LEVELS = ["network", "map", "number", "pixel"];

export class Tours {
  constructor(explorer) {
    Object.assign(this, { explorer, tour: null, at: 0, begun: null, isDone: false, starts: [], isHeld: false });
    this.hasTours = FILE in (explorer.model.get("files") ?? { [FILE]: true }); // they are about the book's network
    this.menu = new Menu(this.hasTours ? WORDS.tours : WORDS.talk, () => this.entries());
    this.element = this.menu.element;
    this.presenter = new Presenter(explorer, this);
    this.card = new TourCard((by) => this.step(by), () => this.leave());
    const hold = (isHeld) => ({ pointerType }) => { this.isHeld = isHeld && pointerType === "mouse"; this.goOn(); };
    this.card.element.addEventListener("pointerenter", hold(true)); // whoever reads the card is not hurried
    this.card.element.addEventListener("pointerleave", hold(false));
    this.isPressed = false;
    const press = (isPressed) => () => { this.isPressed = isPressed; this.goOn(); };
    this.end = new AbortController();
    const { signal } = this.end;
    window.addEventListener("pointerdown", press(true), { signal, capture: true });
    for (const kind of ["pointerup", "pointercancel"]) window.addEventListener(kind, press(false), { signal, capture: true });
    explorer.root.append(this.presenter.element);
  }

  /** What the menu holds; the tours come with its first opening. */
  async entries() {
    const found = [];
    try {
      await this.read();
      found.push(...this.all.map((tour) => ({
        words: tour.title, more: WORDS.length(tour.cards.length, tour.minutes), do: () => this.begin(tour),
      })));
    } catch ({ message }) {
      found.push({ words: WORDS.noTours(message) });
    }
    return [...found, ...this.presenter.entries()];
  }

  async read() {
    this.all ??= this.hasTours ? await readJson(this.explorer.model, FILE) : [];
  }

  find(name) {
    return this.all.find((tour) => tour.name === name);
  }

  /** Begin a tour: with the explorer as it first opens, but for the picture, which only a card changes. */
  begin(tour) {
    const { image, present, ...first } = this.explorer.frame.defaults;
    this.tour = tour;
    this.starts = [];
    this.show(0, { ...first, ...tour.cards[0].state });
    this.card.element.focus({ preventScroll: true });
  }

  /** To the next card, or back: there everything is as it was when that card began. Behind the last one the tour ends. */
  step(by) {
    const to = this.at + by;
    if (to < 0) return;
    if (to === this.tour.cards.length) this.leave();
    else this.show(to, by < 0 ? this.starts[to] ?? this.upTo(to) : this.tour.cards[to].state ?? {});
  }

  isAt(at) {
    return at in this.tour.cards;
  }

  /** To any card, as number keys do. */
  goTo(at) {
    if (this.isAt(at) && at !== this.at) this.show(at, this.upTo(at));
  }

  /** What the cards up to one of them have set. */
  upTo(at) {
    return Object.assign({}, ...this.tour.cards.slice(0, at + 1).map(({ state }) => state));
  }

  /** Show a card, and set the view. */
  show(at, changes) {
    const { explorer, tour } = this, { state } = explorer, wanted = { ...changes, tour: tour.name, card: at };
    const isDeeper = LEVELS.indexOf(wanted.level) > LEVELS.indexOf(state.level);
    this.take(at);
    if ("image" in wanted && explorer.picture?.isOwn) explorer.showPhoto(wanted.image);
    if (isDeeper) explorer.enter(wanted);
    else explorer.set(wanted);
  }

  /** Show a card; the view is as it is, and nothing lies over it. */
  take(at) {
    const { explorer: { bar, parts } } = this;
    clearTimeout(this.going);
    bar.shut();
    parts.pictures?.shut();
    Object.assign(this, { at, begun: null, isDone: false, before: this.explorer.picture });
    this.card.show(this.tour, at, Boolean(this.explorer.model.get("address")));
    if (!this.card.element.isConnected) this.place();
  }

  /** At the left end of the dock, out of the tiles. */
  place() {
    this.explorer.root.querySelector(".x-dock").prepend(this.card.element);
  }

  /** End the tour; the view stays. */
  leave() {
    const hadFocus = this.card.element.contains(document.activeElement);
    clearTimeout(this.going);
    this.tour = null;
    this.card.element.remove();
    this.explorer.set({ tour: "", card: 0 });
    if (hadFocus) this.menu.button.focus();
  }

  /** After each computing: is it a state of a tour, and is done what its card asks for? */
  draw() {
    const { explorer, tour, at } = this, { state } = explorer;
    if (state.tour && state.tour !== tour?.name) this.open(state.tour, state.card);
    else if (tour && (state.tour !== tour.name || state.card !== at)) {
      explorer.set({ tour: tour.name, card: at }); // another address was opened
    }
    if (this.tour) this.look();
    this.presenter.draw();
  }

  /** A tour that the address names. Where it names nothing else, the view is that of the card. */
  async open(name, card) {
    if (this.opening === name) return;
    this.opening = name;
    await this.read().catch(() => { this.all = []; });
    this.opening = null;
    const { explorer } = this, tour = this.find(name);
    if (this.end.signal.aborted || explorer.state.tour !== name) return;
    if (!tour) return void explorer.set({ tour: "", card: 0 });
    const at = Math.min(card, tour.cards.length - 1), first = explorer.frame.defaults;
    const isOwn = (key) => ["tour", "card", "present"].includes(key);
    const isPlain = Object.entries(explorer.state).every(([key, value]) => isOwn(key) || value === first[key]);
    Object.assign(this, { tour, starts: [] });
    if (isPlain) this.show(at, this.upTo(at));
    else {
      this.take(at);
      explorer.set({ card: at });
    }
  }

  look() {
    const { explorer, tour, at } = this, { wait } = tour.cards[at];
    if (!wait || explorer.picture === this.before) return; // its photo is on the way: nothing is as the card has set it
    const facts = factsOf(explorer);
    if (!this.begun) {
      this.begun = facts;
      const { present, ...start } = explorer.state; // a talk goes on when one steps back
      this.starts[at] = start;
      this.wasSo = areSo(wait, facts, facts);
    }
    const isSo = areSo(wait, facts, this.begun), isNew = isSo && !this.isDone;
    this.isDone ||= isSo;
    this.card.tick(this.isDone, isSo);
    if (isNew && !this.wasSo) this.goOn();
  }

  /** Go on by itself after a moment in which nothing was pressed; not in a talk, where the speaker does. */
  goOn() {
    const { tour, at, isDone, wasSo, explorer } = this;
    clearTimeout(this.going);
    if (!tour || !isDone || wasSo || this.isHeld || this.isPressed || explorer.state.present || at === tour.cards.length - 1) return;
    this.going = setTimeout(() => this.step(1), READ);
  }

  close() {
    clearTimeout(this.going);
    this.end.abort();
    for (const part of [this.menu, this.presenter]) part.close();
    for (const { element } of [this.card, this.presenter]) element.remove();
  }
}
