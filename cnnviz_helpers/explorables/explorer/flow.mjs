/* What a layer without kernels makes a map of: the maps that it reads; of a pool also what of them goes on. */

import { drawMaps, spread } from "../kit/draw.mjs";
import { button } from "../kit/controls.mjs";
import { el } from "../kit/element.mjs";
import { channelName } from "../figures/one-number.sums.mjs";
import { readBy, winnersOf } from "./filter.mjs";
import { goTo } from "./place.mjs";
import * as WORDS from "./map-view.words.mjs";

const MOST = 12; // sources that are shown
const MANY = 4096; // places of a map of which more are not followed to where they came from, in each frame

export class Flow {
  constructor(explorer, net, { layer, map }) {
    Object.assign(this, { explorer, net, layer, map });
    const all = readBy(layer, map);
    this.rows = all.slice(0, MOST).map((source) => this.buildRow(source));
    const { rules, shape: [rows, columns] } = layer;
    this.winners = rules.isMax && rules.isWindow && rows * columns <= MANY ? el("canvas", { role: "img" }) : null;
    this.element = el(".x-flow",
      el("p", el("strong", WORDS.reads(all.length))), el("ul", { role: "list" }, ...this.rows.map(({ item }) => item)),
      this.winners && el(".x-winners", this.winners, el("p", WORDS.winners(this.rows[0].name))));
    if (this.winners) this.winners.setAttribute("aria-label", WORDS.winners(this.rows[0].name));
  }

  buildRow({ source, c }) {
    const { explorer, net } = this, i = net.layers.indexOf(source), canvas = el("canvas");
    const name = [source.name, channelName(net, i, c)].join(", ");
    const go = button("", () => goTo(explorer, source, c), { class: "x-source", "aria-label": WORDS.goInto(name) });
    go.append(canvas, el("span", name));
    return { source, c, name, canvas, scale: i ? "signed" : explorer.network.pixels.scales[c], item: el("li", go) };
  }

  draw(limit) {
    for (const { source, c, canvas, scale } of this.rows) {
      const limits = Math.max(limit, spread(source.output, c, source.shape[2]));
      drawMaps(canvas, source.output, source.shape, { maps: [c], limits, scale });
    }
    if (this.winners) this.drawWinners(limit);
  }

  /** The map that a pool reads, without what does not go on. */
  drawWinners(limit) {
    const { layer, map, winners } = this, { output, shape } = layer.before;
    const won = winnersOf(layer, map), alone = new Float32Array(output.length);
    for (const at of won) alone[at] = output[at];
    drawMaps(winners, alone, shape, { maps: [map], limits: limit });
    const pen = winners.getContext("2d");
    for (let at = map, place = 0; at < output.length; at += shape[2], place++) {
      if (!won.has(at)) pen.clearRect(place % shape[1], Math.floor(place / shape[1]), 1, 1);
    }
  }

  pieces() {
    return this.rows.map(({ canvas, source, c }) => ({ element: canvas, layer: source, map: c }));
  }

  close() {
    this.rows = [];
  }
}
