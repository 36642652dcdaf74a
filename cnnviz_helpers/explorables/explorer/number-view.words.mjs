/* What the explorer says of one number. */

export const photo = "The photo, and what of it this number sees";
export const table = "table";
export const step = "Step";
export const next = "next place";
export const goOn = "Press any number to go into it.";
export const speedNow = (n) => `${n} places a second`;
export const isOff = "switched off: 0";
export const butOff = (words) => `${words}, ${isOff}`;
