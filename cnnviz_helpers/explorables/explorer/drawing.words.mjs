/* What the drawing field says. */

export const field = "drawing field";
export const at = (row, column) => `row ${row}, column ${column}`;
export const pixels = (n) => (n === 1 ? "1 pixel" : `${n} pixels`);
export const keys = "Keys: arrows move, space paints, U undoes.";
export const tools = { brush: "Brush", eraser: "Eraser", fill: "Fill" };
export const tool = "tool";
export const colour = "colour";
export const anyColour = "any colour";
export const colours = {
  "#000000": "black", "#ffffff": "white", "#7f7f7f": "grey", "#7a4a1e": "brown",
  "#c8281e": "red", "#f0c020": "yellow", "#2f8a3c": "green", "#4f9fe0": "blue",
};
export const size = "brush";
export const empty = "Empty";
export const photo = "Photo";
export const undo = "Undo";
export const clear = "Clear";
