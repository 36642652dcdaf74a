/* What the explorer computes: its state -> the picture and the weights as that says (apply.mjs) -> the network, its slopes and the lines
   (lines.mjs).
   No element of a page in here. */

import * as slopesModule from "../engine/slopes.mjs";
import { argmax, range } from "../kit/draw.mjs";
import { Photos, answersOf, toInput } from "../kit/resources.mjs";
import { Stateful, oneOf, whole } from "../kit/state.mjs";
import { Weights, changedBytes, readEdits, readOff, readPaint, readPatch, readShift } from "./apply.mjs";
import { columnsOf, standing } from "./columns.mjs";
import { Lines, follow } from "./lines.mjs";
import { Reach } from "./reach.mjs";

const FOLLOWED = 6; // lines in a gutter
const LEVELS = ["network", "map", "number", "pixel"];
export const RESTS = 150; // milliseconds for which lines stand while pictures follow each other

export class Computing {
  constructor(model, network) {
    Object.assign(this, { model, network, classes: network.classes });
    Object.assign(this, { photos: new Photos(model, network), slopes: new slopesModule.Slopes(network) });
    this.weights = new Weights(network);
    this.own = null; // the reader's picture, {rgb, name, isLive}, while that is shown
    this.pointed = null; // what the pointer is over: {column, map, row, place}, {label} or {pixel}
    this.runs = 0;
    this.frame = new Stateful(model, this.allowed());
    this.state = this.frame.state;
    this.frame.isTouched = true;
    this.arrange();
  }

  allowed() {
    const { network, photos } = this, { shape } = network.photo, names = [network.photo, ...network.layers].map(({ name }) => name);
    const fits = (read, where) => (words) => !words || read(words, where) !== undefined;
    return {
      image: whole(0, photos.n - 1), level: oneOf(...LEVELS), layer: oneOf("", ...names),
      map: whole(0, 99999), row: whole(0, 9999), column: whole(0, 9999), class: whole(-1, this.classes.length - 1),
      side: oneOf("after", "before"), pools: whole(0, 1), scale: oneOf("layer", "map", "network"), order: oneOf("number", "share"),
      edits: fits(readEdits, network), off: fits(readOff, network),
      patch: fits(readPatch, shape), shift: fits(readShift, shape), paint: fits(readPaint, shape),
      weights: oneOf("trained", "random"), tour: (name) => /^[\w-]*$/.test(name), card: whole(0, 99), present: whole(0, 1),
    };
  }

  /** The columns, as the state asks for them. */
  arrange() {
    const { network, slopes, state } = this, chains = columnsOf(network, false), all = columnsOf(network, true);
    this.columns = state.pools || !chains.length ? all : chains;
    this.lineMaker = new Lines(network, slopes, this.columns);
    this.reach = new Reach(network, this.columns);
    this.arePools = state.pools;
  }

  /** The place of the column that the state names, or that is nearest. */
  get chosen() {
    const { columns, state, network: { layers } } = this;
    const found = columns.findIndex(({ before, after }) => state.layer === before.name || state.layer === after.name);
    if (found >= 0) return found;
    if (!state.layer) return columns.length - 1;
    const at = layers.findIndex(({ name }) => name === state.layer);
    const before = columns.filter((column) => layers.indexOf(column.before) <= at);
    return Math.max(0, before.length - 1);
  }

  /** Compute all that the state asks for. shown: the columns that lines lead into. Lines take most of the time: while pictures follow
      each other, as a camera's, they are told anew a few times a second. */
  compute(shown) {
    const { network, picture: { rgb }, state } = this, { photo, input, pixels } = network;
    this.lineMaker.shown = shown;
    this.input = changedBytes(rgb, state, photo.shape);
    toInput(this.input, input, pixels);
    this.cover(readPatch(state.patch, photo.shape));
    this.weights.apply(state);
    network.run();
    this.shares = answersOf(network);
    this.answer = argmax(this.shares);
    this.explained = state.class >= 0 ? state.class : this.answer;
    const now = performance.now(), isPassing = this.own?.isLive && now - this.explainedAt < RESTS && this.lines.label === this.explained;
    if (!isPassing) {
      this.lines = Object.assign(this.lineMaker.ofClass(this.explained), { label: this.explained });
      this.explainedAt = now;
    }
    this.runs += 1;
    return isPassing;
  }

  /** Grey between black and white, which has no byte, lies under the patch. */
  cover(patch) {
    const { photo: { shape: [, wide, channels] }, input, pixels } = this.network;
    if (!patch) return;
    const [top, left, size] = patch;
    for (let row = top; row < top + size; row++) {
      for (let i = (row * wide + left) * channels, end = i + size * channels; i < end; i++) input[i] = pixels.grey(i % channels);
    }
  }

  /** The columns that lines lead into: those that are shown; on a phone also those that give to them, which are named. */
  linesInto(layout, isNarrow) {
    const { lineMaker: { reads, ends }, columns } = this;
    if (!layout) return range(columns.length);
    return isNarrow ? [...layout.shown, ...layout.shown.flatMap((k) => reads[k]), ...ends] : layout.shown;
  }

  /** In which order the maps of each column stand. */
  orders({ counts, layout }) {
    const { lines: { totals }, state: { order, map }, columns, chosen } = this;
    const kept = (k) => (k === chosen ? Math.min(map, columns[k].n - 1) : 0);
    const stands = (n, k) => standing(totals[k], { most: n, isByShare: order === "share", kept: kept(k) });
    return counts.map((n, k) => (layout?.blocks[k] ? stands(n, k) : range(n)));
  }

  /** The maps that are off: [{column, map}]. */
  silent() {
    const { columns, network, state: { off } } = this, { layers } = network;
    const columnOf = (i) => columns.findIndex(({ before, after }) => [before, after].includes(layers[i]));
    return (readOff(off, network) ?? []).map(([i, map]) => ({ column: columnOf(i), map })).filter(({ column }) => column >= 0);
  }

  /** The shares with nothing changed, where something is: a ghost beside the bars. */
  usualShares() {
    const { edits, off, patch, shift, paint, weights } = this.state;
    const isChanged = edits || off || patch || shift || paint || weights !== "trained";
    if (!isChanged) this.usual = { rgb: this.picture.rgb, shares: this.shares };
    return isChanged && this.usual?.rgb === this.picture.rgb ? this.usual.shares : undefined;
  }

  /** What is explained: what the pointer is over, or the class; as {kind, lines, followed}. */
  explanation() {
    const { pointed, lineMaker, lines } = this;
    if (pointed?.map !== undefined) {
      const { column, map } = pointed, found = lineMaker.ofMap(column, map, this.state.side);
      return { ...pointed, lines: found, followed: follow(lineMaker, found, FOLLOWED, map) };
    }
    const label = pointed?.label ?? this.explained, found = label === this.explained ? lines : lineMaker.ofClass(label);
    return { label, lines: found, followed: follow(lineMaker, found, FOLLOWED) };
  }
}
