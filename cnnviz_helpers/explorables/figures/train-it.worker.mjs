/* A small network that learns, beside the page.

   A page posts {open: {files, base, modules, own, rgb, labels, n}}, as to kit/all-photos-worker.mjs; without labels each photo's class is
   what the network of the page says. Then jobs
     {task, seed, rate, batch, epochs, learn, image}   from random weights on: learn: from so many photos, the first ones; image: whose maps
                                                       are shown
   and hears {task, done, n} from time to time: of so many epochs; before the first epoch and after each it has also
     moment: {epoch, learned: {loss, right}, others: the same of all other photos, kernel, maps, milliseconds}. {stop: true} ends a job. */

import { argmax } from "../kit/draw.mjs";
import { inSlices, listener } from "../kit/jobs.mjs";
import { answersOf, openNetwork, toInput } from "../kit/resources.mjs";
import { Trainer } from "../kit/trainer.mjs";

if (globalThis.name === "figures/train-it.worker.mjs") onmessage = listener(open, fulfil);

/** data: as above. */
async function open(data) {
  const model = { get: (key) => data[key] }, network = await openNetwork(model);
  const { photo: { size, shape }, classes } = network, { n, rgb } = data;
  const photos = new Float32Array(n * size), labels = [...(data.labels ?? [])], bytes = rgb.length / n;
  for (let i = 0; i < n; i++) {
    toInput(network.fit(rgb.subarray(i * bytes, (i + 1) * bytes)), network.input, network.pixels);
    photos.set(network.input, i * size);
    if (data.labels?.length) continue;
    network.run();
    labels.push(argmax(answersOf(network)));
  }
  return Trainer.create(model, shape, classes, photos, labels);
}

async function fulfil(trainer, { task, seed, rate, batch, epochs, learn, image }, isWanted) {
  const { network: { layers: [conv] }, labels, learning: [first] } = trainer, n = labels.length;
  const tell = (epoch, milliseconds) => {
    const [learned, others] = [trainer.test(0, learn), trainer.test(learn, n)];
    trainer.run(image);
    const moment = { epoch, learned, others, kernel: first.kernel.slice(), maps: conv.output.slice(), milliseconds };
    postMessage({ task, done: epoch, n: epochs, moment });
  };
  trainer.restart(seed);
  tell(0, 0);
  for (let epoch = 0; epoch < epochs && isWanted(); epoch++) {
    const batches = trainer.batches(learn, batch, seed, epoch), begun = performance.now();
    const report = (done) => done < batches.length && postMessage({ task, done: epoch + done / batches.length, n: epochs });
    const done = await inSlices(0, batches.length, (i) => trainer.step(batches[i], rate), report, isWanted);
    if (done === batches.length && isWanted()) tell(epoch + 1, performance.now() - begun);
  }
}
