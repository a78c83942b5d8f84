import type { Interval, TimestampMs } from '@tradewright/core';
import type { CcxtConnection } from '../connection.ts';
import type { CcxtInstance, WatchedCandles } from '../library/ccxt-shape.ts';
import { Stream, type NextSeen, type Watch } from './stream.ts';

/** The streams of an exchange: one for all symbols where ccxt can, else one each, none where the exchange has none. */
export class Streams {
  readonly #connection: CcxtConnection;
  readonly #silenceMs: number;
  readonly #all: Stream;
  #watched = 0;

  constructor(connection: CcxtConnection, { silenceMs }: { readonly silenceMs: number }) {
    this.#connection = connection;
    this.#silenceMs = silenceMs;
    this.#all = new Stream(connection, silenceMs, nextOfMany);
  }

  /** Hears of a symbol of an exchange that is open; the returned function ends it. */
  watch(instance: CcxtInstance, symbol: string, interval: Interval, onSeen: (openTimeMs: TimestampMs) => void): () => void {
    const stream = this.#streamFor(instance);
    if (stream === undefined) return () => undefined;
    const watch = { symbol, interval, onSeen };
    stream.add(watch);
    this.#watched++;
    return () => {
      stream.remove(watch);
      this.#watched--;
      // Nobody is left who could be cut off.
      if (this.#watched === 0) void instance.close().catch(() => undefined);
    };
  }

  #streamFor({ has }: CcxtInstance): Stream | undefined {
    if (has.watchOHLCVForSymbols === true) return this.#all;
    return has.watchOHLCV === true ? new Stream(this.#connection, this.#silenceMs, nextOfOne) : undefined;
  }
}

const nextOfMany: NextSeen = async (instance, watches) => {
  const seen: WatchedCandles = await instance.watchOHLCVForSymbols([...watches].map(({ symbol, interval }) => [symbol, interval] as const));
  for (const watch of watches) tell(watch, seen[watch.symbol]?.[watch.interval]);
};

const nextOfOne: NextSeen = async (instance, watches) => {
  for (const watch of watches) tell(watch, await instance.watchOHLCV(watch.symbol, watch.interval));
};

function tell({ onSeen }: Watch, candles: readonly (readonly unknown[])[] | undefined): void {
  const openTimeMs = candles?.at(-1)?.[0];
  if (typeof openTimeMs === 'number') onSeen(openTimeMs);
}
