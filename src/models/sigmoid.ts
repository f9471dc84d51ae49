/** The probability of a logit, 0 to 1. */
export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
