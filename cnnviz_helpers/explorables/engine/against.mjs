/* The direction in which a class becomes less likely: which pixels to push up, and which down. No page in here. */

/** The layer whose numbers become shares at the end: the scores before a softmax or a sigmoid. */
function scoresOf({ layers }) {
  let end = layers.at(-1);
  while (!end.rules.isShare && !end.rules.isChance) end = end.before;
  return end.before;
}

/**
 * Of the picture that was run last: the slopes of the loss, minus the logarithm of what the network gives to the class `label`,
 * divided by 1 − that share: so they keep their signs, and do not become 0 by rounding, where the network is very sure.
 * At the scores they are −1 for this class, and for each other one its share among the others. slopes: a `Slopes` of the network.
 * Returns (pixels,), which stand until the next question.
 */
export function slopeAgainst(network, slopes, label) {
  const layer = scoresOf(network), { output } = layer;
  return slopes.of(layer, (gradient) => {
    if (output.length === 1) gradient[0] = label ? -1 : 1; // a single score is that of the second class
    else {
      const others = output.map((score, k) => (k === label ? -Infinity : score)), most = Math.max(...others);
      const parts = Array.from(others, (score) => Math.exp(score - most)), sum = parts.reduce((a, b) => a + b);
      gradient.set(parts.map((part) => part / sum));
      gradient[label] = -1;
    }
  });
}
