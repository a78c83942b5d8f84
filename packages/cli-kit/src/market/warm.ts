import { EngineError, StoreError, type CandleStore, type Interval, type Span } from '@tradewright/core';
import type { CachedMarket } from './open-cached.ts';
import type { OpenedExchange } from './open-exchange.ts';
import { SeriesProgress } from './series-progress.ts';

export interface WarmParts {
  readonly exchange: OpenedExchange;
  readonly store: CandleStore;
  readonly market: CachedMarket;
  readonly interval: Interval;
  readonly span: Span;
  /** One per symbol; they are what is to be done, and tell how far it is. */
  readonly rows: readonly SeriesProgress[];
  /** Symbols that are fetched at once. */
  readonly parallel: number;
  readonly cancel: AbortSignal;
}

/**
 * Fetches what is missing of several symbols, page by page; what has come is kept. What one symbol fails with stands in
 * its row, and the others go on.
 *
 * @throws {StoreError} when nothing can be kept any more
 */
export async function warm(parts: WarmParts): Promise<void> {
  const giveUp = new AbortController();
  const cancel = AbortSignal.any([parts.cancel, giveUp.signal]);
  const waiting = [...parts.rows];
  const work = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined && !cancel.aborted; row = waiting.shift()) await warmRow(row, { ...parts, cancel });
  };
  const workers = Array.from({ length: Math.min(parts.parallel, parts.rows.length) }, () =>
    work().catch((error: unknown) => {
      // What the store cannot do for one symbol it can do for none.
      giveUp.abort();
      throw error;
    }),
  );
  const ended = await Promise.allSettled(workers);
  for (const row of parts.rows) if (row.state === 'waits' || row.state === 'looks' || row.state === 'fetches') row.state = 'stopped';
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}

async function warmRow(row: SeriesProgress, parts: WarmParts): Promise<void> {
  const { exchange, store, cancel } = parts;
  const { symbol } = row;
  try {
    row.state = 'looks';
    const missing = await missingOf(symbol, parts);
    row.missingMs = missing.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
    const instrument = missing.length === 0 ? undefined : await exchange.instrument(symbol);
    if (instrument !== undefined) await store.keepInstrument(exchange.name, instrument);
    row.state = 'fetches';
    for (const one of missing) await fetchSpan(row, one, parts);
    row.state = cancel.aborted ? 'stopped' : 'done';
  } catch (error) {
    row.state = cancel.aborted ? 'stopped' : 'failed';
    if (error instanceof StoreError || !(error instanceof EngineError)) throw error;
    if (!cancel.aborted) row.failure = error;
  }
}

/** Only where something is missing is the exchange asked what time it is. */
async function missingOf(symbol: string, { market: { cached, clock }, interval, span, cancel }: WarmParts): Promise<readonly Span[]> {
  const missing = await cached.missing({ symbol, interval, ...span });
  if (missing.length === 0) return missing;
  await clock.learn(cancel);
  return cached.missing({ symbol, interval, ...span });
}

/** What comes is kept, and told of as it is kept; it need not be looked at. */
async function fetchSpan({ symbol }: SeriesProgress, span: Span, { market: { cached }, interval, cancel }: WarmParts): Promise<void> {
  for await (const _page of cached.candles({ symbol, interval, ...span, cancel }));
}
