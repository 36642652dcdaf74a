/* The columns of the explorer: which maps of a network stand side by side, and which of them is made of which. No page in here. */

const isMaps = ({ shape: [height, width] }) => height * width > 1;

/** What is a part of the column before it: it changes each number for itself, or each map, and nobody else reads what it changes. */
const continues = ({ rules, before }) => before.readers === 1 && (rules.isActivation || rules.isNormalisation || rules.doesNothing);

/** Whether a layer stands maps of others one behind the other, and changes none of them. */
export const isConcat = ({ rules, axis }) => rules.isJoin && axis === 2;

/** Whether numbers of several maps, or of several branches, meet in a layer. */
const mixes = (layer) => layer.rules.isSum || (!isConcat(layer) && (!layer.rules.staysInItsMap || layer.sources.length > 1));

/**
 * The columns of a network: [{name, before, after, n, isMix}], from the photo on. A column begins with a layer whose maps mix those
 * before it (a convolution, or where branches meet), `before`, and ends with the ReLU behind it, if there is one: `after`. n: how many
 * maps. arePoolsShown: whether what changes each map for itself, such as a pool, has a column of its own, too; and maps that only stand
 * together.
 */
export function columnsOf({ layers }, arePoolsShown) {
  const columns = [];
  for (const layer of layers.filter(isMaps)) {
    const last = columns.find(({ after }) => after === layer.before);
    if (last && continues(layer)) last.after = layer;
    else columns.push({ name: layer.name, before: layer, after: layer, n: layer.shape[2], isMix: mixes(layer) });
  }
  return columns.filter(({ isMix }) => isMix || arePoolsShown);
}

/** The place of each layer's column: of those that it begins and ends with, and of all between. */
export function placesOf(columns) {
  const places = new Map();
  columns.forEach(({ before, after }, k) => {
    for (let layer = after; ; layer = layer.before) {
      places.set(layer, k);
      if (layer === before) break;
    }
  });
  return places;
}

/**
 * What leads where: {reads: [the places of the columns that each one is made of; −1 for the photo], ends: those that the layer `end` is
 * made of}.
 */
export function pathsOf(columns, end) {
  const places = placesOf(columns), known = new Map();
  const near = (layer) => {
    if (places.has(layer)) return [places.get(layer)];
    if (!known.has(layer)) known.set(layer, layer.sources ? [...new Set(layer.sources.flatMap(near))] : [-1]);
    return known.get(layer);
  };
  const read = (layer) => [...new Set(layer.sources.flatMap(near))].sort((a, b) => a - b);
  return { reads: columns.map(({ before }) => read(before)), ends: [...near(end)].sort((a, b) => a - b) };
}

/**
 * In which order the maps of a column stand, which have these shares: by their numbers, or the largest share first. At most so many:
 * those of the largest shares, whatever their sign, and the map `kept`.
 */
export function standing(shares, { most, isByShare, kept }) {
  let maps = [...shares.keys()];
  if (maps.length > most) {
    maps = maps.sort((a, b) => Math.abs(shares[b]) - Math.abs(shares[a])).slice(0, most);
    if (!maps.includes(kept) && kept < shares.length) maps[most - 1] = kept;
    maps.sort((a, b) => a - b);
  }
  return isByShare ? maps.sort((a, b) => shares[b] - shares[a]) : maps;
}
