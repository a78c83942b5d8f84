/** Below this a deviation, in percent, is rounding noise: a ratio over it would be noise magnified. */
const NOISE = 1e-9;

/** The value, or `null` where it is no finite number. Never `-0`, which prints oddly. */
export function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value + 0 : null;
}

/** `value / by`, or `null` where either is missing or the quotient has no finite value. */
export function ratio(value: number | null, by: number | null): number | null {
  return value === null || by === null ? null : finite(value / by);
}

/** `value / deviation`, or `null` where the deviation is missing or nothing but rounding noise. */
export function ratioToDeviation(value: number | null, deviation: number | null): number | null {
  return deviation === null || isNoise(deviation) ? null : ratio(value, deviation);
}

/** Whether a deviation is too small to divide by. */
export function isNoise(deviation: number | null): boolean {
  return deviation !== null && deviation <= NOISE;
}
