/* What is said below the wall. */

export const map = (index) => `map ${index}`;
export const aboutMap = ({ map: index, of, share, label }) => `map ${index} of ${of}, its share of the score for ${label}: ${share}`;
export const mean = (layer, index, value) => `${layer}, map ${index}: mean ${value}`;
export const score = (label, value, share) => `${label}: score ${value}, ${share}`;
export const from = (share) => `${share} from `;
export const mapOf = (layer, index) => `${layer}'s map ${index}`;
export const ofPhoto = (share) => `${share} from the photo`;
export const ofFolded = (share) => `${share} from layers that are folded`;
export const rest = (more, others, rest) => `${more ? `, ${others} from ${more} more` : ""}; ${rest} from all others and the biases.`;
export const random = "Random weights: nothing was learned.";
export const nothing = "Nothing came through: every number of this map is zero here, or its ReLU lets none through.";
export const pixel = (row, column) => `Pixel in row ${row}, column ${column}: framed is what it can change.`;
