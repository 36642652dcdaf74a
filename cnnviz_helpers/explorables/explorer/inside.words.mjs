/* What the explorer says of where one is. */

export const inside = "what was opened";
export const trail = "where this is";
export const network = "network";
export const back = "Back";
export const photo = "photo";
export const place = (row, column) => `row ${row}, column ${column}`;
export const says = (name, share) => `The network says ${name}, ${share}.`;
export const passed = "…";
export const unfold = "all that was passed on the way";
