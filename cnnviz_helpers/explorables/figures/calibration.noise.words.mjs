/* What "Is 65 % a 65 %?" says of noise. */

export const again = "Other noise";
export const pictures = "noise";
export const picture = (i) => `noise ${i}`;
export const says = (n, all, name, sure) => `${n} of ${all} pictures of noise: “${name}”. Sure on average: ${sure}.`;
