/* What the shift lab says. */

export const title = "Shift lab.";
export const lead = "Drag the photo, or press an arrow key on it: the map moves along.";
export const tries = {
  answer: {
    text: "Shift the photo so that the answer changes.",
    then: "The convolutions moved along; the grid of the pooling windows and the edges stayed.",
  },
  exact: {
    text: (pool) => `Find a shift after which ${pool}'s map is exactly the old one moved along, inside the frame.`,
    then: (rows, columns, conv) => `Its windows are ${rows} × ${columns} units of ${conv}: only shifts by even numbers fit their grid.`,
  },
};

// Controls and maps
export const right = "right, dx";
export const down = "down, dy";
export const edge = "at the edge comes in";
export const edges = { wrap: "what leaves opposite", grey: "grey (0)" };
export const layer = "layer";
export const map = "map";
export const shifted = "shifted photo";
export const shiftedBy = (dx, dy) => `dx ${dx}, dy ${dy}`;
export const photo = "the photo, shifted";
export const maps = ["its map", "the old map, moved along", "the difference"];
export const scale = "one scale for the three maps";
export const bars = "the line: before the shift";

// Numbers
export const between = (name, far, low, high) => `${name}, for dx from −${far} to ${far}: ${low} to ${high}`;
export const strip = (between, shares) => `${between}; ${shares.join(", ")}`;
export const says = ({ dx, dy, map, layer, right, down, most, answer, name, before, after }) =>
  `Photo moved by dx ${dx}, dy ${dy} pixels; map ${map} of ${layer} by ${right} and ${down} units. `
  + `Inside the frame, it and the old map differ by ${most ? `up to ${most}` : "nothing"}. `
  + `The network says ${answer}; ${name} had ${before}, now has ${after}.`;
