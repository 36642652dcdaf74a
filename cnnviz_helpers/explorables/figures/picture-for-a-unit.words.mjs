/* What "A picture for a unit" says. */

import { grouped } from "../kit/draw.mjs";

export const title = "A picture for a unit.";
export const lead = "Choose a unit. The pixels climb, step by step, to what makes its number largest.";
export const tries = {
  most: {
    text: (name) => `Choose ${name}, and climb until no picture can give more.`,
    then: (value) => `${value} is the bias and, for each weight, the most that a pixel can add. What later layers read cannot be `
      + `chosen number by number: there, no such sum says what can be reached.`,
  },
  stuck: {
    text: (name) => `Choose a unit that gives 0 behind ${name}, and climb. What moves?`,
    then: "Nothing. Behind the activation the number is 0, and stays 0 when a pixel changes a little: all slopes are 0. Before it, "
      + "the same unit climbs.",
  },
  wake: {
    text: (n) => `Wake a filter that is silent on all ${grouped(n)} photos.`,
    then: ({ map, value, steps }) => `Filter ${map} now gives ${value}, after ${steps} steps. Silent on many photos is not dead.`,
  },
};

// What one chooses
export const start = "begin with";
export const starts = { grey: "grey", noise: "noise", photo: "a photo" };
export const otherNoise = "other noise";
export const climb = (n) => `Climb ${n} steps`;
export const stop = "Stop";
export const one = "One step";
export const again = "To the start";
export const more = "Other ways to climb";
export const behind = (name) => `behind ${name}`;
export const jitter = "jitter";
export const smooth = "smoothing";
export const explains = {
  behind: "Behind the activation a number below zero has become 0, and its slope is 0 for every pixel.",
  jitter: (by) => `Before each step the picture is moved by up to ${by} pixels. Only what works at several places can grow; pixels `
    + `beside the field change, too.`,
  smooth: "Each slope is mixed with those around it. Neighbours change together: less speckle, smoother shapes. Pixels beside the "
    + "field change, too.",
};

// What is seen
export const picture = "the picture";
export const map = "the unit's map";
export const unit = (row, column) => `row ${row}, column ${column}`;
export const strongest = "the strongest photo";
export const inPhoto = (photo, name) => `photo ${photo}${name && `, ${name}`}`;
export const notYet = "…";
export const curve = (from, to, steps) => `The unit's number: from ${from} to ${to} in ${steps} steps`;
export const across = "steps";
export const up = "the unit's number";
export const facts = { now: "unit gives", best: "most in photos", most: "most possible", times: "times as much" };
export const none = "–";
export const lines = (hasMost) => `Dashed: the most in photos${hasMost ? "; thin: the most possible" : ""}.`;

export const says = ({ unit: name, value, steps, inside, seen, outside, others }) =>
  `${name} gives ${value} after ${steps} steps. Of the ${seen} pixels that it sees ${inside} have changed, of the ${others} others `
    + `${outside}.`;
export const xIs = { grey: "  # x: a grey picture", noise: "  # x: the noise", photo: "" };
export const named = (layer, map, row, column) => `${layer}, map ${map}, row ${row}, column ${column}`;

// Filters that no photo wakes
export const silent = (n, of, photos) => `${n} of ${of} filters are silent on all ${grouped(photos)} photos`;
export const looking = (done, n) => `The photos are looked through: ${grouped(done)} of ${grouped(n)}`;
export const wake = "Wake them";
export const woken = (awake, n, steps) => `${awake} of ${n} wake within ${steps} steps, from grey; press one to see it.`;
export const asleep = (steps) => `Each climbs from grey for its unit in the middle, until any unit of its map is above zero: ${steps} `
  + `steps at most.`;
export const filter = (map) => `filter ${map}`;
export const woke = (steps) => `awake: ${steps} steps`;
export const sleeps = "not yet";
