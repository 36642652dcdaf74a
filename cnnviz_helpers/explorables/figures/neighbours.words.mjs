/* What "Neighbours" says. */

import { grouped } from "../kit/draw.mjs";

export const title = "Neighbours.";
export const lead = "Which photos are alike? By their pixels, and by what the network makes of them. Press a photo to go on from there.";
export const tries = {
  better: {
    text: (layer) => `Find a photo whose nearest in pixels is of its own class, while its nearest in ${layer} is not.`,
    then: (photo, names) => `Photo ${photo} is of the class ${names[0]}; by what the network makes of it, it is nearest to one of the `
      + `class ${names[1]}. Pixels win now and then: compare the counts.`,
  },
  wander: {
    text: "Walk over the map by the arrow keys, or press, through ten photos of one class.",
    then: (name) => `Ten of the class ${name}, one beside the other. Nobody has told the map about classes: it shows where photos `
      + `differ most.`,
  },
};
export const again = "Go on";
export const nearest = { pixels: (wide) => `nearest in pixels, ${grouped(wide)} numbers`, layer: (wide,
  name) => `nearest in ${name}, ${grouped(wide)} numbers` };
export const unknown = "…";
export const right = (n, all, share) => `nearest of the same class: ${n} of ${grouped(all)}, ${share}`;
export const photo = (i, name) => `photo ${i}${name && `, ${name}`}`;
export const space = "map by";
export const spaces = { pixels: () => "pixels", layer: (name) => name };
export const closer = "closer";
export const farther = "farther";
export const whole = "whole map";
export const map = "map of all photos";
export const explains = (shares) => `Each photo lies where its numbers put it, along the two directions in which all photos differ `
  + `most; they hold ${shares.join(" and ")} of the variance. `
  + "Lines lead to the nearest: they may look far, since all other directions are missing.";
export const says = ({ photo: words, pixels, layer, name }) => `${words}. Nearest in pixels: ${pixels}. Nearest in ${name}: ${layer}.`;
export const python = (photos, layer, many, image) =>
  `nearest_neighbours(${photos}, ${many})[${image}], nearest_neighbours(layer_outputs(model, ${photos}, "${layer}")["${layer}"], `
    + `${many})[${image}]`;
