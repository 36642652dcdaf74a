/* What the reader of networks says when it refuses a file: what was expected, what came, what to do. A language is this file. */

/** An error whose message is for the reader of the page. All others are mistakes of ours, or of a file that nobody foresaw. */
export class Refusal extends Error {}

/** Stop, with a sentence. */
export function refuse(sentence) {
  throw new Refusal(sentence);
}

const SHOWN = 60;

/** A text out of a file as part of a sentence: in quotes, short, on one line. */
export function quoted(text) {
  const line = String(text ?? "the file").replace(/[\p{C}\s]+/gu, " ");
  return `'${line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line}'`;
}

/** A shape. */
const sizes = (shape) => `(${shape.map((size) => size ?? "any").join(", ")})`;

const SAVE_AGAIN = 'save it again with model.save("name.keras")', EXPORT_AGAIN = "export the model again";

// read-network.mjs
export const nothing = "Expected a .keras file, or the files that export_explorable wrote, but nothing came; choose or drop some.";
export const unknownFile = (name) =>
  `Expected a .keras file, a zip, or the files that export_explorable wrote, but ${quoted(name)} is none of them; ${SAVE_AGAIN}.`;
export const oldFile = (name) =>
  `Expected a .keras file, but ${quoted(name)} is an older HDF5 file (.h5), or holds weights alone; `
  + `load the model in Python and ${SAVE_AGAIN}.`;
export const tooLarge = (name, size, most) =>
  `Expected at most ${most}, but ${quoted(name)} has ${size}; take a smaller network, or save it without its optimizer.`;
export const damaged = "Expected a network as Keras or export_explorable writes it, but the file is damaged or was changed; save it again.";
export const missing = (name, found) =>
  `Expected a file ${name}, but there is only ${found.map(quoted).join(", ") || "nothing"}; `
  + "take all that Keras or export_explorable wrote.";
export const twice = (name) => `Expected one file ${name}, but there are several; take those of one network.`;

// zip.mjs
export const notZip = (name) => `Expected a .keras file, which is a zip, but ${quoted(name)} is none, or was cut short; ${SAVE_AGAIN}.`;
export const damagedZip = (name) =>
  `Expected ${quoted(name)} in the zip as it was packed, but it is damaged or was cut short; ${SAVE_AGAIN}, or copy the file again.`;
export const lockedZip = (name) => `Expected a zip without a password, but ${quoted(name)} has one; unpack it and take the file inside.`;
export const strangeZip = (name) =>
  `Expected files in the zip that are stored or deflated, but ${quoted(name)} is packed in another way; ${SAVE_AGAIN}.`;
export const bomb = (name, most) =>
  `Expected weights that are hardly smaller when packed, but ${quoted(name)} would grow to more than ${most} times its size; `
  + `${SAVE_AGAIN}.`;

// keras-file.mjs, hdf5.mjs
export const notJson = (name) => `Expected JSON in ${name}, but it cannot be read as such; ${SAVE_AGAIN}, or export it again.`;
export const tooDeep = (name) => `Expected at most 200 brackets inside each other in ${name}, but there are more; ${SAVE_AGAIN}.`;
export const notHdf5 = `Expected weights in an HDF5 file, as Keras writes it, but model.weights.h5 is another; ${SAVE_AGAIN}.`;
export const damagedHdf5 = (place) =>
  `Expected weights as Keras writes them, but model.weights.h5 is damaged near byte ${place}; ${SAVE_AGAIN}.`;
export const otherHdf5 = (what) =>
  `Expected weights that lie in one piece, as Keras writes them, but model.weights.h5 has ${what}; `
  + `load the model in Python and ${SAVE_AGAIN}.`;
export const noWeights = (layer, path) =>
  `Expected weights of the layer ${quoted(layer)} at ${path} in model.weights.h5, but there are none; ${SAVE_AGAIN}.`;
export const otherShape = (name, expected, found) =>
  `Expected numbers of the shape ${sizes(expected)} for ${quoted(name)}, but there are some of the shape ${sizes(found)}; `
  + `${EXPORT_AGAIN}, or save it again.`;

// keras-model.mjs, steps.mjs
export const notModel = (what) =>
  `Expected a Sequential or functional model, but the file holds ${quoted(what)}; `
  + `build one in Python with keras.Model(inputs, outputs) and ${SAVE_AGAIN}.`;
export const otherChannels = (n, most) => `Expected pictures of 1 to ${most} channels, but the network takes ${n}; build one for pictures.`;
export const noInput =
  `Expected a model that knows its input, but this one was never built; start it with keras.Input(shape) and ${SAVE_AGAIN}.`;
export const manyInputs = (n) =>
  `Expected a model with one input, but there are ${n}; build a model of the part that takes the picture and ${SAVE_AGAIN}.`;
export const manyOutputs = (n) =>
  `Expected a model with one output, but there are ${n}; choose one: keras.Model(model.inputs, model.outputs[0]).`;
export const otherInput = (shape) =>
  `Expected a model that takes a picture of fixed size, but it takes ${sizes(shape)}; `
  + "build it with keras.Input((height, width, channels)).";
