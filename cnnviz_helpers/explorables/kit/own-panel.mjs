/* Where a reader gives a picture: file, paste, drop or camera; with each step that makes it an input of the network. */

import { RGB, drawMaps, drawPhoto, portion, range } from "./draw.mjs";
import { button, labelled, photoPicker } from "./controls.mjs";
import { el, picture, write } from "./element.mjs";
import { PHOTO_SIDE, importLater, toInput } from "./resources.mjs";
import * as KIT_WORDS from "./words.mjs";

const SHOWN = 320; // pixels: the longer side of the reader's picture, as it is shown
const SHAPE = [PHOTO_SIDE, PHOTO_SIDE, RGB.length];

/** The three steps from a picture to an input: the list, and its canvases, the square and the range that moves it. */
function stepsOf(onplace) {
  const large = picture(KIT_WORDS.yourPicture);
  const small = picture(KIT_WORDS.smallPicture(PHOTO_SIDE)), input = picture(KIT_WORDS.inputPicture);
  const square = el("span.x-cursor"), place = el("input", { type: "range", min: 0, max: 1, step: 0.01, oninput: onplace });
  const list = el("ol.x-steps", { hidden: true },
    el("li", el("p", KIT_WORDS.crop), el(".x-crop", large, square), labelled(KIT_WORDS.moveIt, place)),
    el("li", el("p", KIT_WORDS.average(PHOTO_SIDE)), small),
    el("li", el("p", KIT_WORDS.asInput), input));
  return { list, large, small, input, square, place };
}

/**
 * `element`: the panel. `root` takes drops; onpicture(rgb) gets the bytes of each new picture, and of each place of the square;
 * reader() brings own-picture.mjs.
 */
export class OwnPanel {
  constructor(root, onpicture, reader) {
    Object.assign(this, { onpicture, reader });
    this.end = new AbortController();
    this.numbers = new Float32Array(SHAPE.reduce((a, b) => a * b));
    this.turn = 0; // counts what the reader has asked for: only the last of it is shown
    this.stream = null; // of a camera, while it is on
    this.cameras = []; // what the browser calls each camera that there is
    this.isAsking = false; // whether a camera may be used
    this.build();
    this.listen(root);
  }

  build() {
    this.steps = stepsOf(() => this.lay());
    this.file = el("input", { type: "file", accept: "image/*", onchange: () => this.take(this.file.files[0]),
      onclick: () => this.forgetName() }); // so that the same file can be chosen again
    this.camera = button(KIT_WORDS.camera, () => this.attempt(() => this.shoot()));
    const lookElsewhere = () => this.look({ deviceId: { exact: this.nextCamera() } });
    this.other = button(KIT_WORDS.otherCamera, () => this.attempt(lookElsewhere), { hidden: true });
    this.video = el("video", { playsinline: true, hidden: true, "aria-label": KIT_WORDS.cameraSees });
    this.fault = el("p.x-fault", { role: "alert", hidden: true });
    this.element = el("details.x-own", { ontoggle: () => this.element.open || this.stop() },
      el("summary", KIT_WORDS.own), el("p", KIT_WORDS.staysHere),
      el(".x-row", labelled(KIT_WORDS.file, this.file), this.camera, this.other), this.video, this.fault, this.steps.list);
  }

  /** Drops on the figure, and what is pasted while the panel is open. */
  listen(root) {
    const { signal } = this.end;
    root.addEventListener("dragover", (event) => event.preventDefault(), { signal });
    root.addEventListener("drop", (event) => {
      event.preventDefault(); // else the browser would open the file in the page's place
      this.take(event.dataTransfer.files[0]);
    }, { signal });
    document.addEventListener("paste", ({ clipboardData }) => {
      if (this.element.open && clipboardData.files.length) this.take(clipboardData.files[0]);
    }, { signal });
  }

  /** Do what may fail, and say in one sentence if it did. A work that was overtaken by another one says nothing. */
  async attempt(work) {
    const mine = (this.turn += 1), isWanted = () => mine === this.turn && !this.end.signal.aborted;
    this.element.open = true;
    this.fault.hidden = true;
    try {
      const bitmap = await work(), crop = bitmap && await (await this.reader()).squares(bitmap, isWanted);
      if (crop) this.use(bitmap, crop);
      bitmap?.close();
    } catch (error) {
      write(this.fault, error.message);
      this.fault.hidden = mine !== this.turn;
    }
  }

  /** `blob`: a file of the field, whose name then stands there, or one from elsewhere. */
  take(blob) {
    if (blob !== this.file.files[0]) this.forgetName();
    this.attempt(async () => (await this.reader()).decodePicture(blob));
  }

