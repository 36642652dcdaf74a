/* The line below the wall: what the number is that is pointed at, and what it is made of; the sum, always in one place. */

import { number, percent } from "../kit/draw.mjs";
import { button } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import * as WORDS from "./dock.words.mjs";

const NAMED = 3; // maps that are named, of all that lines lead to

export class Dock {
  constructor(explorer) {
    this.explorer = explorer;
    this.head = el("strong");
    this.sum = el("span");
    this.random = el("strong", { hidden: true }, WORDS.random);
    this.tools = el(".x-row.x-dock-tools", this.random);
    this.element = el(".x-dock", el("p", this.head, " ", this.sum), this.tools);
  }

  /** What a screen reader says of a map of a column: its number, its share of the score. */
  aboutMap(k, map) {
    const { lines, classes, explained, columns } = this.explorer;
    if (!lines) return WORDS.map(map);
    return WORDS.aboutMap({ map, of: columns[k].n, share: signed(lines.totals[k]?.[map] ?? 0), label: classes[explained] });
  }

  /** Where a share comes from, in words; of a map, {column, map} between them. */
  term({ column, map }, share) {
    if (column < 0) return [WORDS.ofPhoto(share)];
    return map === null ? [WORDS.ofFolded(share)] : [WORDS.from(share), { column, map }];
  }

  /** Write the sum anew where it has changed; the maps that it names can be pressed. */
  write(parts) {
    const key = JSON.stringify(parts);
    if (key === this.written) return;
    this.written = key;
    const { explorer } = this;
    this.sum.replaceChildren(...parts.map((part) => {
      if (typeof part === "string") return part;
      const { name } = explorer.columns[part.column];
      return button(WORDS.mapOf(name, part.map), () => explorer.enter({ level: "map", layer: name, map: part.map }));
    }));
  }

  draw() {
    const { told, pointed, columns, shares, classes } = this.explorer, { lines, followed } = told, isMap = told.map !== undefined;
    const k = isMap ? told.column : lines.last;
    const into = followed.filter(({ to }) => (isMap ? to.column === k && to.map === told.map : to.column === columns.length));
    const all = into.reduce((sum, { share }) => sum + share, 0), rest = lines.number - all;
    const terms = into.slice(0, NAMED).flatMap(({ from, share }, i) => [i ? ", " : "= ", ...this.term(from, signed(share))]);
    const head = isMap
      ? WORDS.mean(columns[k].name, told.map, number(lines.number, 2))
      : WORDS.score(classes[told.label], number(lines.number, 2), percent(shares[told.label]));
    const others = into.length > NAMED ? signed(into.slice(NAMED).reduce((sum, { share }) => sum + share, 0)) : "";
    const isPixel = pointed?.pixel && this.explorer.state.level === "network"; // elsewhere nothing is framed
    const words = into.length ? [...terms, WORDS.rest(Math.max(0, into.length - NAMED), others, signed(rest))] : [WORDS.nothing];
    this.random.hidden = this.explorer.state.weights !== "random";
    write(this.head, isPixel ? "" : head);
    this.write(isPixel ? [WORDS.pixel(...pointed.pixel)] : words);
    // Else what is open speaks.
    if (this.explorer.state.level === "network") this.explorer.say(`${this.head.textContent} ${this.sum.textContent}`);
  }
}

const signed = (value) => (value > 0 ? "+" : "") + number(value, 2);