export const manyLayers = (most) => `Expected at most ${most} layers, but there are more; take a smaller network.`;
export const deepModels = (most) => `Expected networks inside each other at most ${most} deep, but they are deeper; build a flat one.`;
export const circle = (name) => `Expected layers that follow each other, but ${quoted(name)} reads what comes of itself; ${SAVE_AGAIN}.`;
export const noSource = (name, source) =>
  `Expected that ${quoted(name)} reads layers of the network, but there is no ${quoted(source)} before it; `
  + `${SAVE_AGAIN}, or export it again.`;
export const sameName = (name) =>
  `Expected a name of its own for each layer, but ${quoted(name)} comes twice; give one of the two another name.`;
export const badName = (name) =>
  `Expected a layer's name of 1 to 100 letters, without / \\ < > & and quotes, but one is called ${quoted(name)}; `
  + "give the layer another name.";
export const lambda = (name) =>
  `Expected layers that the page knows, but ${quoted(name)} is a Lambda, code that is never run here; `
  + `take a layer of Keras instead and ${SAVE_AGAIN}.`;
export const ownClass = (name, className) =>
  `Expected layers of Keras, but ${quoted(name)} is of a class of somebody's own, ${quoted(className)}; `
  + `take a layer of Keras instead and ${SAVE_AGAIN}.`;

// keras-kinds.mjs, operations.mjs: `what` it has
export const cannot = (name, className, what) =>
  `The live figures cannot compute the layer ${quoted(name)} (${quoted(className).slice(1, -1)}): it has ${what}; save a model without it.`;
export const channelsFirst = (name) =>
  `Expected channels along the last axis, but ${quoted(name)} has them first; build the model with channels_last.`;
export const unknownKind = "a kind that they do not know";
export const activation = (name) => `the activation ${quoted(name)}`;
export const quantized = "quantized weights";
export const trains = "training=True in its call, and so never predicts";
export const anotherAxis = "another axis than the last";
export const batchAxis = "the axis of the batch";
export const rms = "rms_scaling";
export const placesDiffer = "numbers that differ from place to place";
export const interpolation = (name) => `the interpolation ${quoted(name)}`;
export const ratio = "cropping or padding to keep a ratio";
export const antialias = "antialiasing";
export const rounded = "whole numbers to resize, which it rounds";
export const manySizes = "an output that has not one to three known sizes";

// check-network.mjs: a description by itself, and with its arrays
export const notDescription = (what) => `Expected network.json as export_explorable writes it, but ${what}; ${EXPORT_AGAIN}.`;
export const badInput = '"input" is no list of height, width and channels';
export const noClasses = '"classes" is no list of one name or more';
export const badClass = "a class has no name of at most 200 letters";
export const badPixels = '"pixels" is none of {"scale": …, "offset": …, "order": …} with numbers for the channels';
export const badPictures = '"pictures" does not say how many there are, in how many columns, and of which shape';
export const noLayers = '"layers" is no list of one layer or more';
export const otherKind = (name, kind) =>
  `Expected a layer of a kind that the live figures know, but ${quoted(name)} is of the kind ${quoted(kind)}; ${EXPORT_AGAIN} without it.`;
export const badSetting = (name, key, value) =>
  `Expected another ${quoted(key)} of the layer ${quoted(name)} than ${quoted(JSON.stringify(value) ?? "none")}; ${EXPORT_AGAIN}.`;
export const manySources = (name, n) =>
  `Expected that the layer ${quoted(name)} reads another number of layers than ${n}; ${EXPORT_AGAIN}.`;
export const shapesDiffer = (name, shapes) =>
  `Expected shapes that fit together for the layer ${quoted(name)}, but it reads ${shapes.map(sizes).join(" and ")}; ${EXPORT_AGAIN}.`;
export const tooSmall = (name, [height, width]) =>
  `Expected maps that are large enough for the layer ${quoted(name)}, but it reads ${height} × ${width}; `
  + "take larger pictures, or leave the layer out.";
export const manyNumbers = (most) =>
  `Expected a network of at most ${most / 1e6} million numbers, weights and maps together, but this one needs more; `
  + "take smaller pictures, or fewer layers.";
export const manyProducts = (most) =>
  `Expected a network that multiplies at most ${most / 1e9} billion times for one picture, but this one does more; `
  + "take smaller pictures, or fewer layers.";
export const otherClasses = (n, outputs) =>
  `Expected as many classes as the network has outputs, but there are ${n} classes and ${outputs} outputs; ${EXPORT_AGAIN}.`;
export const noClassesLeft = (shape) =>
  `Expected one row of numbers, one for each class, at the network's end, but it gives maps, ${sizes(shape)}; `
  + "add a global pool and a dense layer.";
export const noArray = (name) => `Expected weights called ${quoted(name)}, but there are none; ${EXPORT_AGAIN}.`;
export const notFinite = (name) =>
  `Expected numbers in ${quoted(name)}, but some are infinite or not a number (NaN), so the training has failed; `
  + "train again with a smaller step.";
export const badLabels = (n) => `Expected whole numbers from 0 to ${n - 1} in labels.json, but there are others; ${EXPORT_AGAIN}.`;
export const notSafetensors = (name) => `Expected named arrays in ${name}, but it is another file, or damaged; ${EXPORT_AGAIN}.`;
export const otherSprite = (width, height) =>
  `Expected a picture of ${width} × ${height} pixels in pictures.png, but it is another; ${EXPORT_AGAIN}.`;
