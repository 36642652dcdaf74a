/* What the explorer says of the strongest places of a map. */

import { grouped } from "../kit/draw.mjs";

export const title = "Strongest places";
export const find = (n) => `Look through the ${grouped(n)} photos`;
export const explains = (n) => `Where in the ${grouped(n)} photos is this map largest?`;
export const found = (n) => `${n === 1 ? "The patch" : `The ${n} patches`} of the photos where this map is largest, with its number there; `
  + "all weights as learned. At an edge of the photo a patch is narrower. Press one to see that photo.";
export const none = "In none of the photos is this map above zero.";
export const counting = (done, n) => `${grouped(done)} of ${grouped(n)} photos`;
export const place = (photo, name, value) => `photo ${photo}${name && `, ${name}`}: ${value}`;
export const noWorker = "The photos could not be looked through: the worker did not start; reload the page.";
