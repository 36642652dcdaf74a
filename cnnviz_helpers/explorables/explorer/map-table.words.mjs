/* What the explorer says of a map as a table. */

export const title = (layer, map) => `${layer}, ${map}: all numbers`;
export const copy = "Copy";
export const copied = "Copied";
export const notCopied = "The clipboard is closed here";
export const close = "Close";
export const row = (n) => `row ${n}`;
export const column = (n) => `column ${n}`;
export const large = (rows, columns) => `${rows} × ${columns} numbers: too many for a table here; copy them.`;
