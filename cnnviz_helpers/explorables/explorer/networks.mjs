/* Another network in the explorer: a panel where a reader gives it, and the way back. It stays while the explorer around it is made
   anew. */

import { button } from "../kit/controls.mjs";
import { el } from "../kit/element.mjs";
import { NetworkHost } from "../kit/network-host.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import { instead } from "../kit/resources.mjs";
import * as HOST_WORDS from "../kit/network-panel.words.mjs";
import * as WORDS from "./networks.words.mjs";

export class Networks extends NetworkHost {
  /** place: of the explorer, which shows what is opened here. */
  constructor(place) {
    super(place.root, place.model);
    this.place = place;
    this.back = button(HOST_WORDS.back, () => this.attempt((isWanted) => this.open(undefined, "", isWanted)), { hidden: true });
    const close = button("×", () => this.shut(), { "aria-label": KIT_WORDS.close, class: "x-panel-close" });
    this.element = el("section.x-panel.x-networks", { "aria-label": WORDS.another, hidden: true },
      close, this.makePanel().element, el(".x-row", this.back));
    this.element.addEventListener("keydown", (event) => this.key(event), { capture: true });
  }

  /** Show a network in the explorer; without files that of the page. */
  async open(files, name, isWanted) {
    const { place, model } = this;
    await this.say(HOST_WORDS.opening(name || WORDS.books));
    const network = await this.opened(files, name, "explorer", place.slopes);
    if (!isWanted()) return;
    const defaults = { ...model.get("defaults"), ...(files ? { layer: "" } : {}) };
    model.set("state", defaults); // what was seen of the one is not in the other
    model.save_changes();
    const other = { files, defaults, picture: undefined, title: name, leavesOut: WORDS.withoutNetwork };
    await place.show(network, files ? instead(model, other) : model);
    this.back.hidden = !files;
    this.shut();
  }

  /** What failed is read in the panel. */
  complain(error) {
    super.complain(error);
    this.unfold();
  }

  unfold() {
    const { bar } = this.place.explorer;
    bar.list.open = false;
    bar.element.append(this.element);
    this.element.hidden = false;
    this.panel.focus();
  }

  /** Close the panel; what goes on in it goes on. */
  shut() {
    this.element.hidden = true;
    this.place.explorer.bar.list.firstChild.focus();
  }

  /** Escape gives up what is asked, or goes on; else it closes the panel. */
  key(event) {
    if (event.key !== "Escape") return;
    event.preventDefault(); // it leads out of no level
    if (this.panel.form.hidden && this.progress.hidden) this.shut();
  }
}
