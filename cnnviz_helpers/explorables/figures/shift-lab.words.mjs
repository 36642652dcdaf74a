/* What the shift lab says. */

export const title = "Shift lab.";
export const lead = "Drag the photo by its square: the map moves along.";
export const tries = {
  onePixel: {
    text: "Find a photo whose answer changes when it moves by one single pixel: one whose two longest bars are nearly as long.",
    then: "A convolution's maps move along; the edges and the grid of the pooling windows stay. Between two close answers that decides.",
  },
  exact: {
    text: (pool) => `Find a shift after which ${pool}'s map is identical, inside the frame, and the answer another one all the same.`,
    then: (rows, columns, conv) => `Its windows are ${rows} × ${columns} units of ${conv}: only shifts by even numbers fit their grid. `
      + "What changed the answer comes from the edges, or from later layers.",
  },
};

// Controls and maps
export const right = "right, dx";
export const down = "down, dy";
export const edge = "what comes in at the edge";
export const edges = { wrap: "edge: wraps", grey: "edge: grey (0)" };
export const layer = "layer";
export const map = "map";
export const mapNumber = (i) => `map ${i}`;
export const shifted = "shifted photo";
export const shiftedBy = (dx, dy) => `dx ${dx}, dy ${dy}`;
export const photo = "the photo, shifted";
export const maps = ["its map", "the old map, moved", "the difference"];
export const scale = "one scale for the three maps";
export const bars = "the line: before the shift";

export const identical = "identical";
export const difference = (name, most) => `${name}, inside the frame ${most ? `up to ${most}` : identical}`;

// Numbers
export const trueClass = (name) => `${name} (the true class)`;
export const between = (name, far, low, high) => `${name}, dx −${far} to ${far}: ${low} to ${high}`;
export const strip = (between, shares) => `${between}; ${shares.join(", ")}`;
export const says = ({ dx, dy, map, layer, right, down, most, first, answer, name, before, after }) =>
  `Photo moved by dx ${dx}, dy ${dy} pixels; map ${map} of ${layer} by ${right} and ${down} units. `
  + `Inside the frame, it and the old map ${most ? `differ by up to ${most}` : "are identical"}. `
  + `The network said ${first}, ${first === answer ? "and still" : "now it"} says ${answer}; ${name} had ${before}, now has ${after}.`;
