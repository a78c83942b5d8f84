/** Beyond so many deviations a double cannot tell the share from 0 or 1. */
const EDGE = 8.3;
const MAX_STEPS = 200;

/** Density of the standard normal distribution. */
function density(z: number): number {
  return Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** Φ(z), the share of a standard normal distribution below z, by its Taylor series (Marsaglia 2004, "Evaluating the Normal Distribution"). */
export function normalShare(z: number): number {
  if (Number.isNaN(z) || z >= EDGE) return Math.min(1, z);
  if (z <= -EDGE) return 0;
  let term = z;
  let sum = z;
  let before = 0;
  for (let odd = 3; sum !== before; odd += 2) {
    before = sum;
    term *= (z * z) / odd;
    sum += term;
  }
  return Math.min(1, Math.max(0, 0.5 + sum * density(z)));
}

/**
 * Φ⁻¹(share), `share` in (0, 1), by Newton's method. From 0 outwards Φ bends one way only, so that no step goes too far.
 * At 0 and 1 the edge of what a double can tell.
 */
export function normalQuantile(share: number): number {
  if (share < 0.5) return -normalQuantile(1 - share);
  let z = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = Math.min(EDGE, z + (share - normalShare(z)) / density(z));
    if (next <= z) return z;
    z = next;
  }
  return z;
}
