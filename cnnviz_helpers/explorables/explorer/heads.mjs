/* The words over a column: its name, its sizes, and what meets in it, as far as there is room. */

import { el, write } from "../kit/element.mjs";
import * as WORDS from "./wall.words.mjs";

const FEWEST = 3, FEWEST_OF_MET = 5; // letters of a name that is shortened; and of those that meet
const GAP = 8; // pixels to the words beside it

const pens = {};
/** How wide words are in the style of an element, in pixels. */
function widthIn(element, words) {
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(element), font = `${fontWeight} ${fontSize} ${fontFamily}`;
  pens[font] ??= Object.assign(el("canvas").getContext("2d"), { font });
  return pens[font].measureText(words).width;
}

/** Words without their middle, in at most so many letters. */
function cut(words, n) {
  const end = Math.floor((n - 1) / 2);
  return words.length <= n ? words : `${words.slice(0, n - 1 - end)}…${words.slice(words.length - end)}`;
}

/** Of what `written` makes of names with at most n letters each, the longest that fits; nothing, where none does. */
function longest(names, written, fits, fewest = FEWEST) {
  for (let n = Math.max(fewest, ...names.map(({ length }) => length)); n >= fewest; n--) {
    const words = written(names.map((name) => cut(name, n)));
    if (fits(words)) return words;
  }
  return undefined;
}

export class Head {
  /** met: the names of the columns that meet in it, of one alone nothing; sign: what is written between them. */
  constructor({ name, n, after: { shape: [height, width] } }, shown, { met, sign }) {
    Object.assign(this, { name, met, sign, sizes: WORDS.sizes(n, shown, height, width) });
    this.strong = el("strong");
    this.span = el("span");
    const all = [name, ...(met.length ? [met.join(sign)] : []), this.sizes[0]].join("\n");
    this.element = el("p.x-head", { title: all }, this.strong, this.span);
  }

  /** Write what fits into so many pixels. place, if given: which of how many columns it is, in words. */
  write(room, place = "") {
    const { strong, span, name, met, sign, sizes } = this;
    const fitsIn = (element) => (words) => widthIn(element, words) <= room - GAP, isRead = fitsIn(span);
    write(strong, longest([name], ([short]) => short, fitsIn(strong)) ?? "…");
    const named = () => longest(met, (names) => `= ${names.join(sign)}`, isRead, FEWEST_OF_MET);
    const meeting = met.length && ((!WORDS.isMany(met) && named()) || WORDS.many(met));
    const withMeeting = meeting ? [`${meeting} · ${sizes[0]}${place}`, `${meeting}${place}`] : [];
    write(span, [...withMeeting, `${sizes[0]}${place}`, ...sizes].find(isRead) ?? "");
  }
}
