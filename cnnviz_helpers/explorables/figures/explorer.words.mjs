/* What the explorer says. */

export const title = "The whole network, from the photo to the answer";
export const answer = "What it says";
export const layerBefore = "the layer before";
export const layerNext = "the next layer";
export const before = "Black strokes in the bars: before your changes.";
export const legend = "Lines: what gave most to the score. Orange adds, violet takes away; the thicker, the more.";
