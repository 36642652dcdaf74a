/* What the explorer says of one pixel. */

export const title = (row, column) => `photo, row ${row}, column ${column}`;
export const told = "Three bytes, from 0 to 255. The network gets a number for each.";
export const toldGrey = "A byte, from 0 to 255. The network gets a number for it.";
export const photo = "photo";
export const paint = "Paint it";
export const asItWas = "as it was";
export const allAsWas = "all pixels as they were";
export const place = (row, column, bytes) => `row ${row}, column ${column}: ${bytes}`;
export const isNumber = (words, value) => `${words} = ${value}`;
export const answer = "What it changes";
export const unpainted = "Not repainted. Move a slider, or choose a colour: the whole network computes anew.";
export const same = (name, now, before) => `The answer stays ${name}: ${now}; without this paint ${before}.`;
export const other = (was, before, name, now) => `The answer was ${was}, ${before}. Now it is ${name}, ${now}.`;
export const seen = "How many numbers of each layer see it";
export const layer = "layer";
export const many = "see it";
export const ofAll = "of all";
