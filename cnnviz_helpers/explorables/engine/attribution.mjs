/* Where in the photo: the evidence for each class, and what covering a part of the photo does. Only numbers in here, no page. */

/** maps: (places, C) numbers, kernel: (C, classes) -> (places,): what each place says for the class `k` (above 0) or against it. */
export function evidence(maps, kernel, classes, k) {
  const channels = kernel.length / classes;
  return Float32Array.from({ length: maps.length / channels }, (_, place) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += maps[place * channels + c] * kernel[c * classes + k];
    return sum;
  });
}

/** The network's answer to `photo` (numbers, as in its input) with `size` x `size` pixels covered. grey(c): mid-grey in channel c. */
export function runCovered(network, photo, row, column, size, grey = () => 0) {
  const [, columns, channels] = network.photo.shape;
  network.input.set(photo);
  for (let y = row; y < row + size; y++) {
    const first = (y * columns + column) * channels;
    for (let i = first; i < first + size * channels; i++) network.input[i] = grey(i % channels);
  }
  return network.run();
}

/** Where windows begin along an axis, so that every pixel is covered. */
export function starts(length, size, step) {
  const places = [];
  for (let at = 0; at < length - size; at += step) places.push(at);
  return [...places, length - size];
}

/** For each pixel the mean over the windows that cover it. windows: [{row, column, value}]. */
export function perPixel(windows, size, [rows, columns]) {
  const total = new Float32Array(rows * columns), count = new Float32Array(rows * columns);
  for (const { row, column, value } of windows) {
    for (let y = row; y < row + size; y++) {
      for (let at = y * columns + column, end = at + size; at < end; at++) {
        total[at] += value;
        count[at] += 1;
      }
    }
  }
  return total.map((sum, at) => sum / count[at]);
}
