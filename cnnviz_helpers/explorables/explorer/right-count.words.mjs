/* What is said of how often the network is right. */

export const counting = "counting right answers";
export const right = (right, n, usual) => `Right on ${right} of the ${n} photos${usual}.`;
export const usual = (right) => `; as learned on ${right}`;
