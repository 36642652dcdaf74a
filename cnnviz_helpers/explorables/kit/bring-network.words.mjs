/* What is said about a network that a reader brings. */

const sizeOf = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`);
export const reading = (name, bytes) => `Reading ${name}, ${sizeOf(bytes)} …`;
const colours = { 1: " in grey", 3: " in colour" };
export const asks = ({ name, parameters, description: { input: [height, width, channels], layers } }) =>
  `${layers.length} steps, ${parameters.toLocaleString("en")} parameters, pictures of ${height} × ${width}${colours[channels] ?? ""}. `
  + `${name} does not tell the rest:`;
export const range = "Its pictures were numbers from";
export const ranges = {
  "": "… choose", "0..1": "0 to 1", "-1..1": "−1 to 1", "-0.5..0.5": "−0.5 to 0.5", "0..255": "0 to 255, the bytes themselves",
  imagenet: "as for ImageNet: less the mean, by the deviation",
};
export const askRange = "Choose the range of the pictures in training: the file does not tell it, and a wrong one spoils every answer.";
export const knows = { "0..255": "Its first layer rescales bytes, so it takes 0 to 255.", "-0.5..0.5": "Its folder names no other range." };
export const order = "Order of colours";
export const orders = { rgb: "red, green, blue", bgr: "blue, green, red" };
export const scores = (n) =>
  (n === 1
    ? "Its last number is a score: make a share of it, by a sigmoid"
    : "Its last numbers are scores: make shares of them, by a softmax");
export const names = (n) => `Names of its ${n} classes, one a line`;
export const namesOfChance = "Names of its 2 classes, one a line: the share it gives is that of the second";
export const ten = "They are the ten of CIFAR-10";
export const wrongNames = (n, came) => `Expected ${n} names, one a line, got ${came}; write one for each class.`;
export const noNetwork = "Expected a network beside the names of its classes; drop both together, or the network first.";
export const keep = "Keep it in this browser";
export const open = "Open";
export const cancel = "Cancel";
export const last = (name) => `${name} is kept in this browser.`;
export const openLast = "Open it";
export const forget = "Remove it";
export const notKept = "This browser keeps nothing for this page, so the network is there until you leave.";
export const comparing = (n) => `Trying each range on ${n} photos of the book …`;
export const slow = "It is too slow here to try each range on the book's photos.";
export const hint = (n, found) =>
  `If they are: of ${n} photos of the book it is right on ${found}. The range of its training gives the most.`;
export const inRange = (right, range) => `${right} with ${range}`;
