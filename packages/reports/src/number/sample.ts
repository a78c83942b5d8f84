import { finite } from './finite.ts';
import { Sum, sumOf } from './sum.ts';

/** Sample deviation √(Σ(x − mean)² / (n − 1)), Bessel's correction; `null` below two values. */
export function deviationOf(values: Float64Array, mean: number): number | null {
  if (values.length < 2) return null;
  const spread = new Sum();
  for (let i = 0; i < values.length; i++) spread.add((values[i]! - mean) ** 2);
  return finite(Math.sqrt(spread.value / (values.length - 1)));
}

/** What a distribution of returns looks like. Returns are fractions. */
export interface ReturnShape {
  readonly count: number;
  readonly mean: number;
  /** Sample deviation (n − 1). */
  readonly deviation: number;
  /** √(Σ min(0, x)² / n), the downside deviation of Sortino and van der Meer (1991) with a target of 0. */
  readonly downside: number;
  /** Third standardised moment, m₃ / m₂^1.5; 0 for a normal distribution and where nothing moves. */
  readonly skewness: number;
  /** Fourth standardised moment, m₄ / m₂²: not the excess, so 3 for a normal distribution and where nothing moves. */
  readonly kurtosis: number;
}

/**
 * The shape of `values` and of `zeros` further values of 0, which take no memory. Moments by Pearson, over n (Joanes and
 * Gill 1998, "Comparing measures of sample skewness and kurtosis", g₁ and g₂ + 3). `null` below two values or where one is not finite.
 */
export function shapeOf(values: Float64Array, zeros: number): ReturnShape | null {
  const count = values.length + zeros;
  const mean = sumOf(values) / count;
  if (count < 2 || !Number.isFinite(mean)) return null;
  const [second, third, fourth, losses] = [new Sum(), new Sum(), new Sum(), new Sum()];
  for (let i = 0; i < values.length; i++) {
    const off = values[i]! - mean;
    second.add(off * off);
    third.add(off * off * off);
    fourth.add(off * off * off * off);
    losses.add(Math.min(0, values[i]!) ** 2);
  }
  const spread = second.value + zeros * mean ** 2;
  const variance = spread / count;
  const isStill = variance === 0;
  const shape = {
    count,
    mean,
    deviation: Math.sqrt(spread / (count - 1)),
    downside: Math.sqrt(losses.value / count),
    skewness: isStill ? 0 : (third.value - zeros * mean ** 3) / count / variance ** 1.5,
    kurtosis: isStill ? 3 : (fourth.value + zeros * mean ** 4) / count / variance ** 2,
  };
  return Object.values(shape).every(Number.isFinite) ? shape : null;
}
