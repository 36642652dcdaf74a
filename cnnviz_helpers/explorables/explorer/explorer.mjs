/* The explorer of one network, in its place on a page: what it computes (computing.mjs) as a wall of maps (wall.mjs), the answer,
   the words below; and what is open. */

import { button } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { bars } from "../kit/maps.mjs";
import { importLater } from "../kit/resources.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import { Bar } from "./bar.mjs";
import { Computing, RESTS } from "./computing.mjs";
import { Dock } from "./dock.mjs";
import { PhotoField } from "./photo-field.mjs";
import { onPinch } from "./pinch.mjs";
import { Steps } from "./steps.mjs";
import { onSwipe } from "./swipe.mjs";
import { Wall } from "./wall.mjs";
import * as WORDS from "../figures/explorer.words.mjs";

const FEW = 3; // bars on a phone
const NARROW = 700; // pixels: below, one column at a time

export class Explorer extends Computing {
  constructor(root, model, network, place) {
    super(model, network);
    Object.assign(this, { root, place, parts: {} }); // parts: what comes later, by name
    this.frame.draw = () => this.draw();
    this.frame.fail = ({ message }) => root.replaceChildren(el("p.x-fault", { role: "alert" }, KIT_WORDS.cannotRun(message)));
    this.steps = new Steps(this);
    this.build();
  }

  build() {
    const { root, classes } = this;
    this.live = el("p.x-live", { role: "status" });
    this.bar = new Bar(this);
    this.photo = new PhotoField(this);
    this.chances = bars(classes, (label) => this.set({ class: [this.answer, this.state.class].includes(label) ? -1 : label }));
    for (const row of this.chances.rows) {
      row.item.addEventListener("pointerenter", ({ pointerType }) => pointerType !== "touch" && this.point({ label: row.index }));
      row.item.addEventListener("pointerleave", () => this.point(null));
    }
    this.ghost = el("p.x-legend", { hidden: true }, WORDS.before);
    this.says = el(".x-says", el("h2", WORDS.answer), this.chances, this.ghost, el("p.x-legend", WORDS.legend));
    this.stage = el(".x-stage");
    onPinch(this.stage, { apart: (map, where) => this.spread(map, where), together: () => this.leave() });
    this.buildWall();
    this.dock = new Dock(this);
    this.dock.tools.append(this.bar.undo);
    root.classList.add("x-frame", "x-explorer");
    root.replaceChildren(this.bar.element, this.stage, this.dock.element, this.live);
    const press = (event) => this.isMine(event) && this.key(event);
    document.addEventListener("keydown", press);
    this.onEnd(() => document.removeEventListener("keydown", press)); // another network may come into the same place
    this.watcher = new ResizeObserver(() => this.lay() && this.paintSoon());
    this.onEnd(() => this.watcher.disconnect());
  }

  buildWall() {
    this.wall = new Wall(this.stage, this.columns, {
      choose: (where, how) => this.choose(where, how), enter: () => this.enter({ level: "map" }), point: (where) => this.point(where),
      said: (column, map) => this.dock.aboutMap(column, map), unfold: (column) => this.goTo(column),
    }, this.lineMaker);
    const turn = (words, sign, by) => button(sign, () => this.turn(by), { "aria-label": words });
    this.turns = el(".x-turns", turn(WORDS.layerBefore, "‹", -1), turn(WORDS.layerNext, "›", 1));
    this.wall.element.append(this.turns);
    onSwipe(this.wall.element, (by) => this.stage.classList.contains("is-narrow") && this.turn(by));
    this.stage.replaceChildren(
      this.photo.element, this.wall.element, this.says, this.wall.overlay.element, this.parts.inside?.element ?? "",
    );
  }

  /* ---- what parts ask for ---- */

  /** Change the state; all is drawn in the next frame. Another photo takes the place of the reader's picture. */
  set(changes) {
    if ("image" in changes) this.own = null;
    this.frame.set("image" in changes ? { class: -1, ...changes } : changes); // another photo has an answer of its own
  }

  /** Go in, or anywhere from where one can come back. */
  enter(changes) {
    this.steps.enter(changes);
  }

  /** One level out. */
  leave() {
    if (this.state.level !== "network") this.steps.leave();
  }

  /** A picture of the reader's, (height, width, 3) bytes as large as the input; name: in words. The first of its name is shown as it is. */
  showPicture(rgb, name = KIT_WORDS.yours) {
    const now = performance.now();
    if (this.own?.name !== name) {
      this.steps.show();
      this.bar.undoPhoto(); // where one draws, a patch is not seen
    }
    this.own = { rgb, name, at: now, isLive: now - this.own?.at < RESTS }; // one soon after the other, as a camera gives them
    this.frame.set({});
  }

