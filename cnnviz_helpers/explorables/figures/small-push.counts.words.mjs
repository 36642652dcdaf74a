/* What "A small push" says of all photos. */

export const across = "push, steps of 255";
export const right = "% right";
export const chart = (list) => `How many of all photos are right. ${list}`;
export const point = (size, direction, share, low, high) => `${size}, ${direction}: ${share} (${low}–${high}).`;
export const key = "How many of all photos are right, with intervals of 95 %: "
  + "along the slope (orange) and with random signs (violet, dashed).";
export const keyUnlabelled =
  "How many of all photos keep their answer, with intervals of 95 %: along the slope (orange) and with random signs (violet, dashed).";
export const inSteps = (size) => `${size}/255`;
export const directions = { slope: "along the slope", signs: "random signs" };
