/* The live camera: each of its frames becomes the network's input as it comes. Nothing is sent, nothing is kept. */

import { button, toggle } from "../kit/controls.mjs";
import { el } from "../kit/element.mjs";
import { Lens } from "../kit/lens.mjs";
import { average } from "../kit/own-picture.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import * as WORDS from "./camera.words.mjs";

// Lines of a frame: the fewest that a camera gives, and twice that for a large input. More would be averaged away.
const LINES = [240, 480];
const BACK = { facingMode: "environment" }; // on a phone; a laptop gives the camera that it has

/**
 * The largest part of a frame of width x height that has the shape of `wide` x `high`, in its middle: {x, y, width, height}.
 * They are even, as two pixels beside and below each other share their colour in a film.
 */
export function middleOf([width, height], [high, wide]) {
  const scale = Math.min(width / wide, height / high), even = (n) => 2 * Math.floor(n / 2);
  const [w, h] = [wide, high].map((side) => even(Math.round(side * scale)));
  return { x: even((width - w) / 2), y: even((height - h) / 2), width: w, height: h };
}

/** The part `rect` of the frame that a video shows, four bytes a pixel; nothing in browsers that cannot give it without a canvas. */
async function copied(video, rect) {
  const frame = new VideoFrame(video), asked = { rect, format: "RGBA" };
  try {
    const data = new Uint8Array(4 * rect.width * rect.height);
    if (frame.allocationSize(asked) !== data.length) return undefined; // it does not know of formats
    await frame.copyTo(data, asked);
    return data;
  } finally {
    frame.close();
  }
}

/**
 * What reads a frame: read(video, isMirrored) -> a promise of the bytes of its middle, averaged to `size`, [high, wide].
 * A copy of its pixels takes a third of the time that a canvas takes.
 */
function frameReader(size) {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true, alpha: false });
  let isCopied = "VideoFrame" in globalThis;
  const drawn = (video, { x, y, width, height }) => {
    Object.assign(pen.canvas, { width, height });
    pen.drawImage(video, x, y, width, height, 0, 0, width, height);
    return pen.getImageData(0, 0, width, height).data;
  };
  return async (video, isMirrored) => {
    const rect = middleOf([video.videoWidth, video.videoHeight], size);
    const data = isCopied && await copied(video, rect).catch(() => undefined);
    isCopied = Boolean(data);
    return meansOf(data || drawn(video, rect), rect, size, isMirrored);
  };
}

/** A picture of four bytes a pixel -> its exact means, (high, wide, 3) bytes, as those of a file; isMirrored: from right to left. */
export function meansOf(data, { width, height }, [high, wide], isMirrored) {
  const down = { from: data, n: height, parts: high, step: 4 * width, lanes: width, lane: 4 };
  const lines = average(down, new Float64Array(3 * high * width), 3 * width, 3);
  const across = { from: lines, n: width, parts: wide, step: 3, lanes: high, lane: 3 * width };
  const rgb = Uint8Array.from(average(across, new Float64Array(3 * high * wide), 3, 3 * wide), Math.round);
  return isMirrored ? rgb.map((_, i) => rgb[mirrored(i, wide)]) : rgb;
}

/** The place of the same colour of the pixel at the other end of its row. */
function mirrored(i, wide) {
  const column = Math.floor(i / 3) % wide;
  return i + 3 * (wide - 1 - 2 * column);
}

/**
 * `element`: what the camera sees, with buttons to freeze it and to turn to another camera.
 * network: whose input a frame becomes; onframe(rgb): with the bytes of each frame, as large as the input;
 * onchange(isOn): when the camera goes on or off, by `start` and `stop`, with the page that is hidden, with its cable;
 * attempt(work): does what may throw one sentence.
 */
export class LiveCamera {
  constructor(network, { onframe, onchange, attempt }) {
    Object.assign(this, { network, onframe, onchange });
    this.lens = new Lens();
    const [high, wide] = network.photo.shape;
    this.read = frameReader([high, wide]);
    const lines = LINES[Number(high > LINES[0] / 2)];
    this.usual = { width: { ideal: (lines * 4) / 3 }, height: { ideal: lines }, frameRate: { ideal: 30 } };
    this.isWanted = false; // by the reader, whether or not the browser has given it yet
    this.video = el("video.x-lens", { playsinline: true, "aria-label": KIT_WORDS.cameraSees });
    this.video.muted = true;
    this.video.style.aspectRatio = wide / high;
    this.frozen = toggle(WORDS.freeze, false, (isFrozen) => (isFrozen ? this.freeze() : this.play()));
    this.turn = button(KIT_WORDS.otherCamera, () => attempt(() => this.start(this.lens.another)), { hidden: true });
    this.element = el(".x-camera", { hidden: true }, this.video, el(".x-camera-tools", this.frozen, this.turn));
    this.hide = () => document.hidden && this.stop();
  }
  /** Whether what is seen is shown as by a mirror: by every camera but one at the back of a phone. */
  get isMirrored() {
    return this.lens.settings.facingMode !== "environment";
  }

  /** Switch it on. wanted: which one, as for `Lens.open`. Throws one sentence. */
  async start(wanted = BACK) {
    const { lens, video } = this;
    this.isWanted = true;
    if (lens.isAsking) return; // the one that is asked for will do
    try {
      await lens.open({ ...this.usual, ...wanted });
    } catch (error) {
      this.stop();
      throw error;
    }
    if (!this.isWanted) return lens.stop(); // the reader has left meanwhile
    document.addEventListener("visibilitychange", this.hide);
    lens.stream.getVideoTracks()[0].addEventListener("ended", () => this.stop());
    video.srcObject = lens.stream;
    video.classList.toggle("is-mirrored", this.isMirrored);
    this.turn.hidden = lens.cameras.length < 2;
    this.frozen.set(false);
    this.element.hidden = false;
    this.onchange(true);
    await this.play();
  }

  /** Let the frames come, each once. */
  async play() {
    const { video } = this, mine = this.round = {}; // of two rounds, as after a freeze, the older one ends
    await video.play().catch(() => {}); // it is interrupted when the camera is switched off
    const next = () => {
      if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(see);
      else requestAnimationFrame(see);
    };
    const see = async () => {
      if (mine !== this.round) return;
      const rgb = video.videoWidth && video.currentTime !== this.seen && await this.see();
      if (mine !== this.round) return; // it was frozen or switched off meanwhile
      if (rgb) this.onframe(rgb);
      next();
    };
    next();
  }

  freeze() {
    this.round = null;
    this.video.pause();
  }

  /** A promise of the bytes of what is seen now, as the network gets them. */
  async see() {
    const { network: { fit, photo: { shape } }, video } = this;
    this.seen = video.currentTime;
    return fit(await this.read(video, this.isMirrored), shape);
  }

  /** Switch it off; the last frame stays where it was shown. */
  stop() {
    const { isWanted } = this;
    this.isWanted = false;
    this.round = null;
    this.lens.stop();
    this.video.srcObject = null;
    this.element.hidden = true;
    document.removeEventListener("visibilitychange", this.hide);
    if (isWanted) this.onchange(false);
  }
}
