/* Going in, and back: the entries that the explorer writes into the browser's history. Going back changes only where one is; what was done,
   such as a filter that is off, stays; but a picture of the reader's is left where it was first shown. Each entry has a mark, {visit,
   explorer: how many steps can go back, own: at which of them that picture was first shown, else 0}: an address that was opened or typed
   begins a visit, and says all. */

const WHERE = ["level", "layer", "map", "row", "column"], OF_PIXEL = ["level", "row", "column"];

/** What a state, or changes of it, say of where one is. */
const whereOf = (state) => Object.fromEntries(Object.entries(state).filter(([key]) => WHERE.includes(key)));

/** Whether changes lead to where a state is already. */
const isHere = (changes, state) =>
  (changes.level === "pixel" ? OF_PIXEL : WHERE).every((key) => !(key in changes) || changes[key] === state[key]);

export class Steps {
  constructor(explorer) {
    const { model, place } = explorer;
    Object.assign(this, { explorer, model, hasEntries: Boolean(model.get("address")) && !place.isHeld });
    this.kept = null; // the picture that one has gone back from
    if (!this.hasEntries) return;
    this.visit();
    const move = ({ state }) => state?.visit && this.move(state);
    window.addEventListener("popstate", move);
    explorer.onEnd(() => window.removeEventListener("popstate", move));
  }

  /** This entry is of a visit that goes on, as after a reload, or begins one. */
  visit() {
    if (!history.state?.visit) history.replaceState({ visit: Date.now(), explorer: 0, own: 0 }, "");
    this.now = history.state.visit;
  }

  /** Go in, or anywhere from where one can come back; a place where one is already is not worth a step. */
  enter(changes) {
    const { explorer, hasEntries } = this, isStep = hasEntries && !isHere(changes, explorer.state);
    if (isStep) this.write();
    explorer.set(changes);
    if (isStep) this.add();
  }

  /** The address of this entry, at once: what is saved by itself comes a little later, and would be written into the next one. */
  write() {
    history.replaceState(history.state, "", this.model.get("address")());
  }

  add(isPicture = false) {
    const { explorer: before = 0, own = 0 } = history.state ?? {}, step = before + 1;
    history.pushState({ visit: this.now, explorer: step, own: isPicture ? step : own }, "", this.model.get("address")());
  }

  /** A picture of the reader's is about to be shown: the first one is a step, so that going back neither loses it nor leaves the page. */
  show() {
    if (!this.hasEntries || history.state?.own) return;
    this.write();
    this.add(true);
  }

  /** One level out. That is not the entry before, where this one began with a picture: it stays. */
  leave() {
    const { explorer: steps, own } = history.state ?? {};
    if (this.hasEntries && steps && steps !== own) history.back();
    else this.explorer.set({ level: "network" });
  }

  /** Another entry: one that has the picture, or one from before that was shown. */
  move({ own }) {
    const { explorer, kept } = this;
    if (!own && explorer.own) this.toAlbum();
    else if (own && kept) {
      explorer.own = { ...kept, isLive: false };
      this.kept = null;
      explorer.set({});
    }
    this.model.save_changes(); // the present state belongs to this entry, too
  }

  /** To the photo of the album; the picture is there when one goes forward again. */
  toAlbum() {
    const { explorer, explorer: { own, parts, state: { image, class: label } } } = this;
    parts.pictures?.choose(image); // no frame of a camera follows
    explorer.set({ image, class: label });
    this.kept = own;
  }

  /** The page has another address: that of an entry of this visit says only where one is, and is written anew; any other says all. */
  follow() {
    const { explorer, explorer: { frame } } = this, wanted = frame.given();
    if (this.hasEntries && history.state?.visit === this.now) return frame.set(whereOf(wanted));
    if (this.hasEntries) this.visit();
    if (explorer.own) this.toAlbum();
    return frame.set(wanted);
  }
}