  /** Show a picture; crop(place) gives the bytes of its square. */
  use(bitmap, crop) {
    const { width, height } = bitmap, { list, large, place } = this.steps, scale = SHOWN / Math.max(width, height);
    this.crop = crop;
    this.isWide = width >= height;
    this.rest = 1 - Math.min(width, height) / Math.max(width, height); // the share of the longer side that the square leaves out
    Object.assign(large, { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
    large.getContext("2d").drawImage(bitmap, 0, 0, large.width, large.height);
    place.disabled = !this.rest;
    place.value = 0.5;
    list.hidden = false;
    this.lay();
  }

  /** Lay the square at its place, and show what becomes of it. */
  lay() {
    const { small, input, square, place } = this.steps, at = Number(place.value), rgb = this.crop(at);
    const [before, behind] = [at, 1 - at].map((share) => portion(share * this.rest));
    square.style.inset = this.isWide ? `0 ${behind} 0 ${before}` : `${before} 0 ${behind}`;
    toInput(rgb, this.numbers);
    drawPhoto(small, rgb);
    drawMaps(input, this.numbers, SHAPE, { maps: range(RGB.length), columns: RGB.length, gap: 1, limits: 0.5 });
    this.onpicture(rgb);
  }

  /** First click: what the camera sees, on a phone the one at the back. Second click: the photo. */
  async shoot() {
    if (!this.stream) return this.look({ facingMode: "environment" });
    const shot = await createImageBitmap(this.video);
    this.stop();
    this.forgetName();
    return shot;
  }

  /** Show what a camera sees, one that is as wanted if there is such a one. */
  async look(wanted) {
    if (this.isAsking) return;
    this.stop();
    this.isAsking = true;
    try {
      const { mediaDevices } = navigator;
      this.stream = await mediaDevices.getUserMedia({ video: wanted });
      this.cameras = (await mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput").map(({ deviceId }) => deviceId);
    } catch {
      throw new Error(KIT_WORDS.noCamera);
    } finally {
      this.isAsking = false;
    }
    if (this.end.signal.aborted || !this.element.open) return this.stop(); // the reader has left meanwhile
    Object.assign(this.video, { srcObject: this.stream, muted: true, hidden: false });
    this.other.hidden = this.cameras.length < 2;
    const { stream } = this;
    await this.video.play().catch(() => {}); // it is interrupted when the camera is switched off
    if (this.stream === stream) write(this.camera, KIT_WORDS.takePhoto);
  }

  /** The camera after the one that is on; after the last one, the first. */
  nextCamera() {
    const { cameras } = this, now = this.stream?.getVideoTracks()[0].getSettings().deviceId;
    return cameras[(cameras.indexOf(now) + 1) % cameras.length];
  }

  /** Switch the camera off. */
  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = this.video.srcObject = null;
    this.video.hidden = this.other.hidden = true;
    write(this.camera, KIT_WORDS.camera);
  }

  /** No name of a file beside its field. */
  forgetName() {
    this.file.value = "";
  }

  /** Drop what is still read, and what stands here of what was shown, or could not be. */
  forget() {
    this.turn += 1;
    this.forgetName();
    this.fault.hidden = this.steps.list.hidden = true;
  }

  /** End all. */
  close() {
    this.end.abort();
    this.stop();
  }
}

/**
 * What a figure does that shows a photo of the book, or a picture of the reader's own.
 * It has a `root`, its `photos`, the network's `classes`, and a `frame` whose state names a photo.
 */
export const ofOwnPictures = {
  /** Make its `picker` and its `panel`. `own`: the bytes of the reader's picture, while that is shown. */
  buildPhotos() {
    const { frame, photos, root } = this;
    this.own = null;
    this.picker = photoPicker(frame, photos, (image) => this.leaveOwn(image));
    this.panel = new OwnPanel(root, (rgb) => this.takeOwn(rgb), () => importLater(photos.model, "kit/own-picture.mjs"));
    frame.leavesOut = () => this.own && KIT_WORDS.withoutOwn;
    frame.onEnd(() => this.panel.close());
  },

  takeOwn(rgb) {
    this.own = rgb;
    this.frame.set({});
  },

  /** Back to the photos: what is still read of a picture of one's own is not wanted any more. */
  leaveOwn(image) {
    this.own = null;
    this.panel.forget();
    this.frame.set({ image });
  },

  /** Show what was chosen. {rgb, label}: its bytes and its class, of the reader's own −1;
      nothing, if the reader has gone on meanwhile. */
  async showPhoto() {
    const { image } = this.state, { own } = this, { rgb, label } = own ? { rgb: own, label: -1 } : await this.photos.get(image);
    if (image !== this.state.image || own !== this.own) return undefined;
    this.picker.show(rgb, own ? "" : image, own ? KIT_WORDS.yours : this.classes[label] ?? "");
    return { rgb, label };
  },

  /** What Python calls it. */
  pythonName() {
    return this.own ? "x" : `x_test[${this.state.image}]`;
  },
};
