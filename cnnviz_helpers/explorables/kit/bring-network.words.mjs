/* What is said about a network that a reader brings. */

export const reading = "Reading …";
export const range = "Its pictures were numbers from";
export const ranges = {
  "": "… choose", "0..1": "0 to 1", "-1..1": "−1 to 1", "-0.5..0.5": "−0.5 to 0.5", "0..255": "0 to 255, the bytes themselves",
  imagenet: "as for ImageNet: less the mean, by the deviation",
};
export const askRange = "Say in which range its pictures were in training: the file does not tell, and a wrong range spoils every answer.";
export const knows = "The network begins with a layer that rescales bytes, so it takes 0 to 255.";
export const order = "Colours";
export const orders = { rgb: "red, green, blue", bgr: "blue, green, red" };
export const names = (n) => `Names of its ${n} classes, one a line`;
export const ten = "They are the ten of CIFAR-10";
export const wrongNames = (n, came) => `Expected ${n} names, one a line, got ${came}; write one for each class.`;
export const keep = "Keep it in this browser";
export const open = "Open";
export const last = (name) => `${name}, kept in this browser`;
export const openLast = "Open it";
export const forget = "Remove it";
export const forgotten = "It is removed from this browser.";
export const notKept = "This browser keeps nothing for this page, so the network is there until you leave.";
export const hint = (n, found) => `If they are: of ${n} photos of the book it is right on ${found}. The range of its training gives the most.`;
export const inRange = (right, range) => `${right} with ${range}`;
