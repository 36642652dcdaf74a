/* What a reader's own picture needs once it is there: the steps that make it an input of the network, and the camera. */

import { drawMaps, drawPhotos, portion, range } from "./draw.mjs";
import { button } from "./controls.mjs";
import { el, picture, write } from "./element.mjs";
import { Lens } from "./lens.mjs";
import { toInput } from "./resources.mjs";
import * as KIT_WORDS from "./words.mjs";

const SHOWN = 320; // pixels: the longer side of the reader's picture, as it is shown

/** The three steps from a picture to an input. panel: an OwnPanel, which is told of each new picture, and each place of the square. */
export class Steps {
  constructor(panel) {
    const { network: { photo, pixels }, labelled } = this.panel = panel, [high, wide] = photo.shape;
    const colours = pixels.scales.map((scale) => KIT_WORDS.colours[scale]);
    this.numbers = new Float32Array(photo.size);
    this.large = picture(KIT_WORDS.yourPicture);
    this.small = picture(KIT_WORDS.smallPicture(high, wide));
    this.input = picture(KIT_WORDS.inputPicture(colours));
    this.square = el("span.x-cursor");
    this.place = el("input", { type: "range", min: 0, max: 1, step: 0.01, oninput: () => this.lay() });
    panel.list.append(
      el("li", el("p", KIT_WORDS.crop(high === wide)), el(".x-crop", this.large, this.square), labelled(KIT_WORDS.moveIt, this.place)),
      el("li", el("p", KIT_WORDS.average(high, wide)), this.small),
      el("li", el("p", KIT_WORDS.asInput(pixels.words(KIT_WORDS.aPixel), colours)), this.input));
  }

  /** Show a picture; crop(place) gives the bytes of its square. */
  use(bitmap, crop) {
    const { width, height } = bitmap, { large, place } = this, scale = SHOWN / Math.max(width, height);
    const [high, wide] = this.panel.network.photo.shape, shape = (width * high) / height / wide; // above 1: too wide
    this.crop = crop;
    this.isWide = shape >= 1;
    this.rest = 1 - Math.min(shape, 1 / shape); // the share of the longer side that the square leaves out
    Object.assign(large, { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
    large.getContext("2d").drawImage(bitmap, 0, 0, large.width, large.height);
    place.disabled = !this.rest;
    place.value = 0.5;
    this.panel.list.hidden = false;
    this.lay();
  }

  /** Lay the square at its place, and show what becomes of it. */
  lay() {
    const { panel, panel: { network: { fit, photo: { shape }, pixels } }, small, input, square, place } = this, at = Number(place.value);
    const rgb = fit(this.crop(at), shape), [before, behind] = [at, 1 - at].map((share) => portion(share * this.rest));
    square.style.inset = this.isWide ? `0 ${behind} 0 ${before}` : `${before} 0 ${behind}`;
    toInput(rgb, this.numbers, pixels);
    drawPhotos(small, rgb, shape);
    drawMaps(input, this.numbers, shape, { maps: range(shape[2]), columns: shape[2], gap: 1, limits: pixels.limit });
    panel.onpicture(rgb);
  }
}

/** What the button of a panel does. */
export class Camera {
  constructor(panel) {
    this.panel = panel;
    this.lens = new Lens();
    this.other = button(KIT_WORDS.otherCamera, () => panel.attempt(() => this.look(this.lens.another)), { hidden: true });
    this.video = el("video", { playsinline: true, hidden: true, "aria-label": KIT_WORDS.cameraSees });
    panel.camera.after(this.other);
    panel.fault.before(this.video);
  }

  /** First click: what the camera sees, on a phone the one at the back. Second click: the photo. */
  async shoot() {
    if (!this.lens.stream) return this.look({ facingMode: "environment" });
    const shot = await createImageBitmap(this.video);
    this.stop();
    this.panel.forgetName();
    return shot;
  }

  /** Show what a camera sees. wanted: as for `Lens.open`. */
  async look(wanted) {
    const { lens, panel, video } = this;
    if (lens.isAsking) return;
    this.stop();
    await lens.open(wanted);
    if (panel.end.signal.aborted || !panel.element.open) return this.stop(); // the reader has left meanwhile
    const { stream } = lens;
    Object.assign(video, { srcObject: stream, muted: true, hidden: false });
    this.other.hidden = lens.cameras.length < 2;
    await video.play().catch(() => {}); // it is interrupted when the camera is switched off
    if (lens.stream === stream) write(panel.camera, KIT_WORDS.takePhoto);
  }

  /** Switch the camera off. */
  stop() {
    this.lens.stop();
    this.video.srcObject = null;
    this.video.hidden = this.other.hidden = true;
    write(this.panel.camera, KIT_WORDS.camera);
  }
}
