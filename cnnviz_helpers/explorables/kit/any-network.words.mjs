/* What the figures say only of other networks than the book's. */

export const inPython = (index) => `network_pictures(folder)[${index}]`;
/** byte: its name; steps: what is done to it, channel by channel. */
export const eachWay = (byte, steps) => `${byte}${steps.join(", ")}`;

// How a number of each kind of layer is computed
const activation = "A function of this one number.";
export const how = {
  "general-conv": "Each kernel, laid on its patch of its own maps, gives a subtotal. With the bias, they add up to this number (the bars).",
  "depthwise-conv": "One kernel, laid on its patch of one map. With the bias, that adds up to this number (the bars).",
  "conv-transpose": "Each number that is spread over this place, times its weight. With the bias, they add up to this number (the bars).",
  "batch-norm": "Minus the mean, divided by the spread that the map had in training; then times one number, plus another.",
  "layer-norm": "Minus the mean of the numbers here, divided by their spread; then times one number, plus another.",
  normalise: "Minus the mean, divided by the spread that the training pictures had.",
  rescale: "Times one number, plus another.",
  "leaky-relu": "What is below zero becomes small.", prelu: "What is below zero is multiplied by a learned number.",
  elu: activation, selu: activation, silu: activation, sigmoid: activation, tanh: activation, softplus: activation, softsign: activation,
  exponential: activation, "hard-sigmoid": activation, "hard-silu": activation, "hard-tanh": activation, mish: activation, gelu: activation,
  add: "The numbers of several layers at the same place, added up.",
  subtract: "One number minus another, at the same place.",
  multiply: "The numbers of several layers at the same place, multiplied.",
  average: "The mean of several layers at the same place.",
  maximum: "The largest of several layers at the same place.",
  minimum: "The smallest of several layers at the same place.",
  concat: "Nothing is computed: the maps of several layers stand one behind the other.",
  "mean-pool": "The mean.", "global-max-pool": "The largest of a map.",
  flatten: "Nothing is computed: all stand in one row.", reshape: "Nothing is computed: all stand in another order.",
  permute: "Nothing is computed: all stand in another order.",
  "zero-pad": "Zeros around, nothing else.", crop: "The rim is cut off, nothing else.",
  upsample: "Taken from the nearest places.", resize: "Taken from the nearest places.",
  identity: "Nothing is computed.",
};

// needs.mjs
const others = "one number, the x-ray and the shift lab";
export const noRow = (layer) =>
  `Expected a network that ends in a row of shares, one for each class, but its last layer, ${layer}, gives maps; `
  + "add a global pool, then a softmax.";
export const noShares = (layer) =>
  `Expected a softmax or a sigmoid at the end, but the network ends in ${layer}; add what is missing, so that its numbers are shares.`;
export const notAPicture = (channels) =>
  `Expected a network that reads pictures of 1 or 3 channels, but this one reads ${channels}; there are no such photos here.`;
export const noConvolution = "Expected a plain convolution that reads the photo, but this network has none; use one number, or the x-ray.";
export const largeWindow = (layer, rows, columns) =>
  `The kernel lab shows windows of at most 7 × 7, but ${layer} has ${rows} × ${columns}; use sliding, or one number.`;
export const noMaps =
  "Expected a network with maps, such as those of a convolution, but this one has rows of numbers alone; "
  + "use ten bars, or one number.";
export const noWindows = "Expected a network with a convolution or a pool, but this one has none; use one number, or the x-ray.";
export const noActivation =
  "Expected a network with activations, such as ReLU, whose maps can be switched off, but this one has none; use the x-ray.";
export const severalAnswers = (end) =>
  `Expected one answer among the classes, by a softmax or a single sigmoid, but ${end} has several sigmoids; use one number, or the x-ray.`;
export const manyClasses = (most, n) => `The table of mistakes has room for ${most} classes, but this network has ${n}; use calibration.`;
export const fewClasses = (least, n) => `A mosaic has photos of ${least} classes, but this network has ${n}; use where.`;
export const noEvidence =
  "Expected a global average pool and one dense layer at the end, so that each score is a mean of evidence, "
  + `but this network ends otherwise; use ${others}.`;

/** The ablation bench, of photos whose classes are not known: in the place of its own words. */
export const unlabelled = {
  score: (same, which, gain, before) => `${same} of ${which} keep the answer of the whole network.`,
  byClass: "Which answer is right is not known of these photos. "
    + "The bars: how many keep the answer of the whole network, in %, by that answer.",
  changes: ["another answer"],
  noneYet: "no photo",
  says: ({ off, to, score }) => `${off.map(([n, many, layer]) => `${n} of ${many} filters of ${layer}`).join(", ") || "no filter"} `
    + `${to === "mean" ? "at their mean" : "at zero"}: ${score}`,
};
export const noLoss = (layer) =>
  `Expected a softmax or a sigmoid as the last layer, so that there is a loss, but it is ${layer}; use one number, or the x-ray.`;
export const noWeights =
  "Expected a plain convolution or a dense layer, whose weights can be chosen, but this network has none; use one number, or the x-ray.";
export const noRoomToTrain = (height, width, channels) =>
  "Expected pictures of 1 or 3 channels and at least 10 × 10 pixels, of two classes or more, "
  + `but they are ${height} × ${width} × ${channels}.`;
