/* All photos at one glance, in a window of their own over the page, to choose one of them. */

import { drawPhotos } from "./draw.mjs";
import { el } from "./element.mjs";
import { cellMap } from "./maps.mjs";
import * as KIT_WORDS from "./words.mjs";

/** `element`: the window, closed at first. onpick(index): what to do with the photo that was chosen. */
export class Album {
  constructor(photos, onpick) {
    Object.assign(this, { photos, onpick, columns: 1 });
    this.wall = cellMap({
      label: KIT_WORDS.allPhotos, size: () => [Math.ceil(photos.n / this.columns), this.columns],
      words: (...place) => KIT_WORDS.photoNamed(this.at(place), ""),
      onmove: (row, column, isPointed) => (isPointed ? this.take([row, column]) : this.walk([row, column])),
      onhover: (...place) => this.wall.set(...place), isChoice: true,
    });
    this.wall.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // else the button to which the focus returns would be pressed by it
      this.take(this.place);
    });
    this.element = el("dialog.x-album", { "aria-label": KIT_WORDS.allPhotos },
      el("p.x-row", KIT_WORDS.allPhotos, el("button", { type: "button", onclick: () => this.element.close() }, KIT_WORDS.close)),
      el("div", this.wall));
  }

  at([row, column]) {
    return Math.min(row * this.columns + column, this.photos.n - 1);
  }

  /** Show all photos, each at its size; the one that is chosen now is framed and in sight. */
  async open(now) {
    const all = await this.photos.all(), { photos: { shape, n }, wall } = this;
    this.element.showModal();
    this.columns = Math.max(1, Math.floor(wall.parentElement.clientWidth / shape[1]));
    drawPhotos(wall.canvas, all, shape, this.columns);
    wall.style.width = `${this.columns * shape[1]}px`;
    this.walk([Math.floor(Math.min(now, n - 1) / this.columns), now % this.columns], "center");
    wall.focus({ preventScroll: true });
  }

  /** To a photo. block: where in the window it is scrolled to. */
  walk(place, block = "nearest") {
    this.place = place;
    this.wall.set(...place);
    this.wall.querySelector(".x-cursor").scrollIntoView({ block });
  }

  take(place) {
    this.element.close();
    this.onpick(this.at(place));
  }
}