  /** Back to the photos of the album. */
  showPhoto(image) {
    this.set({ image });
  }

  say(words) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { this.live.textContent = words; }, 350);
  }

  onEnd(end) {
    this.frame.onEnd(end);
  }

  later(name) {
    return importLater(this.model, name);
  }

  /** Where another network is given. */
  async openNetworks() {
    const { Networks } = await this.later("explorer/networks.mjs"), { place } = this;
    place.networks ??= new Networks(place);
    this.bar.element.append(place.networks.element);
    place.networks.unfold();
  }

  /* ---- by hand ---- */

  /** A map was chosen, by key, mouse or finger: a mouse and two fingers go in at once, a finger with its second tap. */
  choose({ column, map }, how) {
    const { name } = this.columns[column], isChosen = this.state.layer === name && this.state.map === map;
    if (how === "mouse" || how === "pinch" || (how === "touch" && isChosen)) return this.enter({ level: "map", layer: name, map });
    this.pointed = { column, map };
    return this.set({ layer: name, map });
  }

  /** Into the map, or the number of a map, on which two fingers went apart. */
  spread(cells, where) {
    const { wall } = this, k = wall.parts.findIndex((part) => part.cells === cells), spot = k < 0 ? null : wall.spotUnder(where, k);
    if (spot) this.choose(spot, "pinch");
    else if (k < 0) cells?.dispatchEvent(new MouseEvent("click", where));
  }

  point(where) {
    if (JSON.stringify(where) === JSON.stringify(this.pointed)) return;
    this.pointed = where;
    this.paintSoon(false);
  }

  /**
   * Whether a key was pressed in here or, where the explorer is the whole page, with the focus nowhere,
   * as after a press on plain words.
   */
  isMine({ target }) {
    const { root, place } = this;
    return root.contains(target) || (!place.isHeld && target === document.body && !root.querySelector("dialog[open]"));
  }

  key(event) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      if (this.bar.shut()) event.preventDefault(); // it ends nothing else
      else this.leave();
    }
    const step = { "[": -1, "]": 1 }[event.key];
    if (!step || event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    this.turn(step);
  }

  /** To the column before or behind; on a phone it is then the one that is shown. */
  turn(step) {
    this.goTo(Math.min(this.columns.length - 1, Math.max(0, this.chosen + step)));
  }

  /** To a column, which unfolds where it was folded. */
  goTo(k) {
    const { columns, wall, state } = this;
    this.pointed = null;
    this.set({ layer: columns[k].name, map: Math.min(state.map, columns[k].n - 1) });
    this.lay();
    wall.parts[k].cells.focus({ preventScroll: true });
  }

  /* ---- drawn ---- */

  /** Compute what the state asks for; what it needs may come later than the next wish. */
  async draw() {
    const { state, own } = this, wanted = own ?? state.image;
    const photo = own ? { ...own, label: -1 } : await this.photos.get(state.image);
    if (wanted !== (this.own ?? this.state.image)) return;
    const name = own ? own.name : this.classes[photo.label] ?? "";
    const image = own ? -1 : wanted; // the state may name the next one already
    this.picture = { rgb: photo.rgb, label: photo.label, name, isOwn: Boolean(own), image };
    if (state.pools !== this.arePools) {
      this.arrange();
      this.buildWall();
      this.lay();
    }
    await this.paintSoon();
  }

  /** Compute and draw in the next frame; isComputed: whether a number may have changed. */
  paintSoon(isComputed = true) {
    this.isStale ||= isComputed;
    return this.frame.later(() => {
      if (this.isStale) this.renew();
      this.paint();
    });
  }

  /** Compute; lines that were left out come once the pictures rest. */
  renew() {
    const { wall, stage } = this;
    this.isStale = false;
    this.lay();
    clearTimeout(this.resting);
    const arePassing = this.compute(this.linesInto(wall.layout, stage.classList.contains("is-narrow")));
    if (arePassing) this.resting = setTimeout(() => this.paintSoon(), RESTS);
  }

  /** Lay the tiles for the size of the window. Returns whether that has changed. */
  lay() {
    const { wall, stage, root } = this, isNarrow = root.clientWidth < NARROW;
    stage.classList.toggle("is-narrow", isNarrow);
    const place = isNarrow ? this.bar.list.lastChild : this.photo.element; // beside the photo, if there is room
    if (this.bar.photoTools.parentElement !== place) place.append(this.bar.photoTools);
    const { clientWidth: width, clientHeight: height } = wall.element;
    const isOther = wall.lay({ width, height, isNarrow, chosen: this.chosen });
    if (isOther) this.measured = null;
    return isOther;
  }

  paint() {
    const { wall, state, picture, runs } = this;
    this.lay();
    if (!wall.layout) return; // it is not seen yet, or no longer
    if (this.painted !== runs + this.look()) {
      wall.draw({ side: state.side, scale: state.scale, orders: this.orders(wall) });
      const usual = this.usualShares();
      this.chances.set(this.shares, picture.label, usual);
      this.ghost.hidden = !usual;
      this.markFirst();
      this.photo.draw();
      this.bar.draw();
    }
    this.painted = runs + this.look();
    this.columns.forEach((column, k) => wall.mark(k, k === this.chosen ? Math.min(state.map, column.n - 1) : wall.orders[k][0]));
    this.showLines();
    this.dock.draw();
    this.showLevel();
    this.showCount();
    for (const part of Object.values(this.parts)) part.draw();
    if (!this.isReady) this.root.classList.add("is-ready");
    this.isReady = true;
  }

  look() {
    const { side, scale, order, layer } = this.state;
    return [side, scale, order, layer, this.wall.laid].join();
  }

  /** On a phone one sees the largest shares alone. */
  markFirst() {
    const { chances: { rows }, shares } = this, first = [...rows].sort((a, b) => shares[b.index] - shares[a.index]).slice(0, FEW);
    for (const row of rows) row.item.classList.toggle("is-first", first.includes(row));
  }

  /** Where in the stage lines begin and end: at the photo, and at the bars. To ask in each frame would make the browser lay out
      the page once more. */
  measure() {
    const corner = this.stage.getBoundingClientRect();
    const inStage = ({ left, right, top, height }) =>
      ({ edge: left - corner.left, end: right - corner.left, top: top - corner.top, side: height });
    return { photo: inStage(this.photo.rect()), rows: this.chances.rows.map(({ item }) => inStage(item.getBoundingClientRect())) };
  }

  showLines() {
    const { wall, pointed, stage } = this, shown = this.told = this.explanation(), { photo, rows } = this.measured ??= this.measure();
    const ends = { photo, number: rows[this.chances.rows.findIndex(({ index }) => index === shown.label)] ?? null };
    wall.overlay.connect(shown.followed, ends, stage.classList.contains("is-narrow"));
    wall.overlay.cross(this.silent());
    for (const one of this.chances.rows) one.item.classList.toggle("is-told", one.index === shown.label);
    wall.overlay.outline(pointed?.pixel ? this.reach.of(...pointed.pixel) : []);
    this.photo.see(pointed?.row === undefined ? null : this.reach.seen(pointed.column, pointed.row, pointed.place));
  }

  /** What is open comes with the first opening. */
  async showLevel() {
    const { level } = this.state, { stage } = this;
    stage.classList.toggle("is-inside", level !== "network");
    if (level === "network" || this.parts.inside || this.isOpening) return;
    this.isOpening = true;
    const { Inside } = await this.later("explorer/inside.mjs");
    this.add("inside", new Inside(this), stage);
  }

  /** What is not on the first view comes when that is drawn: pictures and tours. */
  bringParts() {
    const bring = async (name, make, place) => {
      try {
        this.add(name, make(await this.later(`explorer/${name}.mjs`)), place);
      } catch (error) {
        console.error(error); // the rest stands
        write(this.bar.note, error.message);
      }
    };
    bring("pictures", ({ Pictures }) => new Pictures(this), this.bar.pictures);
    bring("tours", ({ Tours }) => new Tours(this), this.bar.tours);
  }

  /** On how many photos the network is right, comes with the first change of its weights. */
  showCount() {
    const { weights, edits, off } = this.state;
    if (this.isCounting || (weights === "trained" && !edits && !off)) return;
    this.isCounting = true;
    const begin = ({ RightCount }) => this.add("count", new RightCount(this), this.dock.tools);
    this.later("explorer/right-count.mjs").then(begin, console.error);
  }

  /** A part that has come: it is drawn from now on. */
  add(name, part, place) {
    if (this.frame.isClosed) return;
    this.parts[name] = part;
    place.append(part.element);
    this.onEnd(() => part.close());
    this.paintSoon(false);
  }

  close = () => {
    clearTimeout(this.saying);
    clearTimeout(this.resting);
    this.frame.end();
    this.root.replaceChildren();
  };
}
