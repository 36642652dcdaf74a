/* Where in a network a figure finds what it shows, and where in the photo a unit lies. No page in here. */

/** The layers from the photo to this one, by what each of them reads first. */
export const chainTo = (layer) => (layer.before ? [...chainTo(layer.before), layer] : []);

/** The first plain convolution. */
export const firstConvolution = ({ layers }) => layers.find(({ rules }) => rules.isSplit);

/** Whether a convolution reads the channels of the photo, one by one: nothing before it mixes them. */
export const readsColours = ({ photo }, conv) =>
  conv.from[2] === photo.shape[2] && chainTo(conv.before).every(({ rules }) => rules.staysInItsMap);

/** What a convolution reads where the photo is black, and where it is white: [[a number for each channel], [likewise]]. */
export function endsBefore(network, { before, from: [height, width, channels] }) {
  const last = network.layers.indexOf(before), middle = (Math.floor(height / 2) * width + Math.floor(width / 2)) * channels;
  return [0, 255].map((byte) => {
    const rgb = new Uint8Array(3 * network.photo.size).fill(byte);
    network.input.forEach((_, at) => { network.input[at] = network.pixels.number(rgb, at); });
    if (last >= 0) network.run(0, last);
    return [...before.output.subarray(middle, middle + channels)];
  });
}

/** The maps whose means a dense layer makes scores of, and that layer: {maps, dense}; nothing of a network that ends otherwise. */
export function evidenceEnd({ layers, classes }) {
  const dense = layers.filter(({ rules }) => rules.isSum).at(-1);
  let pool = dense?.before;
  while (pool?.rules.doesNothing || pool?.rules.joinsPlaces) pool = pool.before;
  const isMean = pool?.rules.isWholeMap && !pool.rules.isMax && pool.size === dense.inputs && !dense.rules.isWindow;
  return isMean && [1, classes.length].includes(dense.filters) ? { maps: pool.before, dense } : undefined;
}

/**
 * Along rows, then along columns: the pixel in the middle of what unit 0 of a layer sees, how many it sees,
 * how far on the next one looks.
 */
export function fieldOf(layer) {
  return [0, 1].map((axis) => {
    let first = 0, step = 1, size = 1;
    for (const { rules, window, strides, dilation = [1, 1], down, across, edges, from, shape } of chainTo(layer)) {
      let wide = from[axis] / shape[axis], stride = wide, before = 0; // maps made larger or smaller; elsewhere both are 1
      if (rules.isWindow) [wide, stride, before] = [(window[axis] - 1) * dilation[axis] + 1, strides[axis], [down, across][axis].before];
      else if (edges) [wide, stride, before] = [1, 1, wide < 1 ? edges[axis][0] : -edges[axis][0]];
      first += ((wide - 1) / 2 - before) * step;
      size += (wide - 1) * step;
      step *= stride;
    }
    return { first, step, size };
  });
}
