/* A sheet of pixels to draw on. No page in here. */

const MOST = 100; // drawings that are remembered, to go back to

export class Sheet {
  /** size: [high, wide]; base: the bytes of what is drawn on, row by row, red, green, blue; `rgb`: those with the drawing. */
  constructor(size, base) {
    Object.assign(this, { size, base: base.slice(), rgb: base.slice(), past: [] });
  }

  /** Begin with other bytes; what was there can still be gone back to. */
  begin(base) {
    this.mark();
    Object.assign(this, { base: base.slice(), rgb: base.slice() });
  }

  /** Remember how it is now, before it is changed. */
  mark() {
    this.past.push({ base: this.base, rgb: this.rgb.slice() });
    if (this.past.length > MOST) this.past.shift();
  }

  /** One change back; nothing where there is none. */
  undo() {
    Object.assign(this, this.past.pop());
  }

  /** A round brush so many pixels across; colour: three bytes, or null for what lies under the drawing. */
  dab([row, column], across, colour) {
    const { base, rgb, size: [high, wide] } = this, reach = Math.ceil(across / 2);
    const middle = across % 2 ? 0 : 0.5; // that of an even one is a corner of the pixel
    for (let y = Math.max(0, row - reach); y <= Math.min(high - 1, row + reach); y++) {
      for (let x = Math.max(0, column - reach); x <= Math.min(wide - 1, column + reach); x++) {
        if (Math.hypot(y - row + middle, x - column + middle) >= across / 2) continue;
        const at = 3 * (y * wide + x);
        rgb.set(colour ?? base.subarray(at, at + 3), at);
      }
    }
  }

  /** A brush moved from one pixel to another, [row, column] each: no gaps, however fast. */
  line(from, to, across, colour) {
    const way = to.map((end, axis) => end - from[axis]), steps = Math.max(1, ...way.map(Math.abs));
    for (let i = 1; i <= steps; i++) this.dab(from.map((start, axis) => Math.round(start + (way[axis] * i) / steps)), across, colour);
  }

  /** Fill what has the colour of a pixel and hangs together with it over sides of pixels. */
  fill([row, column], colour) {
    const { rgb, size: [high, wide] } = this, first = 3 * (row * wide + column), old = rgb.slice(first, first + 3);
    const isOld = (at) => old.every((byte, c) => rgb[at + c] === byte), ahead = [[row, column]];
    if (old.every((byte, c) => byte === colour[c])) return;
    while (ahead.length) {
      const [y, x] = ahead.pop(), at = 3 * (y * wide + x);
      if (y < 0 || x < 0 || y >= high || x >= wide || !isOld(at)) continue;
      rgb.set(colour, at);
      ahead.push([y - 1, x], [y + 1, x], [y, x - 1], [y, x + 1]);
    }
  }
}
