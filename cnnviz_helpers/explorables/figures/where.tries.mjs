/* What a reader may try in "Where is it looking?", and when it is reached: of a patch that is dragged, where it is let go. */

import { number, percent, spread } from "../kit/draw.mjs";
import * as WORDS from "./where.words.mjs";

const SMALL = 2; // largest side of a patch that counts as small, as a multiple of the smallest
const SURER = 5; // points: the least rise of the probability
const CLEARLY = 0.25; // how much of the deepest colour's evidence makes a square clearly orange

const tenths = (share) => Math.round(1000 * share); // of a point, as one reads them

export function triesOf(figure) {
  const { answer, surer, random } = WORDS.tries, { classes } = figure, small = SMALL * figure.end.smallest;
  const isSeen = () => figure.isTrained() && !figure.isHeld;
  const gain = () => tenths(figure.now.shares[figure.before.top]) - tenths(figure.before.shares[figure.before.top]);
  return [
    {
      text: answer.text(small),
      get then() {
        const { now, before } = figure;
        return answer.then({ row: now.row, column: now.column, now: classes[now.top], before: classes[before.top] });
      },
      done: () => isSeen() && figure.state.size <= small && figure.now.top !== figure.before.top,
    },
    {
      text: surer.text(percent(CLEARLY), SURER),
      get then() {
        const { says, square } = figure, both = [figure.before, figure.now], k = figure.before.top;
        return surer.then({
          name: classes[k],
          says: number(says[square]),
          logits: both.map(({ logits }) => number(logits[k])),
          shares: both.map(({ shares }) => percent(shares[k], 1).replace(" ", "\u00a0")),
        });
      },
      done: () => isSeen() && figure.state.class === figure.before.top && gain() >= 10 * SURER
        && figure.says[figure.square] >= CLEARLY * spread(figure.says),
    },
    { ...random, done: () => ["trained", "random"].every((weights) => figure.isWhole(weights)) },
  ];
}
