/* What "Train it yourself" says. */

export const title = "Train it yourself.";
export const lead = (learn, others) =>
  `A network of about 5,000 weights, all random, learns from ${learn} photos and is tested on ${others} that it never learns from.`;
export const tries = {
  over: {
    text: (risen) => `Train until the loss of the other photos is ${risen} above its lowest, while that of its own still falls.`,
    then: "What it learns now lowers the loss of its own photos and raises that of others. That is overfitting.",
  },
  spoil: {
    text: (guess) => `Spoil it: end an epoch at a loss no better than guessing, ${guess}.`,
    then: "With such steps it jumps over every valley. Nothing is wrong with network or photos, only with the settings.",
  },
};

export const rate = "learning rate";
export const batch = "batch";
export const more = "Other random weights";
export const seed = "seed";
export const train = "Train";
export const stop = "Stop";
export const progress = "this epoch";
export const epoch = "epoch";
export const loss = "loss";
export const right = "right, in %";
export const legend = { learned: (n) => `the ${n} that it learns from`, others: (n) => `${n} others` };
export const filters = "its first filters";
export const maps = "their maps of a photo, before ReLU";
export const chart = "Two lines, epoch by epoch: the photos that it learns from, and the others; the last numbers stand below.";
export const notYet = "not trained yet";
export const done = (epochs, steps) => `${epochs} ${epochs === 1 ? "epoch" : "epochs"}, ${steps} steps`;
export const ready = "Press Train: its weights are random, and will change batch by batch. Thin lines: the run before.";
export const python = ({ all, learn, rate, batch, seed, epochs }) =>
  `train_network(small_network(seed=${seed}), ${all}[:${learn}], y_test[:${learn}], ${all}[${learn}:], y_test[${learn}:], `
  + `rate=${rate}, batch_size=${batch}, epochs=${epochs}, seed=${seed})`;
export const says = (epoch, [loss, right], [otherLoss, otherRight], time) =>
  `After epoch ${epoch}: loss ${loss} on its own photos, ${otherLoss} on the others; right ${right} and ${otherRight}.`
  + `${time ? ` The epoch took ${time.toFixed(1)} s.` : ""}`;
