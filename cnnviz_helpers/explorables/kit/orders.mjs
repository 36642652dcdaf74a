/* In which order a map takes a photo's pixels away, and what the network then says: deletion and insertion,
   and the maps that use no network.
   Python's are `cnnviz_helpers/attribution`. No page in here. */

/* ---- what stands in the place of pixels that have gone ---- */

/** The mean of each channel. */
function means(photo, channels) {
  const found = new Float64Array(channels);
  photo.forEach((value, i) => { found[i % channels] += (value * channels) / photo.length; });
  return found;
}

const BLUR = 4; // pixels: the deviation of the bell curve

/**
 * Each number the mean of those around it in its channel, along rows and then along columns,
 * by a bell curve as far as 3 deviations; the rim goes on outside.
 */
function blurred(photo, [rows, columns, channels]) {
  const reach = 3 * BLUR, bell = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-(((i - reach) / BLUR) ** 2) / 2));
  const total = bell.reduce((a, b) => a + b), along = (from, length, step) => from.map((_, i) => {
    const at = Math.floor(i / step) % length, first = i - at * step;
    return bell.reduce((sum, part, j) => sum + part * from[first + Math.min(length - 1, Math.max(0, at + j - reach)) * step], 0) / total;
  });
  return along(along(Float64Array.from(photo), columns, channels), rows, columns * channels);
}

export const FILLS = {
  grey: (photo, { pixels, photo: { shape: [, , channels] } }) => photo.map((_, i) => pixels.grey(i % channels)),
  black: (photo, { pixels }) => {
    const black = new Uint8Array(3 * photo.length);
    return photo.map((_, i) => pixels.number(black, i));
  },
  blur: (photo, network) => Float32Array.from(blurred(photo, network.photo.shape)),
  mean: (photo, { photo: { shape: [, , channels] } }) => {
    const all = means(photo, channels);
    return photo.map((_, i) => all[i % channels]);
  },
};

/** A picture of the photo's size that is all fill. name: of FILLS; network: whose pixels they are. */
export const filled = (name, photo, network) => FILLS[name](photo, network);

/* ---- orders ---- */

/** The parts of a photo that go together, each a list of pixels: single ones, or blocks of `block` x `block`, row by row. */
export function partsOf([rows, columns], block) {
  const [high, wide] = [rows, columns].map((length) => Math.ceil(length / block)), parts = Array.from({ length: high * wide }, () => []);
  for (let at = 0; at < rows * columns; at++) {
    parts[Math.floor(Math.floor(at / columns) / block) * wide + Math.floor((at % columns) / block)].push(at);
  }
  return parts;
}

/** The parts in the order of a map, the largest mean first; of those that are alike the first one first. */
export function inOrder(map, parts) {
  const means = parts.map((part) => part.reduce((sum, at) => sum + map[at], 0) / part.length);
  return [...parts.keys()].sort((a, b) => means[b] - means[a] || a - b).map((i) => parts[i]);
}

/** How many of `n` parts have gone at step `step` of `steps`. */
export const goneAt = (step, steps, n) => Math.round((step * n) / steps);

/**
 * The share of class `k`, after each step from none to all parts of `from` have become as in `to`.
 * ends: what it is at first, and in the end.
 */
export function curve(asked, from, to, k, parts, steps, ends = [from, to].map((picture) => asked.share(picture, k))) {
  const { channels } = asked, now = from.slice(), shares = [ends[0]];
  for (let step = 1, done = 0; step < steps; step++) {
    for (const end = goneAt(step, steps, parts.length); done < end; done++) {
      for (const at of parts[done]) for (let i = at * channels; i < (at + 1) * channels; i++) now[i] = to[i];
    }
    shares.push(asked.share(now, k));
  }
  return [...shares, ends[1]];
}

/** The area under a curve whose steps are equal and 1 in all, by trapezoids. */
export const area = (shares) => shares.reduce((sum, share, i) => sum + share / (i % (shares.length - 1) ? 1 : 2), 0) / (shares.length - 1);
