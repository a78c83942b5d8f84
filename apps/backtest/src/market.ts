import { Failure, instantOption, shownInstant } from '@tradewright/cli-kit';
import { DAY_MS, MINUTE_MS, type TimestampMs } from '@tradewright/core';
import { filesExchange, syntheticExchange, type SkippedRow } from '@tradewright/exchange-files';
import type { IExchangeSchema } from 'tradewright';
import type { Period, RunRequest } from './request.ts';
import { StoredMarket } from './stored-market.ts';

/** Before it there are no synthetic candles. */
const SYNTHETIC_FROM_MS = Date.UTC(2020, 0, 1);
/** Fixed, so that a run without dates can be repeated: 2020-02-01 to 2020-05-01, with a month of history before it. */
const SYNTHETIC_TO_MS = Date.UTC(2020, 4, 1);
const SYNTHETIC_MS = 90 * DAY_MS;

/** Where candles come from, and how far they reach. */
export interface Market {
  readonly exchange: IExchangeSchema;
  /** What there is; synthetic candles have no end. */
  extent(): Promise<Period>;
  readonly skippedRows: number;
  readonly skippedSamples: readonly SkippedRow[];
}

/**
 * @throws {InputError} for options that cannot be used; files are opened at the first question
 * @throws {StoreError} for a store that cannot be opened
 */
export async function openMarket({ origin, symbol, skipBadRows, directory }: RunRequest): Promise<Market> {
  if (origin.kind === 'exchange') return StoredMarket.open(origin, symbol, directory);
  if (origin.kind === 'synthetic') {
    return {
      exchange: syntheticExchange({ exchangeName: 'synthetic-candles', seed: origin.seed, symbol, fromMs: SYNTHETIC_FROM_MS }),
      extent: () => Promise.resolve({ fromMs: SYNTHETIC_FROM_MS, toMs: Infinity }),
      skippedRows: 0,
      skippedSamples: [],
    };
  }
  const exchange = filesExchange({ exchangeName: 'candle-files', candles: origin.files, symbol, skipBadRows, directory });
  const { source } = exchange;
  return {
    exchange,
    extent: () => source.extent(symbol),
    get skippedRows() {
      return source.skippedRows;
    },
    get skippedSamples() {
      return source.skippedSamples;
    },
  };
}

/**
 * The period to run: what was asked for, else all there is.
 *
 * @throws {Failure} where there are no candles
 */
export function periodOf(asked: { readonly fromMs: TimestampMs | undefined; readonly toMs: TimestampMs | undefined }, extent: Period, symbol: string): Period {
  const endless = extent.toMs === Infinity;
  const toMs = asked.toMs ?? (!endless ? extent.toMs : asked.fromMs === undefined ? SYNTHETIC_TO_MS : asked.fromMs + SYNTHETIC_MS);
  const fromMs = asked.fromMs ?? (endless ? Math.max(extent.fromMs, toMs - SYNTHETIC_MS) : extent.fromMs);
  if (fromMs >= extent.toMs || toMs <= extent.fromMs || fromMs >= toMs) {
    const there = endless ? `begin on ${shownInstant(extent.fromMs)}` : `run from ${shownInstant(extent.fromMs)} to ${shownInstant(extent.toMs)}`;
    const wanted = [asked.fromMs === undefined ? '' : `from ${instantOption(asked.fromMs)}`, asked.toMs === undefined ? '' : `to ${instantOption(asked.toMs)}`].filter((part) => part !== '').join(' ');
    throw new Failure(`There are no candles of ${symbol} ${wanted}: they ${there}.`);
  }
  return { fromMs, toMs };
}

/** The part of a period over which there are candles. */
export function coveredOf(period: Period, extent: Period): Period {
  return { fromMs: Math.max(period.fromMs, extent.fromMs), toMs: Math.min(period.toMs, extent.toMs) };
}

/** The last instant at which a strategy can be asked: a candle must follow. */
export function lastAskOf(covered: Period): TimestampMs {
  return covered.toMs - MINUTE_MS;
}
