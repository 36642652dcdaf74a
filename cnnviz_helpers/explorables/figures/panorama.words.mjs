/* What the panorama says. */

export const camera = "camera";
export const open = "Open it";
export const map = (index) => `map ${index}`;
export const says = (name, share) => `The network says ${name}, ${share}.`;
