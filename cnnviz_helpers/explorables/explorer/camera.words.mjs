/* What the live camera says. */

export const freeze = "Freeze";
