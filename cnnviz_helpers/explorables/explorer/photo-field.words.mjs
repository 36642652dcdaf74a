/* What is said of the photo of the explorer. */

export const photo = "the photo, as the network gets it";
export const pixel = (row, column) => `pixel in row ${row}, column ${column}`;
export const covered = (row, column, size) => `a grey patch of ${size} × ${size} pixels, its corner in row ${row}, column ${column}`;
export const moved = (dx, dy) =>
  `moved ${Math.abs(dx)} pixels to the ${dx < 0 ? "left" : "right"}, ${Math.abs(dy)} ${dy < 0 ? "up" : "down"}`;
export const named = (index, name) => (index === "" ? name : `photo ${index}${name && `, labelled ${name}`}`);
