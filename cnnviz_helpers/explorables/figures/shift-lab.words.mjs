/* What the shift lab says. */

export const WORDS = {
  title: "Shift lab.",
  lead: "Drag the photo, or press an arrow key on it: the map moves along.",
  tries: {
    answer: {
      text: "Shift the photo so that the answer changes.",
      then: "The convolutions moved along; the grid of the pooling windows and the edges stayed.",
    },
    exact: {
      text: (pool) => `Find a shift after which ${pool}'s map is exactly the old one moved along, inside the frame.`,
      then: (rows, columns, conv) => `Its windows are ${rows} × ${columns} units of ${conv}: only shifts by even numbers fit their grid.`,
    },
  },

  // Controls and maps
  right: "right, dx",
  down: "down, dy",
  edge: "at the edge comes in",
  edges: { wrap: "what leaves opposite", grey: "grey (0)" },
  layer: "layer",
  map: "map",
  shifted: "shifted photo",
  shiftedBy: (dx, dy) => `dx ${dx}, dy ${dy}`,
  photo: "the photo, shifted",
  maps: ["its map", "the old map, moved along", "the difference"],
  scale: "one scale for the three maps",
  bars: "the line: before the shift",

  // Numbers
  between: (name, far, low, high) => `${name}, for dx from −${far} to ${far}: ${low} to ${high}`,
  strip: (between, shares) => `${between}; ${shares.join(", ")}`,
  says: ({ dx, dy, map, layer, right, down, most, answer, name, before, after }) =>
    `Photo moved by dx ${dx}, dy ${dy} pixels; map ${map} of ${layer} by ${right} and ${down} units. `
    + `Inside the frame, it and the old map differ by ${most ? `up to ${most}` : "nothing"}. `
    + `The network says ${answer}; ${name} had ${before}, now has ${after}.`,
};
