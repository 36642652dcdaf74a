/* Training a small network in the page: stochastic gradient descent with momentum, as Keras' SGD does it. No page in here. */

import { lossOf } from "../engine/loss.mjs";
import * as slopesModule from "../engine/slopes.mjs";
import { argmax, range } from "./draw.mjs";
import { randomOf } from "./random.mjs";
import { makeNetwork } from "./resources.mjs";
import { noWeights, randomStart, smallNetwork } from "./small-network.mjs";

const MOMENTUM = 0.9;
const KINDS = ["kernel", "bias"];

/** The numbers from 0 to n - 1 in an order at random (Fisher and Yates), as Python's `random_order`. */
function shuffled(n, random) {
  const order = range(n);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** A network that learns. photos: (n, size) numbers, one photo after the other; labels: their classes. Make one with `Trainer.create`. */
export class Trainer {
  /** model: of the figure; shape, classes: of the photos. */
  static async create(model, shape, classes, photos, labels) {
    return new Trainer(await makeNetwork(model, smallNetwork(shape, classes), noWeights, slopesModule), photos, labels);
  }

  constructor(network, photos, labels) {
    Object.assign(this, { network, photos, labels, slopes: new slopesModule.Slopes(network) });
    const zeros = ({ inputs, filters }, Numbers = Float32Array) => ({ kernel: new Numbers(inputs * filters), bias: new Numbers(filters) });
    this.learning = network.layers.filter(({ rules }) => rules.isSum).map((layer) => (
      { layer, i: network.layers.indexOf(layer), ...zeros(layer), sums: zeros(layer, Float64Array), speed: zeros(layer) }));
  }

  /** From random weights on, with no speed. */
  restart(seed) {
    this.learning.forEach((one, k) => {
      const start = randomStart(one.layer, seed, k);
      for (const kind of KINDS) {
        one[kind].set(start[kind]);
        one.speed[kind].fill(0);
      }
      this.network.setWeights(one.i, one.kernel, one.bias);
    });
  }

  /** Run the network on a photo; its loss. */
  run(photo) {
    const { network, photos, labels } = this, { size } = network.photo;
    network.input.set(photos.subarray(photo * size, (photo + 1) * size));
    network.run();
    return lossOf(network, labels[photo]);
  }

  /** One step on these photos: each weight's speed becomes 0.9 times what it was, minus rate · slope; the weight moves by it. */
  step(batch, rate) {
    for (const { sums } of this.learning) for (const sum of Object.values(sums)) sum.fill(0);
    for (const photo of batch) {
      this.run(photo);
      this.slopes.ofLoss(this.labels[photo]);
      for (const { layer, sums } of this.learning) {
        const found = this.slopes.ofWeights(layer);
        for (const kind of KINDS) for (let k = 0; k < sums[kind].length; k++) sums[kind][k] += found[kind][k];
      }
    }
    for (const one of this.learning) {
      for (const kind of KINDS) {
        const speed = one.speed[kind], sum = one.sums[kind], weights = one[kind];
        for (let k = 0; k < speed.length; k++) weights[k] += speed[k] = MOMENTUM * speed[k] - (rate * sum[k]) / batch.length;
      }
      this.network.setWeights(one.i, one.kernel, one.bias);
    }
  }

  /** The steps of an epoch over the first n photos: lists of photos, in an order that the seed and the number of the epoch give. */
  batches(n, size, seed, epoch) {
    const order = shuffled(n, randomOf(seed, epoch));
    return range(Math.ceil(n / size)).map((i) => order.slice(i * size, (i + 1) * size));
  }

  /** The mean loss, and the share that is right, of the photos `first` .. `end`. */
  test(first, end) {
    let loss = 0, right = 0;
    for (let photo = first; photo < end; photo++) {
      loss += this.run(photo);
      right += Number(argmax([...this.network.layers.at(-1).output]) === this.labels[photo]);
    }
    return { loss: loss / (end - first), right: right / (end - first) };
  }
}
