import type { TradeEvent } from '@tradewright/core';
import { backtest } from '@tradewright/core/run';
import { ArraySource, MemoryStore } from '@tradewright/core/testing';
import { differentEvents } from './difference.ts';
import { asKept, endOf, journalOf, liveLife, replay, type LiveLife } from './live-world.ts';

const TOLD = new Set(['scheduled', 'opened', 'partial', 'closed', 'cancelled', 'refused']);

/** What a backtest says of a life, as far as it was known by the last tick that live sees: the candle after it is still open then. */
export async function backtested(life: LiveLife): Promise<TradeEvent[]> {
  const { exchangeName, symbol } = life.names;
  const events: TradeEvent[] = [];
  const run = backtest({
    symbol, exchangeName, candles: new ArraySource(life.candles, life.pageSize), fromMs: life.fromMs, toMs: Math.max(endOf(life), life.fromMs + 1), frame: '1m',
    strategy: life.strategy, rules: { ...life.rules, key: 'run' }, series: { vwap: life.vwap }, risk: life.risk, ...(life.sizer === undefined ? {} : { sizer: life.sizer }),
  });
  for await (const event of run) if (TOLD.has(event.kind)) events.push(event as TradeEvent);
  return events.filter(({ knownAtMs }) => knownAtMs <= endOf(life) - 60_000);
}

/** The same strategy on the same candles decides the same, live and backtested; what live tells is what its journal holds. */
export async function liveParityLaw(seed: number): Promise<string | null> {
  const life = liveLife(seed);
  if (endOf(life) - 60_000 < life.fromMs) return null; // nothing to look at
  const store = new MemoryStore();
  const told: TradeEvent[] = [];
  await replay({ life, store, startMs: life.fromMs, endMs: endOf(life) - 1 }, ({ event }) => {
    if (TOLD.has(event.kind)) told.push(event as TradeEvent);
  });
  const journal = await journalOf(store, life);
  return differentEvents('backtest', await backtested(life), 'live', told) ?? differentEvents('told', asKept(told), 'journal', asKept(journal));
}
