import type { Fraction, Price } from '../units.ts';
import type { Signal } from './signal.ts';

/** Limits a signal must keep beside being well-formed. A limit of 0 is off. */
export interface SignalLimits {
  readonly minTakeProfitFrac: Fraction;
  readonly minStopLossFrac: Fraction;
  readonly maxStopLossFrac: Fraction;
  readonly maxLifetimeMinutes: number;
}

export type SignalField = 'signal' | 'id' | 'note' | 'side' | 'price' | 'entryPrice' | 'takeProfitPrice' | 'stopLossPrice' | 'lifetimeMinutes';

export type FailureRule =
  | 'object' | 'text' | 'side' | 'number' | 'positive' | 'integer'
  | 'above' | 'below' | 'price-past-stop' | 'price-past-target'
  | 'min-distance' | 'max-distance' | 'max-lifetime';

/** One broken inequality. `bound` is what `value` was held against, named by `against` where it is a field. */
export interface SignalFailure {
  readonly rule: FailureRule;
  readonly field: SignalField;
  readonly value: unknown;
  readonly against?: SignalField;
  readonly bound?: number;
}

/**
 * Fields, finiteness and sides (`reference/original.md` §5.1): what makes a signal a signal at all.
 *
 * @param price - the VWAP at the instant of the ask
 * @returns every broken rule; empty when well-formed
 */
export function formFailures(signal: Signal, price: Price): SignalFailure[] {
  const failures: SignalFailure[] = [];
  if (typeof signal !== 'object' || signal === null || Array.isArray(signal)) return [{ rule: 'object', field: 'signal', value: signal }];
  if (signal.side !== 'long' && signal.side !== 'short') failures.push({ rule: 'side', field: 'side', value: signal.side });
  if (signal.id !== undefined && (typeof signal.id !== 'string' || signal.id === '')) failures.push({ rule: 'text', field: 'id', value: signal.id });
  if (signal.note !== undefined && typeof signal.note !== 'string') failures.push({ rule: 'text', field: 'note', value: signal.note });
  checkNumber(failures, 'takeProfitPrice', signal.takeProfitPrice);
  checkNumber(failures, 'stopLossPrice', signal.stopLossPrice);
  checkNumber(failures, 'lifetimeMinutes', signal.lifetimeMinutes);
  if (signal.entryPrice !== undefined) checkNumber(failures, 'entryPrice', signal.entryPrice);
  if (isPositive(signal.lifetimeMinutes) && !Number.isInteger(signal.lifetimeMinutes)) failures.push({ rule: 'integer', field: 'lifetimeMinutes', value: signal.lifetimeMinutes });
  checkSides(failures, signal, price);
  return failures;
}

function checkNumber(failures: SignalFailure[], field: SignalField, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) failures.push({ rule: 'number', field, value });
  else if (value <= 0) failures.push({ rule: 'positive', field, value });
}

function checkSides(failures: SignalFailure[], signal: Signal, price: Price): void {
  const { side, takeProfitPrice: target, stopLossPrice: stop } = signal;
  const entry = signal.entryPrice ?? price;
  if (!isPositive(entry)) return;
  const long = side === 'long';
  if (!long && side !== 'short') return;
  if (isPositive(target) && (long ? target <= entry : target >= entry)) {
    failures.push({ rule: long ? 'above' : 'below', field: 'takeProfitPrice', value: target, against: 'entryPrice', bound: entry });
  }
  if (isPositive(stop) && (long ? stop >= entry : stop <= entry)) {
    failures.push({ rule: long ? 'below' : 'above', field: 'stopLossPrice', value: stop, against: 'entryPrice', bound: entry });
  }
  // A waiting entry may lie anywhere; one made at once must not begin beyond its own stop or target.
  if (entersAtOnce(signal, price) && signal.entryPrice !== undefined) {
    if (isPositive(stop) && (long ? price <= stop : price >= stop)) failures.push({ rule: 'price-past-stop', field: 'price', value: price, against: 'stopLossPrice', bound: stop });
    if (isPositive(target) && (long ? price >= target : price <= target)) failures.push({ rule: 'price-past-target', field: 'price', value: price, against: 'takeProfitPrice', bound: target });
  }
}

/** Whether a signal enters at the current price: it names no entry, or one that the price has reached already. */
export function entersAtOnce(signal: Pick<Signal, 'side' | 'entryPrice'>, price: Price): boolean {
  if (signal.entryPrice === undefined) return true;
  return signal.side === 'long' ? price <= signal.entryPrice : price >= signal.entryPrice;
}

/**
 * Distances and lifetime (`reference/original.md` §5.1). Equality with a limit passes.
 *
 * @returns every broken limit; silent about fields that are not even numbers
 */
export function limitFailures(signal: Signal, price: Price, limits: SignalLimits): SignalFailure[] {
  const failures: SignalFailure[] = [];
  const entry = signal.entryPrice ?? price;
  const { takeProfitPrice: target, stopLossPrice: stop, lifetimeMinutes } = signal;
  const sign = signal.side === 'short' ? -1 : 1;
  if (isPositive(entry) && isPositive(target)) {
    const gain = (sign * (target - entry)) / entry;
    if (gain > 0 && shortOf(gain, limits.minTakeProfitFrac)) failures.push({ rule: 'min-distance', field: 'takeProfitPrice', value: target, bound: limits.minTakeProfitFrac });
  }
  if (isPositive(entry) && isPositive(stop)) {
    const loss = (sign * (entry - stop)) / entry;
    if (loss > 0 && shortOf(loss, limits.minStopLossFrac)) failures.push({ rule: 'min-distance', field: 'stopLossPrice', value: stop, bound: limits.minStopLossFrac });
    if (limits.maxStopLossFrac > 0 && shortOf(limits.maxStopLossFrac, loss)) failures.push({ rule: 'max-distance', field: 'stopLossPrice', value: stop, bound: limits.maxStopLossFrac });
  }
  if (limits.maxLifetimeMinutes > 0 && isPositive(lifetimeMinutes) && lifetimeMinutes > limits.maxLifetimeMinutes) {
    failures.push({ rule: 'max-lifetime', field: 'lifetimeMinutes', value: lifetimeMinutes, bound: limits.maxLifetimeMinutes });
  }
  return failures;
}

/** "Equality passes" must survive that 100 · 1.005 is not exactly 100.5. */
function shortOf(distance: Fraction, limit: Fraction): boolean {
  return distance < limit - limit * 1e-12;
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < Infinity;
}
