/* What "A picture for a unit" computes of its pictures: their bytes, and which of their pixels have changed. No page in here. */

/** A picture in numbers -> (H, W, 3) bytes. */
export function bytesOf({ pixels, photo: { shape: [, , channels] } }, picture) {
  const [black, white] = [0, 255].map((byte) => Array.from({ length: channels }, (_, c) => pixels.number(new Uint8Array(3).fill(byte), c)));
  const rgb = new Uint8ClampedArray((3 * picture.length) / channels);
  picture.forEach((value, at) => {
    const c = at % channels, byte = Math.round((255 * (value - black[c])) / (white[c] - black[c])), to = pixels.byteAt(at);
    for (let k = 0; k < (channels === 1 ? 3 : 1); k++) rgb[to + k] = byte;
  });
  return rgb;
}

/** How many pixels differ between two pictures, inside of a field and outside. */
export function changedPixels(before, after, [, wide, channels], [[top, bottom], [left, right]]) {
  const changed = { inside: 0, outside: 0 };
  for (let at = 0; at < after.length; at += channels) {
    const row = Math.floor(at / channels / wide), column = (at / channels) % wide;
    let differs = false;
    for (let c = at; c < at + channels; c++) differs ||= before[c] !== after[c];
    if (differs) changed[row >= top && row < bottom && column >= left && column < right ? "inside" : "outside"] += 1;
  }
  return changed;
}
