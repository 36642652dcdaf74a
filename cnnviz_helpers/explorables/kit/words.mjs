/* What the parts say that all live figures share. A language is this file, and beside each figure one such file more. */

export const KIT_WORDS = {
  // frame.mjs
  tryThis: "Try this",
  inPython: "The same in Python",
  copyLink: "Copy a link to this state",
  copied: "Copied",
  notCopied: "It stands in the address bar",
  cannotRun: (why) => `This figure cannot run here: ${why}`,

  // controls.mjs: the choice of a photo
  photo: "photo",
  photoNamed: (index, name) => `photo ${index}${name && `, ${name}`}`,
  before: "photo before",
  next: "next photo",
  any: "any",
  anyPhoto: "any photo",

  // maps.mjs and ledger.mjs
  map: "map",
  padding: "padding",

  // files.mjs
  notLoaded: (name, status) => `${name} could not be loaded (${status}); reload the page.`,
  incomplete: (name) => `${name} came incomplete or damaged; reload the page.`,

  // own-panel.mjs: a picture of the reader's own
  own: "A picture of your own",
  private: "It never leaves this page: nothing is sent, nothing is kept. Choose, paste or drop a file, or use the camera.",
  file: "file",
  camera: "Camera",
  takePhoto: "Take the photo",
  cameraSees: "what the camera sees",
  noCamera: "Expected a camera, but there is none, or it was not allowed; choose a file.",
  crop: "1. Crop to a square",
  moveIt: "move it",
  average: (side) => `2. Average to ${side} × ${side}`,
  asInput: "3. Pixel / 255 − 0.5: red, green, blue",
  yourPicture: "your picture",
  smallPicture: (side) => `${side} by ${side}`,
  inputPicture: "red, green and blue numbers",

  // own-picture.mjs
  emptyFile: "Expected a picture file, got an empty one; choose another.",
  largeFile: (most, size) => `Expected a file of at most ${most} MB, got ${size} MB; make it smaller first.`,
  otherKind: "Expected a PNG, JPEG, GIF or WebP picture, got another kind of file (SVG and HEIC are not read); save it as JPEG first.",
  manyPixels: (most, size) => `Expected at most ${most} pixels a side, got ${size.join(" × ")}; make it smaller first.`,
  damaged: "Expected a whole picture, but this one is damaged; save it anew as PNG or JPEG.",
};
