import type { Answer } from '../../ports/strategy.ts';
import type { Signal } from '../../signal/signal.ts';
import { formFailures, limitFailures, type SignalFailure, type SignalLimits } from '../../signal/validate.ts';
import type { Price } from '../../units.ts';

/** What is wrong with the form of a signal. The verdict is the oracle's own, only the words are the engine's. */
export function formFaults(signal: Signal, price: Price): readonly SignalFailure[] {
  return agreed(isWellFormed(signal, price), formFailures(signal, price), signal);
}

/** What is wrong with the distances and the lifetime of a well-formed signal. */
export function limitFaults(signal: Signal, price: Price, limits: SignalLimits): readonly SignalFailure[] {
  return agreed(keepsLimits(signal, price, limits), limitFailures(signal, price, limits), signal);
}

function agreed(good: boolean, failures: readonly SignalFailure[], signal: Signal): readonly SignalFailure[] {
  if (good !== (failures.length === 0)) throw new Error(`The oracle finds ${JSON.stringify(signal)} ${good ? 'good' : 'bad'}, the engine's check says ${JSON.stringify(failures)}.`);
  return failures;
}

/** `reference/original.md` §5.1, first half. */
function isWellFormed(answer: Answer, price: Price): boolean {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return false;
  const { id, note, side, entryPrice, takeProfitPrice: target, stopLossPrice: stop, lifetimeMinutes } = answer;
  const texts = (id === undefined || (typeof id === 'string' && id.length > 0)) && (note === undefined || typeof note === 'string');
  const entry = entryPrice === undefined ? price : entryPrice;
  if (!texts || !isPrice(entry) || !isPrice(target) || !isPrice(stop) || !isPrice(lifetimeMinutes) || lifetimeMinutes % 1 !== 0) return false;
  // A waiting entry must lie between its own stop and target; one made at once, the price it is made at as well.
  if (side === 'long') return stop < entry && entry < target && (price > entry || (stop < price && price < target));
  if (side === 'short') return target < entry && entry < stop && (price < entry || (target < price && price < stop));
  return false;
}

function isPrice(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

/** `reference/original.md` §5.1, second half: a limit of 0 is off, equality passes, also where rounding hides it. */
function keepsLimits(signal: Signal, price: Price, limits: SignalLimits): boolean {
  const entry = signal.entryPrice ?? price;
  const gain = Math.abs(signal.takeProfitPrice - entry) / entry;
  const loss = Math.abs(signal.stopLossPrice - entry) / entry;
  const below = (distance: number, limit: number): boolean => distance < limit * (1 - 1e-12);
  if (below(gain, limits.minTakeProfitFrac) || below(loss, limits.minStopLossFrac)) return false;
  if (limits.maxStopLossFrac !== 0 && below(limits.maxStopLossFrac, loss)) return false;
  return limits.maxLifetimeMinutes === 0 || signal.lifetimeMinutes <= limits.maxLifetimeMinutes;
}
