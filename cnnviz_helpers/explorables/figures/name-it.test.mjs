/* The test of a name: pairs of patches that were not shown. Which of the two excites the filter more? It comes with the first test. */

import { number, percent, range } from "../kit/draw.mjs";
import { button } from "../kit/controls.mjs";
import { describe, el, write } from "../kit/element.mjs";
import { walkOver } from "../kit/maps.mjs";
import { atShare, byChance, pairsOf } from "./name-it.counts.mjs";
import * as WORDS from "./name-it.words.mjs";

const UNLIKELY = 0.05; // who guesses is as right as that this often, or less: then chance does not explain it

/** Fills `figure.rest`. `show()`: the state's test, once the photos of its filter are known. */
export class Test {
  constructor(figure) {
    this.figure = figure;
    this.sides = WORDS.sides.map((_, side) => {
      const canvas = el("canvas.x-map");
      return { canvas, press: button("", () => this.answer(side)) };
    });
    for (const { canvas, press } of this.sides) press.append(canvas);
    const presses = this.sides.map(({ press }) => press);
    this.pair = el(".x-pair-of", { onkeydown: (event) => walkOver(presses, presses.length, event) }, ...presses);
    this.question = el("p", { role: "status" });
    this.marks = el("ol.x-marks", { role: "list" });
    figure.rest.replaceChildren(this.question, this.pair, this.marks);
  }

  answer(side) {
    const { state: { given }, frame } = this.figure;
    if (given.length < this.pairs.length) frame.set({ given: given + side });
  }

  isOver() {
    return this.pairs.length > 0 && this.figure.state.given.length >= this.pairs.length;
  }

  /** Whether a name did better than chance explains. */
  isPassed() {
    return this.isOver() && byChance(this.right(), this.pairs.length) <= UNLIKELY;
  }

  /** How many of the pairs that were answered are right. */
  right() {
    return [...this.figure.state.given].filter((side, i) => Number(side) === this.pairs[i]?.side).length;
  }

  score() {
    const { pairs: { length: n } } = this, right = this.right();
    return { name: this.figure.state.name, right, n, chance: percent(byChance(right, n), 1) };
  }

  show() {
    const { figure, figure: { units, state: { seed, given, name } }, sides } = this;
    const seen = new Set([1, 0.5].flatMap((share) => atShare(units, share)).map(({ photo }) => photo));
    this.pairs = pairsOf(units, seen, seed);
    const { length: n } = this.pairs, now = this.pairs[given.length], { right, chance } = this.score();
    this.pair.style.visibility = now ? "" : "hidden";
    sides.forEach(({ canvas, press }, side) => {
      if (!now) return;
      figure.drawUnit(canvas, now.units[Number(side !== now.side)]);
      describe(press, WORDS.answer(side, given.length + 1));
    });
    if (now) write(this.question, WORDS.ask(given.length + 1, n, name));
    else write(this.question, `${WORDS.score(right, n)}. ${WORDS.byChance(right, n, chance)} ${WORDS.verdict(this.isPassed())}`);
    this.marks.replaceChildren(...range(n).map((i) => this.mark(this.pairs[i], given[i])));
  }

  /** One pair, once it is answered: right or wrong, and both numbers as they stood. */
  mark({ side, units }, given) {
    if (given === undefined) return el("li", "·");
    const isRight = Number(given) === side, values = units.map(({ value }) => number(value, 1));
    if (side) values.reverse();
    return el(`li.${isRight ? "is-right" : "is-wrong"}`, el("strong", isRight ? WORDS.wasRight : WORDS.wasWrong), el("span",
      WORDS.values(...values)));
  }
}
