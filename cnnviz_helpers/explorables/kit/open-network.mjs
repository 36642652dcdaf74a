/* For figures whose network is computed in a worker: opens a network that a reader brings, which the page must know
   to show its photos. It comes only then. */

export { openNetwork } from "./resources.mjs";
