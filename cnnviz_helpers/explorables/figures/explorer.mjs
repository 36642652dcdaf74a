/* The explorer: the whole network at once, from the photo to the shares of the classes; everything in it opens.

   What has changed goes one way: the state, in the address -> what is computed (explorer/computing.mjs) -> what is drawn
   (explorer/explorer.mjs). */

import * as slopesModule from "../engine/slopes.mjs";
import { describe } from "../kit/element.mjs";
import { openNetwork } from "../kit/resources.mjs";
import { Explorer } from "../explorer/explorer.mjs";
import * as WORDS from "./explorer.words.mjs";

/** The place of the explorer on a page, for the network of that page, or for another one instead. */
class Place {
  constructor(root, model) {
    Object.assign(this, { root, model, slopes: slopesModule, networks: null, explorer: null });
  }

  /** Whether it stands in the workbench, which opens networks for it, and on a page that is not its own. */
  get isHeld() {
    return Object.keys(this.model.get("figures") ?? {}).length > 0;
  }

  /** Whether a reader may give another network here; where files came with the page, Python gave one. */
  get canChange() {
    return !this.isHeld && !this.model.get("files");
  }

  /** Show a network that was made with slopes; model: what the explorer asks. */
  async show(network, model) {
    this.explorer?.close();
    const explorer = this.explorer = new Explorer(this.root, model, network, this);
    await explorer.draw();
    explorer.bringParts();
    explorer.watcher.observe(explorer.stage);
    describe(this.root, WORDS.title);
  }

  close = () => {
    this.networks?.close();
    this.explorer.close();
  };
}

async function render({ model, el: root }) {
  const place = new Place(root, model);
  await place.show(await openNetwork(model, slopesModule), model);
  document.documentElement.classList.add("is-alive"); // what stands around it on its page goes (explorer.css)
  return Object.assign(place.close, { follow: () => place.explorer.steps.follow() });
}

export default { render };
