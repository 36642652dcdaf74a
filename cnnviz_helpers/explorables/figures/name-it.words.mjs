/* What "Name it" says. */

import { grouped } from "../kit/draw.mjs";

export const title = "Name it.";
export const lead = "Look at what excites a filter, give it a name, then see how far the name carries.";
export const tries = {
  tested: {
    text: (n) => `Name a filter, and be right on more of ${n} pairs than chance explains.`,
    then: ({ name, right, n, chance }) => `With “${name}” you were right on ${right} of ${n}; who guesses gets there `
      + `${chance} of the time. `
      + "The name says something about strong patches. It does not say that nothing else excites the filter.",
  },
  field: {
    text: "Switch on what the unit listens to. Which part of a patch does most?",
    then: (pixels, seen) => `${pixels} of ${seen} pixels hold half of the slope's size: a patch shows more than the filter uses.`,
  },
};
export const looking = (done, n) => `The photos are looked through: ${grouped(done)} of ${grouped(n)}`;
export const again = "Go on";
export const which = "patches";
export const shares = { 1: "the strongest", 0.5: "at half of the most" };
export const field = "what it listens to";
export const none = (n) => `This filter gives nothing above zero on any of the ${grouped(n)} photos: there is no patch to name it by. `
  + `A picture for a unit can wake it.`;
export const patch = (photo, name, value) => `photo ${photo}${name && `, ${name}`}: ${value}`;
export const patches = (share) => `nine patches: ${share}`;
export const listens = (pixels, seen, n) =>
  `Bright: the ${pixels} of ${seen} pixels that hold half of the slope's size, for the unit in the middle and in the mean over `
    + `${grouped(n)} photos.`;
export const shown = (most) => `Each patch is what the unit sees; below it its number. The most in any photo: ${most}.`;

export const name = "your name for it";
export const example = "for example: red, top left";
export const test = "Test the name";
export const over = "Test anew";
export const ask = (k, n, name) => `Pair ${k} of ${n}. Which of the two is more “${name}”: which one excites the filter more?`;
export const sides = ["left", "right"];
export const answer = (side, k) => `pair ${k}: the ${sides[side]} patch`;
export const score = (right, n) => `${right} of ${n} right`;
export const byChance = (right, n, chance) => `Who guesses gets half of them, and ${right} or more of ${n} in ${chance} of all tests.`;
export const verdict = (isMore) => (isMore ? "That is more than chance explains." : "Chance explains that.");
export const wasRight = "right";
export const wasWrong = "wrong";
export const values = (left, right) => `${left} and ${right}`;
export const says = ({ unit: name, share, low, high }) => `${name}: nine patches, ${share}, from ${low} to ${high}.`;
export const unit = (layer, map) => `${layer}, map ${map}`;
export const python = (photos, layer, map, share, n, seed) =>
  `units_at_share(maps, ${map}, share=${share}), naming_pairs(maps, ${map}, shown, n=${n}, seed=${seed})  # maps: `
    + `layer_outputs(model, ${photos}, "${layer}")["${layer}"]`;
