/* What the figure "A window that slides" says. */

export const title = "A window that slides.";
export const lead = "Press Play, or press any place of the photo or of the map.";
export const tries = {
  strong: {
    text: (much) => `With the kernel for upright edges, find a place where the sum is strongly orange: ${much} of the largest at least.`,
    then: "There this colour gets brighter to the right: the right column counts +1, the left one −1.",
  },
  unseen: {
    text: (little, much) => `Find a strong edge that this kernel hardly sees: its sum is ${little} of the largest at most, `
      + `where level edges gives ${much} of that, or more. (Look for a place with “level edges”, then change the kernel.)`,
    then: "Above and below differ there, left and right hardly do: what −1 and 1 give nearly cancels.",
  },
  rim: {
    text: (much) => `Put zeros around, and find a strong edge (${much} or more) that is not in the photo.`,
    then: (dark, bright) =>
      `Pixels go from ${dark}, dark, to ${bright}, bright. Where the photo's rim is far from 0, zeros around it make an edge.`,
  },
};

// Controls
export const play = "Play";
export const pause = "Pause";
export const step = "Step";
export const start = "Start over";
export const speed = "speed";
export const placesEach = (n) => `${n} places a second`;
export const kernel = "kernel";
// The names of the kernels stand in the address too, and stay as they are in every language; what one reads is to the right.
export const made = {
  "upright edges": "upright edges", "level edges": "level edges", "any edge": "any edge", blur: "blur", middle: "middle only",
};
export const learned = (filter) => `filter ${filter}, learned`;
export const channel = "channel";
export const channelOf = (c) => `channel ${c}`;
export const zeros = "zeros around";

// Pictures and numbers
export const photo = (channel) => `photo, ${channel}`;
export const window = "window on the photo";
export const map = "map";
export const mapOf = (rows, columns) => `map, ${rows} × ${columns}`;
export const filled = (n, all) => `${n} of ${all}`;
export const place = (row, column) => `row ${row}, column ${column}`;
export const pixels = (n) => `${n} pixels`;
export const weights = (n) => `${n} weights`;
export const products = (n) => `${n} products`;
export const sum = "their sum";
export const says = ({ row, column, n, sum, share, filled, all, low, high }) =>
  `Row ${row}, column ${column}: ${n} pixels times ${n} weights, added up, are ${sum}. That is ${share} % of the map's largest. `
  + `${filled} of its ${all} numbers are drawn; all ${all} lie between ${low} and ${high}.`;
export const playing = (n) => `The window slides, ${placesEach(n)}: each sum becomes one number of the map.`;
