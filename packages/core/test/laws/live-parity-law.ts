import type { TradeEvent } from '@tradewright/core';
import { backtest } from '@tradewright/core/run';
import { ArraySource, differentEvents, MemoryStore } from '@tradewright/core/testing';
import { asKept, endOf, journalOf, liveLife, replay, type LiveLife } from './live-world.ts';
import { moodyFeed } from './moody-feed.ts';

const MINUTE_MS = 60_000;
const TOLD = new Set(['scheduled', 'opened', 'partial', 'closed', 'cancelled', 'refused']);

/** Where a backtest of a life differs from the whole of it. */
export interface Cut {
  /** It is stopped when this many transitions were told. */
  readonly stopAfter?: number | undefined;
  /** Minutes at which nobody looks. */
  readonly missed?: (whenMs: number) => boolean;
}

/** What a backtest says of a life, as far as it was known by the last tick that live sees: the candle after it is still open then. */
export async function backtested(life: LiveLife, { stopAfter = Infinity, missed }: Cut = {}): Promise<TradeEvent[]> {
  const { exchangeName, symbol } = life.names;
  const events: TradeEvent[] = [];
  const toMs = Math.max(endOf(life), life.fromMs + 1);
  const run = backtest({
    symbol, exchangeName, candles: new ArraySource(life.candles, life.pageSize), fromMs: life.fromMs, toMs, frame: '1m',
    strategy: life.strategy, rules: { ...life.rules, key: 'run' }, series: { vwap: life.vwap }, risk: life.risk, ...(life.sizer === undefined ? {} : { sizer: life.sizer }),
    ...(missed === undefined ? {} : { frames: minutesBetween(life.fromMs, toMs).filter((whenMs) => !missed(whenMs)) }),
  });
  for await (const event of run) {
    if (!TOLD.has(event.kind)) continue;
    events.push(event as TradeEvent);
    if (events.length === stopAfter) run.stop();
  }
  return events.filter(({ knownAtMs }) => knownAtMs <= endOf(life) - MINUTE_MS);
}

function minutesBetween(fromMs: number, toMs: number): number[] {
  return Array.from({ length: Math.ceil((toMs - fromMs) / MINUTE_MS) }, (_, n) => fromMs + n * MINUTE_MS);
}

/**
 * The same strategy on the same candles decides the same, live and backtested, also when it is stopped on the way, and
 * whether candles are asked for or come by a feed that may break off; what live tells is what its journal holds.
 */
export async function liveParityLaw(seed: number): Promise<string | null> {
  const life = liveLife(seed);
  if (endOf(life) - MINUTE_MS < life.fromMs) return null; // nothing to look at
  const store = new MemoryStore();
  const told: TradeEvent[] = [];
  const changes = seed % 2 === 0 ? { feed: moodyFeed(life.candles, seed) } : {};
  await replay({ life, store, startMs: life.fromMs, endMs: endOf(life) - 1, changes }, ({ event }, run) => {
    if (!TOLD.has(event.kind)) return;
    told.push(event as TradeEvent);
    if (told.length === life.stopAfter) run.stop();
  });
  const journal = await journalOf(store, life);
  return differentEvents('backtest', await backtested(life, { stopAfter: life.stopAfter }), 'live', told) ?? differentEvents('told', asKept(told), 'journal', asKept(journal));
}
