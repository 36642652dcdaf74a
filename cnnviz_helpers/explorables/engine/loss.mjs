/* The loss of one photo: minus the logarithm of what the network gives to the right class. No page in here. */

/** ln(1 + e^x), also where e^x is too large for a number. */
const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/**
 * The loss of the photo that was run last, for the class `label`: by the scores before the last layer, a softmax or sigmoids, so that it is
 * exact also where a share is nearly zero. Of several sigmoids it is the sum over all classes.
 */
export function lossOf({ layers }, label) {
  const last = layers.at(-1), scores = last.before.output;
  if (last.rules.isShare) {
    const most = scores.reduce((a, b) => Math.max(a, b));
    return most + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - most), 0)) - scores[label];
  }
  const isRight = (i) => (scores.length > 1 ? i === label : label === 1); // a single score is that of the second class
  return scores.reduce((sum, score, i) => sum + softplus(isRight(i) ? -score : score), 0);
}
