import { intervalMs } from '@tradewright/core';
import { randomCandles, type Random } from '@tradewright/core/testing';
import type { CandleInterval, ICandleData, IExchangeSchema } from '../../src/types.ts';

const MINUTE_MS = 60_000;

export const INTERVALS: readonly CandleInterval[] = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h'];

export interface MarketOptions {
  /** The first minute of the dense part; `count` candles from there on. */
  readonly fromMs: number;
  readonly count: number;
  /** How many hours before it there are candles now and then: long intervals need them. */
  readonly pastHours: number;
}

/** How an honest exchange may differ from another one. */
export interface Manners {
  readonly pageSize?: number | undefined;
  /** Hands out this many candles around what was asked for, on both sides. */
  readonly extra?: number | undefined;
  /** Number of microtasks that an answer takes. */
  readonly turns?: number | undefined;
}

/** Prices of some symbols, the same for everybody, and longer candles put together from their minutes. */
export class RandomMarket {
  readonly #minutes: ReadonlyMap<string, readonly ICandleData[]>;
  readonly #wide = new Map<string, readonly ICandleData[]>();

  constructor(minutes: ReadonlyMap<string, readonly ICandleData[]>) {
    this.#minutes = minutes;
  }

  static of(random: Random, symbols: readonly string[], options: MarketOptions): RandomMarket {
    return new RandomMarket(new Map(symbols.map((symbol) => [symbol, randomMinutes(random, options)])));
  }

  /** The same market up to an instant, and another one from there on, at other prices. */
  rewritten(random: Random, fromMs: number, keepsMinutes: boolean): RandomMarket {
    const rewritten = [...this.#minutes].map(([symbol, minutes]) => {
      const kept = minutes.filter(({ timestamp }) => timestamp < fromMs);
      const startPrice = (kept.at(-1)?.close ?? 100) * (random() < 0.5 ? 1.3 : 0.7);
      const fresh = walk(random, { count: minutes.length - kept.length, fromMs, startPrice, gapChance: 0.05, moveFrac: 0.02 });
      const later = keepsMinutes ? fresh.map((one, i) => ({ ...one, timestamp: minutes[kept.length + i]!.timestamp })) : fresh;
      return [symbol, [...kept, ...later]] as const;
    });
    return new RandomMarket(new Map(rewritten));
  }

  /** Candles that open in `[fromMs, toMs)`. */
  window(symbol: string, interval: CandleInterval, fromMs: number, toMs: number): ICandleData[] {
    const candles = this.#candles(symbol, interval);
    return candles.slice(firstFrom(candles, fromMs), firstFrom(candles, toMs));
  }

  exchange(exchangeName: string, { pageSize, extra = 0, turns = 0 }: Manners = {}): IExchangeSchema {
    return {
      exchangeName,
      ...(pageSize === undefined ? {} : { maxCandlesPerRequest: pageSize }),
      getCandles: async (symbol, interval, since, limit) => {
        for (let i = 0; i < turns; i++) await Promise.resolve();
        const stepMs = intervalMs(interval);
        return this.window(symbol, interval, since.getTime() - extra * stepMs, since.getTime() + (limit + extra) * stepMs);
      },
      formatPrice: async (_symbol, price) => price.toFixed(2),
      formatQuantity: async (_symbol, quantity) => quantity.toFixed(3),
    };
  }

  #candles(symbol: string, interval: CandleInterval): readonly ICandleData[] {
    const minutes = this.#minutes.get(symbol) ?? [];
    if (interval === '1m') return minutes;
    const key = `${symbol} ${interval}`;
    const wide = this.#wide.get(key) ?? joined(minutes, intervalMs(interval));
    this.#wide.set(key, wide);
    return wide;
  }
}

/** A dense part, and bursts of candles before it. */
function randomMinutes(random: Random, { fromMs, count, pastHours }: MarketOptions): ICandleData[] {
  const minutes: ICandleData[] = [];
  const more = (atMs: number, some: number, gapChance: number): void => {
    const startPrice = minutes.at(-1)?.close ?? 100;
    const quietChance = random() < 0.3 ? 0.4 : 0.05;
    for (const one of walk(random, { fromMs: atMs, count: some, startPrice, gapChance, moveFrac: [0.001, 0.004, 0.008][Math.floor(random() * 3)]!, quietChance })) minutes.push(one);
  };
  for (let minute = -pastHours * 60 + Math.floor(random() * 200); minute < -60; ) {
    more(fromMs + minute * MINUTE_MS, 2 + Math.floor(random() * 10), 0.05);
    minute = (minutes.at(-1)!.timestamp - fromMs) / MINUTE_MS + 1 + Math.floor(random() * 700);
  }
  const firstMs = Math.max(minutes.at(-1)?.timestamp ?? 0, fromMs - MINUTE_MS) + MINUTE_MS;
  more(firstMs, count, [0, 0, 0.02, 0.1][Math.floor(random() * 4)]!);
  return minutes;
}

function walk(random: Random, options: Omit<Parameters<typeof randomCandles>[0], 'seed'>): ICandleData[] {
  const seed = Math.floor(random() * 2 ** 31);
  return randomCandles({ ...options, seed }).map(({ openTimeMs, open, high, low, close, volume }) => ({ timestamp: openTimeMs, open, high, low, close, volume }));
}

function joined(minutes: readonly ICandleData[], stepMs: number): ICandleData[] {
  const wide: ICandleData[] = [];
  for (const one of minutes) {
    const timestamp = one.timestamp - (one.timestamp % stepMs);
    const last = wide.at(-1);
    if (last?.timestamp !== timestamp) {
      wide.push({ ...one, timestamp });
      continue;
    }
    last.high = Math.max(last.high, one.high);
    last.low = Math.min(last.low, one.low);
    last.close = one.close;
    last.volume += one.volume;
  }
  return wide;
}

function firstFrom(candles: readonly ICandleData[], atMs: number): number {
  let lo = 0;
  for (let hi = candles.length; lo < hi; ) {
    const middle = (lo + hi) >> 1;
    if (candles[middle]!.timestamp < atMs) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
