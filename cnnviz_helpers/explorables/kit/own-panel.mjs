/* Where a reader gives a picture: file, paste, drop or camera. What is done with it comes later: own-picture.mjs, own-steps.mjs. */

import { button, labelled, photoPicker } from "./controls.mjs";
import { el, write } from "./element.mjs";
import { importLater } from "./resources.mjs";
import * as KIT_WORDS from "./words.mjs";

/**
 * `element`: the panel. `root` takes drops; onpicture(rgb) gets the bytes of each new picture, and of each place of the square;
 * later() brings own-picture.mjs; network: the one that gets the picture.
 */
export class OwnPanel {
  constructor(root, network, onpicture, later) {
    Object.assign(this, { network, onpicture, later, labelled });
    this.end = new AbortController();
    this.turn = 0; // counts what the reader has asked for: only the last of it is shown
    this.parts = null; // what own-picture.mjs makes for this panel, from the first picture on: {steps, lens, decodePicture, squares}
    this.build();
    this.listen(root);
  }

  build() {
    this.file = el("input", { type: "file", accept: "image/*", onchange: () => this.take(this.file.files[0]),
      onclick: () => this.forgetName() }); // so that the same file can be chosen again
    this.camera = button(KIT_WORDS.camera, () => this.attempt(() => this.parts.lens.shoot()));
    this.fault = el("p.x-fault", { role: "alert", hidden: true });
    this.list = el("ol.x-steps", { hidden: true }); // what makes a picture an input, step by step
    this.element = el("details.x-own", { ontoggle: () => this.element.open || this.stop() },
      el("summary", KIT_WORDS.own), el("p", KIT_WORDS.staysHere),
      el(".x-row", labelled(KIT_WORDS.file, this.file), this.camera), this.fault, this.list);
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
      const { partsOf } = await this.later();
      this.parts ??= partsOf(this);
      const bitmap = await work(), crop = bitmap && await this.parts.squares(bitmap, isWanted, this.network.photo.shape);
      if (crop) this.parts.steps.use(bitmap, crop);
      bitmap?.close();
    } catch (error) {
      write(this.fault, error.message);
      this.fault.hidden = mine !== this.turn;
    }
  }

  /** `blob`: a file of the field, whose name then stands there, or one from elsewhere. */
  take(blob) {
    if (blob !== this.file.files[0]) this.forgetName();
    this.attempt(() => this.parts.decodePicture(blob));
  }

  /** Switch the camera off. */
  stop() {
    this.parts?.lens.stop();
  }

  /** No name of a file beside its field. */
  forgetName() {
    this.file.value = "";
  }

  /** Drop what is still read, and what stands here of what was shown, or could not be. */
  forget() {
    this.turn += 1;
    this.forgetName();
    this.fault.hidden = this.list.hidden = true;
  }

  /** End all. */
  close() {
    this.end.abort();
    this.stop();
  }
}

/**
 * What a figure does that shows a photo of the book, or a picture of the reader's own.
 * It has a `root`, its `network` and `photos`, the network's `classes`, and a `frame` whose state names a photo.
 */
export const ofOwnPictures = {
  /** Make its `picker` and its `panel`. `own`: the bytes of the reader's picture, while that is shown. */
  buildPhotos() {
    const { frame, network, photos, root } = this;
    this.own = null;
    this.picker = photoPicker(frame, photos, (image) => this.leaveOwn(image));
    this.panel = new OwnPanel(root, network, (rgb) => this.takeOwn(rgb), () => importLater(photos.model, "kit/own-picture.mjs"));
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
    return this.own ? "x" : this.photos.name(this.state.image);
  },
};
