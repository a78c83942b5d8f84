/** One line of the bench table: ours against a yardstick that ran beside it. */
export interface BenchResult {
  /** Ours and the yardstick, in `unit`. */
  readonly value: number;
  readonly yardstick: number;
  readonly unit: string;
  /** value / yardstick, from medians. */
  readonly ratio: number;
  /** The ratio that must not be exceeded. */
  readonly target: number;
  readonly holds: boolean;
  readonly note: string;
}

/** A line from two medians. */
export function lineOf(value: number, yardstick: number, target: number, note: string, unit = 'ms'): BenchResult {
  const ratio = value / yardstick;
  return { value, yardstick, unit, ratio, target, holds: ratio <= target, note };
}
