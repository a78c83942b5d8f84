/** Milliseconds since 1970-01-01T00:00:00Z. */
export type TimestampMs = number;
/** A length of time in milliseconds. */
export type DurationMs = number;
/** Quote currency per unit of base currency. */
export type Price = number;
/** Amount of base currency. */
export type Quantity = number;
/** A share of one: `0.012` is 1.2 %. Never a percent. */
export type Fraction = number;

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
