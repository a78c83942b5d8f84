import { INTERVALS, intervalMs } from '../../market/interval.ts';
import type { Answer } from '../../ports/strategy.ts';
import type { Refusal } from '../../signal/event.ts';
import type { Plan, Signal } from '../../signal/signal.ts';
import { limitFailures } from '../../signal/validate.ts';
import { MINUTE_MS, type DurationMs, type Price, type TimestampMs } from '../../units.ts';
import { admit, open, sync } from './admission.ts';
import { formFaults, limitFaults } from './form.ts';
import { closeOf, viewOf } from './market.ts';
import { atOrBelow } from './money.ts';
import { priceNow, tell, type OracleOptions, type Story } from './story.ts';

/** A frame: the strategy is asked if it may be, and its answer is taken in (decisions 16 and 17). */
export function ask(story: Story): void {
  const { options, nowMs } = story;
  const usedUp = options.rules.trigger === 'vwap' && story.lastEndMs === nowMs;
  if (story.stopped || story.life.kind !== 'none' || usedUp) return;
  if (nowMs < story.lastAskMs + intervalMs(options.strategy.interval)) return;
  const price = priceNow(story);
  if (price === null || !options.candles.some((candle) => closeOf(candle) > nowMs)) return;
  story.lastAskMs = nowMs;
  let answer: Answer;
  try {
    answer = answerOf(options, nowMs, price);
  } catch (thrown) {
    tell(story, { kind: 'failed', atMs: nowMs, message: `${options.strategy.name} on ${options.symbol}: ${thrown instanceof Error ? thrown.message : String(thrown)}` });
    return;
  }
  if (answer !== null && answer !== undefined) take(story, answer, price);
}

function answerOf({ strategy, symbol, candles, fromMs, vwap }: OracleOptions, nowMs: TimestampMs, price: Price): Answer {
  const declared = INTERVALS.map((interval) => [interval, strategy.history?.[interval] ?? 0] as const).filter(([, count]) => count > 0);
  const firstMs = Math.min(warmUp(fromMs, vwap.intervalMs, vwap.count), ...declared.map(([interval, count]) => warmUp(fromMs, intervalMs(interval), count)));
  const held = candles.filter(({ openTimeMs }) => openTimeMs >= firstMs);
  return sync(strategy.ask({ symbol, nowMs, price, position: null, series: (interval, limit) => viewOf(held, firstMs, nowMs, interval, limit) }));
}

/** A run holds nothing older than what its first VWAP and the history its strategy declares need (decision 19). */
function warmUp(fromMs: TimestampMs, stepMs: DurationMs, count: number): TimestampMs {
  return Math.floor(fromMs / stepMs) * stepMs - count * stepMs;
}

function take(story: Story, signal: Signal, price: Price): void {
  const { options, nowMs } = story;
  const refuse = (refusal: Refusal, told: Signal = signal): void => tell(story, { kind: 'refused', signal: told, refusal, atMs: nowMs, knownAtMs: nowMs, price });
  const malformed = formFaults(signal, price);
  if (malformed.length > 0) return refuse({ by: 'form', failures: [...malformed, ...limitFailures(signal, price, options.rules.limits)] });
  const plan = planOf(story, signal, price);
  const admission = admit(story, plan, 'creation', price);
  if ('reason' in admission) return refuse({ by: 'risk', reason: admission.reason }, completed(plan, signal));
  const beyond = limitFaults(signal, price, options.rules.limits);
  if (beyond.length > 0) return refuse({ by: 'limits', failures: beyond }, completed(plan, signal));
  if (!plan.waits) return open(story, plan, nowMs, admission.quantity);
  story.life = { kind: 'waiting', plan, deadlineMs: nowMs + options.rules.scheduleAwaitMs };
  tell(story, { kind: 'scheduled', plan, atMs: nowMs, knownAtMs: nowMs, price });
}

function planOf(story: Story, signal: Signal, price: Price): Plan {
  const { entryPrice } = signal;
  story.signals++;
  return {
    id: signal.id ?? `signal-${story.signals}`,
    side: signal.side,
    entryPrice: entryPrice ?? price,
    takeProfitPrice: signal.takeProfitPrice,
    stopLossPrice: signal.stopLossPrice,
    lifetimeMs: signal.lifetimeMinutes * MINUTE_MS,
    note: signal.note ?? '',
    createdAtMs: story.nowMs,
    waits: entryPrice !== undefined && !atOrBelow(signal.side, price, entryPrice),
  };
}

/** Once it is well-formed, a signal is told of with what was left to the engine filled in. */
function completed({ id, entryPrice, note }: Plan, signal: Signal): Signal {
  return { ...signal, id, entryPrice, note };
}
