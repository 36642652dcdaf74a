/* Which picture the explorer shows: a photo by its number, one of all photos, the camera, a drawing, a file. Panels hang from the bar. */

import { button, photoPicker } from "../kit/controls.mjs";
import { describe, el, write } from "../kit/element.mjs";
import { OwnPanel } from "../kit/own-panel.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import * as WORDS from "./pictures.words.mjs";

/**
 * `element`: for the bar. Of its panels one is open at a time, the one named `opened`;
 * each is {element, open(), shut()}, and is made when it is first opened.
 */
export class Pictures {
  constructor(explorer) {
    const { network, photos, root } = this.explorer = explorer;
    this.opened = "";
    this.made = {}; // {name: a promise of the panel}
    this.isCameraOn = false;
    this.picker = photoPicker(this, photos, (image) => this.choose(image));
    this.build();
    this.own = new OwnPanel(root, network, (rgb) => explorer.showPicture(rgb, KIT_WORDS.yours), () => this.bringOwn());
    this.own.camera.hidden = true; // the bar has one
    this.own.element.open = true; // so that one can paste at any time
    this.end = new AbortController();
    document.addEventListener("keydown", (event) => this.escape(event), { capture: true, signal: this.end.signal });
  }

  build() {
    const opener = ([name, words]) => [name, button(words, () => this.toggle(name), { "aria-expanded": false })];
    this.buttons = Object.fromEntries(Object.entries(WORDS.panels).map(opener));
    this.fault = el("p.x-fault", { role: "alert", hidden: true });
    this.place = el("div");
    const close = button("×", () => this.shut(), { "aria-label": KIT_WORDS.close, class: "x-panel-close" });
    this.panel = el("section.x-panel", { hidden: true }, close, this.fault, this.place);
    const openers = el("p.x-row", ...Object.values(this.buttons));
    this.element = el(".x-pictures", { role: "group", "aria-label": WORDS.pictures }, this.picker, openers, this.panel);
  }

  get state() {
    return this.explorer.state;
  }

  /** A photo of the album: what is still read or seen of a picture of one's own is not wanted any more. */
  choose(image) {
    if (this.opened === "camera") this.shut();
    this.own.forget();
    this.explorer.showPhoto(image);
  }

  /** What reads a picture of one's own, when one has come: by the panel, pasted, or dropped anywhere. */
  bringOwn() {
    if (this.opened !== "own") this.show("own");
    return this.explorer.later("kit/own-picture.mjs");
  }

  toggle(name) {
    const isOff = name === "camera" && !this.isCameraOn; // refused, or gone off by itself: it is tried again
    if (this.opened === name && !isOff) this.shut();
    else this.show(name);
  }

  /** Open a panel, in the place of the one that is open. */
  show(name) {
    this.shut();
    this.opened = name;
    describe(this.panel, WORDS.panels[name]);
    this.panel.hidden = false;
    this.panel.dataset.panel = name;
    this.fault.hidden = true;
    this.buttons[name].setAttribute("aria-expanded", true);
    this.place.replaceChildren();
    this.attempt(async () => {
      this.made[name] ??= this.make(name);
      const { element, open } = await this.made[name].catch((error) => { delete this.made[name]; throw error; });
      if (this.opened !== name) return;
      this.place.replaceChildren(element);
      await open();
    });
  }

  /** Close what is open; who was in there is at its button again. */
  shut() {
    const { opened, panel } = this, hadFocus = panel.contains(document.activeElement);
    if (!opened) return;
    this.opened = "";
    panel.hidden = true;
    this.buttons[opened].setAttribute("aria-expanded", false);
    if (hadFocus) this.buttons[opened].focus();
    this.made[opened]?.then(({ shut }) => shut());
  }

  escape(event) {
    if (event.key !== "Escape" || !this.opened || event.target.closest("dialog") || !this.explorer.isMine(event)) return;
    event.preventDefault();
    event.stopPropagation(); // it leads out of the panel, not out of the level
    this.shut();
  }

  /** Do what may fail, and say in one sentence if it did. */
  async attempt(work) {
    const { opened } = this;
    this.fault.hidden = true;
    try {
      await work();
    } catch ({ message }) {
      if (opened !== this.opened) return;
      write(this.fault, message);
      this.fault.hidden = false;
    }
  }

  make(name) {
    const makers = { strip: this.makeStrip, camera: this.makeCamera, drawing: this.makeDrawing, own: this.makeOwn };
    return makers[name].call(this);
  }

  async makeOwn() {
    return { element: this.own.element, open: () => this.own.file.focus(), shut: () => {} };
  }

  async makeStrip() {
    const { explorer, explorer: { model, network, photos } } = this, { Strip } = await explorer.later("explorer/strip.mjs");
    const onpick = (image, isPointed) => {
      this.choose(image);
      if (isPointed) this.shut(); // it lies over what one wants to see; by keys one walks on
    };
    const strip = new Strip({ photos, network, model, onpick, attempt: (work) => this.attempt(work) });
    explorer.onEnd(() => strip.close());
    const open = async () => {
      await strip.open(explorer.state.image);
      strip.wall.focus({ preventScroll: true });
    };
    return { element: strip.element, open, shut: () => strip.stop() };
  }

  async makeCamera() {
    const { explorer, explorer: { network } } = this, { LiveCamera } = await explorer.later("explorer/camera.mjs");
    const onframe = (rgb) => explorer.showPicture(rgb, WORDS.fromCamera), onchange = (isOn) => this.cameraIs(isOn);
    const camera = new LiveCamera(network, { onframe, onchange, attempt: (work) => this.attempt(work) });
    explorer.onEnd(() => camera.stop());
    return { element: el("div", camera.element, this.doneTo("camera")), open: () => camera.start(), shut: () => camera.stop() };
  }

  cameraIs(isOn) {
    this.isCameraOn = isOn;
    write(this.buttons.camera, isOn ? WORDS.cameraOff : WORDS.panels.camera);
    this.explorer.say(isOn ? WORDS.cameraIsOn : WORDS.cameraIsOff);
  }

  async makeDrawing() {
    const { explorer, explorer: { network } } = this, { Drawing } = await explorer.later("explorer/drawing.mjs");
    const drawing = new Drawing(network, explorer.picture.rgb, (rgb) => explorer.showPicture(rgb, WORDS.drawn));
    const open = () => {
      this.drawing = drawing;
      drawing.follow(explorer.picture.rgb);
      drawing.field.focus({ preventScroll: true });
    };
    return { element: el("div", drawing.element, this.doneTo("drawing")), open, shut: () => { this.drawing = null; } };
  }

  /** What is done to such a picture, in words. */
  doneTo(name) {
    const { photo: { shape: [high, wide] }, pixels } = this.explorer.network;
    return el("p.x-done-to", WORDS.doneTo[name]([high, wide], pixels.words(WORDS.byte)));
  }

  /** After each computing: the picture may have changed by other means. */
  draw() {
    const { isOwn, name, rgb, image } = this.explorer.picture, { shown } = this, picture = isOwn ? rgb : image;
    if (picture === shown) return;
    this.shown = picture;
    this.picker.show(rgb, isOwn ? "" : image, isOwn ? "" : name);
    this.drawing?.follow(rgb);
    if (isOwn || !shown?.length) return; // still a picture of one's own, or still a photo
    this.own.forget();
    if (this.opened === "camera") this.shut();
  }

  close() {
    this.end.abort();
    this.own.close();
  }
}
