/* What the room of the museum says that shows one photo. */

export const photoOf = (i, name) => `photo ${i}: ${name}`;
export const called = (name, share, truth, other) => `called ${name}, ${share}${truth ? `; ${truth}: ${other}` : ""}`;
export const overlay = (first, second) => `what speaks for ${first} (orange) and for ${second} (violet)`;
export const scores = (first, a, second, b, total) => `${first} ${a} − ${second} ${b} = ${total}`;
export const heads = (layer) => [`map of ${layer}`, "mean × weights", "term", "a tie at"];
export const product = (mean, weight) => `${mean} × ${weight}`;
export const never = "–";
export const others = (n) => `${n} others`;
export const bias = "biases";
export const total = "difference";
export const tieKey =
  "A tie at: the mean of this map at which both scores would be alike, all else as it is; –: it would have to be below 0. "
  + "Whether any photo brings such a mean, this does not say.";
