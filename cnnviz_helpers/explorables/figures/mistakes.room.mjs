/* A room of the museum: one photo, and what spoke for its answer and what for another class, place by place and map by map. It comes when
   one looks. */

import { argmax, drawMaps, drawPhotos, number, percent, portion, spread } from "../kit/draw.mjs";
import { describe, el, picture, write } from "../kit/element.mjs";
import { scaleBar } from "../kit/maps.mjs";
import { answersOf, toInput } from "../kit/resources.mjs";
import { difference, scoresOf, scoresWithout } from "./mistakes.parts.mjs";
import { endOf } from "./where.places.mjs";
import * as WORDS from "./mistakes.room.words.mjs";

const LISTED = 6; // maps

const signed = (value) => (value > 0 ? "+" : "") + number(value);

export class Room {
  /** photo: the element with the photo, and what speaks over it; shares: that with the shares of maps. */
  constructor(network, photos) {
    Object.assign(this, { network, photos, classes: network.classes, end: endOf(network) });
    const { fields, units, size } = this.end, first = ({ first: middle, step }, axis) => portion(middle + 0.5 - step / 2, size[axis]);
    [this.name, this.called, this.scores, this.ledger] = ["strong", "span", "p.x-outcome", "table"].map((name) => el(name));
    [this.whole, this.squares] = [picture(""), picture("")];
    this.grey = el("canvas.x-map");
    this.squares.style.cssText =
      `top: ${first(fields[0], 0)}; left: ${first(fields[1], 1)}; width: ${portion(fields[1].step * units[1], size[1])}`;
    this.scale = scaleBar(" ");
    this.photo = el("div", el(".x-exhibit", this.whole, el("p", this.name, el("br"), this.called)),
      el(".x-exhibited", this.grey, this.squares), this.scale);
    this.shares = el("div", this.scores, el(".x-terms", this.ledger), el("p.x-was", WORDS.tieKey));
  }

  /**
   * Run the network on a photo, and take the difference of two scores apart: of a mistake, answer and truth; else the answer and the next
   * one.
   */
  look(image, rgb, truth) {
    const { network, end } = this;
    toInput(rgb, network.input, network.pixels);
    network.run();
    const shares = answersOf(network), scores = scoresOf(end), answer = argmax(shares);
    const next = argmax(scores.map((score, k) => (k === answer ? -Infinity : score))), second = answer === truth ? next : truth;
    const found = difference(end, answer, second);
    found.terms.sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
    this.seen = { image, truth, answer, shares, scores, first: answer, second, ...found };
    this.draw(rgb);
    this.list();
    return this.seen;
  }

  /** The scores without one map. */
  without(term) {
    return scoresWithout(this.end, term, this.seen.scores);
  }

  draw(rgb) {
    const { classes, end: { units }, photos: { size }, seen: { image, truth, answer, second, shares, map } } = this, limit = spread(map);
    for (const canvas of [this.grey, this.whole]) drawPhotos(canvas, rgb, size);
    drawMaps(this.squares, map, [...units, 1], { limits: limit });
    this.scale.set(limit, 1);
    write(this.name, WORDS.photoOf(image, classes[truth]));
    describe(this.whole, WORDS.photoOf(image, classes[truth]));
    write(this.called, WORDS.called(classes[answer], percent(shares[answer]), classes[second], percent(shares[second], 1)));
    const words = WORDS.overlay(classes[answer], classes[second]);
    describe(this.squares, words);
    write(this.scale.querySelector(".x-words"), words);
  }

  list() {
    const { classes, seen: { scores, first, second, terms, bias, total }, end: { maps } } = this, most = Math.abs(terms[0].share) || 1;
    write(this.scores, WORDS.scores(classes[first], number(scores[first]), classes[second], number(scores[second]), number(total)));
    const listed = terms.slice(0, LISTED), rest = terms.slice(LISTED).reduce((sum, { share }) => sum + share, 0);
    const bar = (share) =>
      el("span.x-share", { style: `width: ${portion(Math.abs(share) / most / 2)}; ${share < 0 ? "right" : "left"}: 50%` });
    const line = (kind, name, product, share, tie, ...bars) => el(`tr${kind}`, el("th", { scope: "row" }, name), el("td", product),
      el("td", el(`span.x-signed${share < 0 ? ".is-less" : ""}`, ...bars), signed(share)), el("td", tie));
    const tieIn = (tie) => (tie === undefined ? WORDS.never : number(tie));
    this.ledger.replaceChildren(
      el("tr", ...WORDS.heads(maps.name).map((words) => el("th", { scope: "col" }, words))),
      ...listed.map(({ map, mean, weight, share, tie }) =>
        line("", map, WORDS.product(number(mean), signed(weight)), share, tieIn(tie), bar(share))),
      line(".is-rest", WORDS.others(Math.max(0, terms.length - LISTED)), "", rest, ""), line(".is-rest", WORDS.bias, "", bias, ""),
      line(".is-total", WORDS.total, "", total, ""),
    );
  }
}
