/* What the parts say that all live figures share. A language is this file, and beside each figure one such file more. */

// frame.mjs
export const tryThis = "Try this";
export const inPython = "The same in Python";
export const copyLink = "Copy a link to this state";
export const copied = "Copied";
export const notCopied = "It stands in the address bar";
export const withoutOwn = "A link cannot hold your picture: it never leaves this page. This one opens with a photo of the book.";
export const cannotRun = (why) => `This figure cannot run here: ${why}`;

// controls.mjs: the choice of a photo
export const photo = "photo";
export const photoNamed = (index, name) => `photo ${index}${name && `, ${name}`}`;
export const before = "photo before";
export const next = "next photo";
export const any = "any";
export const anyPhoto = "any photo";
export const all = "all …";
export const allPhotos = "all photos";
export const close = "Close";

// The channels of a picture, by the scales that they are drawn on
export const colours = { red: "red", green: "green", blue: "blue", signed: "grey" };

// maps.mjs and ledger.mjs
export const map = "map";
export const padding = "padding";

// files.mjs, all-photos.mjs
export const notLoaded = (name, status = "no answer") => `${name} could not be loaded (${status}); reload the page.`;
export const noWorker = "its worker did not start; reload the page.";
export const incomplete = (name) => `${name} came incomplete or damaged; reload the page.`;

// own-panel.mjs: a picture of the reader's own
export const own = "A picture of your own";
export const staysHere = "It never leaves this page: nothing is sent, nothing is kept. Choose, paste or drop a file, or use the camera.";
export const file = "file";
export const camera = "Camera";
export const otherCamera = "Other camera";
export const takePhoto = "Take the photo";
export const cameraSees = "what the camera sees";
export const noCamera = "Expected a camera, but there is none, or it was not allowed; choose a file.";
export const cameraFaults = { // by the browser's name of what was wrong
  NotAllowedError: "Expected a camera, but it was not allowed; allow it in the browser's settings of this page, or choose a file.",
  NotReadableError: "Expected a camera that is free, but another program or page is using it; close that one, or choose a file.",
};
export const crop = (isSquare) => (isSquare ? "1. Crop to a square" : "1. Crop to the network's shape");
export const moveIt = "move it";
export const average = (high, wide) => `2. Average to ${high} × ${wide}`;
export const pixel = (byte) => `${byte} / 255 − 0.5`;
export const asInput = (pixel, colours) => `3. ${pixel}: ${colours.join(", ")}`;
export const aPixel = "Pixel";
export const yourPicture = "your picture";
export const smallPicture = (high, wide) => `${high} by ${wide}`;
export const inputPicture = (colours) => `${colours.join(", ")}: numbers`;

export const yours = "your own";
export const xIs = "  # x: your picture";
export const ownTry = (n) => `Whatever it shows, the answer is one of ${n} names.`;
export const onlyFits = (n) => `That means only: of its ${n} answers, this one fits best. Nothing else was allowed.`;

// own-picture.mjs
export const emptyFile = "Expected a picture file, got an empty one; choose another.";
export const largeFile = (most, size) => `Expected a file of at most ${most} MB, got ${size} MB; make it smaller first.`;
export const otherKind =
  "Expected a PNG, JPEG, GIF, WebP, AVIF or BMP picture, got another kind of file (SVG and HEIC are not read); save it as JPEG first.";
export const manyPixels = (most, size) => `Expected at most ${most} pixels a side, got ${size.join(" × ")}; make it smaller first.`;
export const damaged = "Expected a whole picture, but this one is damaged; save it anew as PNG or JPEG.";

// units.mjs: the choice of a layer, and of a map of it
export const layer = "layer";
export const mapBefore = "map before";
export const nextMap = "next map";
