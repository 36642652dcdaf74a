/* What the choice of a picture says, in the bar. */

export const pictures = "picture";
export const panels = { strip: "Photos", camera: "Camera", drawing: "Draw", own: "Your picture" };
export const cameraOff = "Camera off";
export const cameraIsOn = "The camera is on: each of its frames runs through the network.";
export const cameraIsOff = "The camera is off.";
export const fromCamera = "what the camera sees";
export const drawn = "your drawing";

// What is done to a picture before the network gets it. size: [high, wide]; number: how a byte becomes a number
const nothingSent = "Nothing leaves this page, nothing is kept.";
const part = ([high, wide]) => (high === wide ? "a square" : "the network's shape");
export const byte = "x";
export const doneTo = {
  camera: (size, number) => `Cut to ${part(size)}, averaged to ${size.join(" × ")}, each byte x: ${number}. ${nothingSent}`,
  drawing: (size, number) => `${size.join(" × ")} pixels as they are, each byte x: ${number}. ${nothingSent}`,
};
