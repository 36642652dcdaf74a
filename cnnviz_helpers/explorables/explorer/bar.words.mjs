/* What the bar of the explorer says. */

export const title = "The whole network";
export const book = "book";
export const home = "back to the book";
export const look = "view";
export const activation = ({ layers }) => (layers.some(({ rules }) => rules.silences) ? "after ReLU" : "after activations");
export const pools = "pools, too";
export const scale = "colours end";
export const scales = { layer: "at each layer's largest", map: "at each map's largest", network: "at the network's largest" };
export const order = "maps";
export const orders = { number: "by number", share: "largest share first" };
export const random = "random weights";
export const full = "full screen";
export const network = "another network …";
export const cover = "cover a part";
export const shift = "move it";
export const undo = "all as it was";
