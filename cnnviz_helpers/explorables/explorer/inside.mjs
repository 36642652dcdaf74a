/* What opens in the explorer: one map, one number, one pixel. Above it a trail of names, back to the network. */

import { percent } from "../kit/draw.mjs";
import { button } from "../kit/controls.mjs";
import { el } from "../kit/element.mjs";
import { channelName, netOf } from "../figures/one-number.sums.mjs";
import { growFrom, land, shrinkTo } from "./flip.mjs";
import { MapTable } from "./map-table.mjs";
import { MapView } from "./map-view.mjs";
import { NumberView } from "./number-view.mjs";
import { PixelView } from "./pixel-view.mjs";
import { correction, isSamePlace, placeIn, tileOf } from "./place.mjs";
import * as WORDS from "./inside.words.mjs";

export class Inside {
  constructor(explorer) {
    Object.assign(this, { explorer, net: netOf(explorer.network), views: {}, view: null, place: null, way: [] });
    this.trail = el("ol", { role: "list" });
    this.room = el(".x-room");
    this.table = new MapTable(this.net);
    const back = button(WORDS.back, () => explorer.leave(), { class: "x-back" });
    this.element = el("section.x-inside", { "aria-label": WORDS.inside, hidden: true },
      el(".x-insidehead", back, el("nav.x-trail", { "aria-label": WORDS.trail }, this.trail)),
      this.room, this.table.element);
  }

  /** The view of a level, made when it is first seen. */
  viewOf(level) {
    const { explorer, net } = this, openTable = (layer, map) => this.table.open(layer, map);
    this.views[level] ??= {
      map: () => new MapView(explorer, net, openTable), number: () => new NumberView(explorer, net, openTable),
      pixel: () => new PixelView(explorer, net),
    }[level]();
    return this.views[level];
  }

  draw() {
    const { explorer, explorer: { state, columns } } = this;
    if (state.level === "network") return this.hide();
    const place = placeIn(this.net, columns, state), wrong = correction(state, place);
    if (wrong) return explorer.set(wrong);
    const level = place.level === "map" && place.layer.size === place.layer.shape[2] ? "number" : place.level; // a map of one number
    const view = this.viewOf(level), isNew = view !== this.view || !isSamePlace(place, this.place, "level", "layer", "map");
    const from = isNew && (this.view ? this.view.large.getBoundingClientRect() : tileOf(explorer, place.layer, place.map));
    if (view !== this.view) {
      this.view?.close();
      this.room.replaceChildren(view.element);
    }
    const isFirst = !this.view;
    Object.assign(this, { view, place });
    this.element.hidden = false;
    view.draw(place);
    this.remember(place);
    const answer = this.answer();
    if (isNew) this.arrive(from, isFirst);
    else if (this.told !== answer) explorer.say(answer); // a number was changed in here
    this.told = answer;
    return undefined;
  }

  /** What the network says now that something has changed. */
  answer() {
    const { answer, shares, network: { classes } } = this.explorer;
    return WORDS.says(classes[answer], percent(shares[answer]));
  }

  /** At a new place: its large picture comes from where it was, the maps that it reads from their tiles; a screen reader hears it. */
  arrive(from, isFirst) {
    const { explorer, view, element } = this;
    element.scrollTop = 0;
    land(); // of what was under way
    growFrom(view.large, from);
    if (isFirst) for (const { element: piece, layer, map } of view.pieces()) growFrom(piece, tileOf(explorer, layer, map));
    if (isFirst || !element.contains(document.activeElement)) view.element.querySelector("h2").focus({ preventScroll: true });
    explorer.say(view.words());
  }

  /** Back in the network: the large picture goes to its tile, the focus to the column. */
  async hide() {
    const { view, place, element, explorer } = this;
    if (!view) return;
    Object.assign(this, { view: null, place: null, way: [] });
    view.close();
    land();
    if (element.contains(document.activeElement)) explorer.wall.parts[explorer.chosen]?.cells.focus({ preventScroll: true });
    element.classList.add("is-leaving");
    await shrinkTo(view.large, tileOf(explorer, place.layer, place.map));
    element.classList.remove("is-leaving");
    if (!this.view) element.hidden = true; // it may have been entered again
  }

  /* ---- the trail ---- */

  /** The way from the network to a place: what was passed stays, until one goes back to it. */
  remember(place) {
    const last = this.way.at(-1), spot = place.level === "map" ? [] : ["row", "column"];
    const isHere = (one) => isSamePlace(one, place, "level", "layer", "map", ...spot);
    const known = this.way.findIndex(isHere);
    if (known >= 0) this.way.length = known + 1;
    else if (isSamePlace(last, place, "level", "layer", "map")) this.way.pop();
    else if (!last && place.level === "number" && place.layer.size > place.layer.shape[2]) this.way.push({ ...place, level: "map" });
    if (known < 0) this.way.push(place);
    this.showTrail();
  }

  showTrail() {
    const { explorer } = this, stops = this.way.flatMap((place, k) => this.stopsOf(place, this.way[k - 1]));
    const all = [{ words: WORDS.network, to: { level: "network" } }, ...stops], look = all.map(({ words }) => words).join("|");
    if (this.trail.look === look) return;
    this.trail.look = look;
    const last = (words) => el("span", { "aria-current": "page" }, words);
    const stop = ({ words, to }, k) => el("li", k < all.length - 1 ? button(words, () => explorer.enter(to)) : last(words));
    const [first, ...others] = all.map(stop), passed = others.slice(0, -1);
    const more = el("li.x-passed", button(WORDS.passed, () => this.unfold(more, passed), { "aria-label": WORDS.unfold }));
    this.trail.replaceChildren(first, more, ...others);
    this.fold(more, passed);
  }

  /** Of what was passed, as much is left out as there is no room for, what lies nearest last. */
  fold(more, passed) {
    const { trail } = this;
    more.hidden = true;
    for (const item of passed) {
      if (trail.scrollWidth <= trail.clientWidth) break;
      item.hidden = true;
      more.hidden = false;
    }
    trail.scrollLeft = trail.scrollWidth;
  }

  unfold(more, passed) {
    for (const item of passed) item.hidden = false;
    passed[0].firstChild.focus();
    more.hidden = true;
  }

  /** The names of a place, each with the state to which it leads back. */
  stopsOf({ level, i, layer, map, row, column }, before) {
    if (level === "pixel") return [{ words: `${WORDS.photo}, ${WORDS.place(row, column)}`, to: { level, row, column } }];
    const name = channelName(this.net, i, map), to = { level, layer: layer.name, map, row, column };
    const ofLayer = { words: layer.name, to: { level: "network", layer: layer.name, map } };
    const ofMap = { words: name, to: { ...to, level: "map" } };
    if (level === "map") return [ofLayer, ofMap];
    const spot = { words: WORDS.place(row, column), to };
    if (layer.size === layer.shape[2]) return [{ words: `${layer.name}, ${name}`, to }];
    return isSamePlace(before, { layer, map }, "layer", "map") ? [spot] : [{ words: `${layer.name}, ${name}, ${spot.words}`, to }];
  }

  close() {
    land();
    for (const view of Object.values(this.views)) view.close();
  }
}
