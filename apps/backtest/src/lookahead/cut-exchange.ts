import { alignDown, allocateColumns, intervalMs, MINUTE_MS, sliceColumns, type CandleColumns, type CandleRange, type CandleSource, type TimestampMs } from '@tradewright/core';
import type { IExchangeSchema } from 'tradewright';

/**
 * An exchange as it was at an instant: no candle that had not closed by then, whoever asks. The engine alone gets one
 * flat minute behind the cut, made of the last close, because it asks a strategy only where a candle follows; the
 * strategy sees it at no instant that is compared.
 */
export function cutExchange(exchange: IExchangeSchema, cutMs: TimestampMs): IExchangeSchema {
  const { source } = exchange;
  return {
    ...exchange,
    async getCandles(symbol, interval, since, limit) {
      const stepMs = intervalMs(interval);
      const left = Math.ceil((alignDown(cutMs, stepMs) - since.getTime()) / stepMs);
      if (left <= 0) return [];
      const candles = await exchange.getCandles(symbol, interval, since, Math.min(limit, left));
      return candles.filter(({ timestamp }) => timestamp + stepMs <= cutMs);
    },
    ...(source === undefined ? {} : { source: cutSource(source, cutMs) }),
  };
}

function cutSource(source: CandleSource, cutMs: TimestampMs): CandleSource {
  return {
    name: source.name,
    async *candles(range: CandleRange): AsyncGenerator<CandleColumns> {
      const endMs = alignDown(cutMs, intervalMs(range.interval));
      let close = 0;
      if (range.fromMs < endMs) {
        for await (const page of source.candles({ ...range, toMs: Math.min(range.toMs, endMs) })) {
          const kept = before(page, endMs);
          if (kept.length === 0) continue;
          close = kept.close[kept.length - 1]!;
          yield kept;
        }
      }
      if (close > 0 && range.interval === '1m' && cutMs < range.toMs && cutMs % MINUTE_MS === 0) yield flat(cutMs, close);
    },
  };
}

/** A source keeps to its range; that the cut holds must not depend on it. */
function before(page: CandleColumns, endMs: TimestampMs): CandleColumns {
  let length = page.length;
  while (length > 0 && page.openTimeMs[length - 1]! >= endMs) length--;
  return length === page.length ? page : sliceColumns(page, 0, length);
}

function flat(openTimeMs: TimestampMs, price: number): CandleColumns {
  const columns = allocateColumns(1);
  columns.openTimeMs[0] = openTimeMs;
  for (const name of ['open', 'high', 'low', 'close'] as const) columns[name][0] = price;
  return { length: 1, ...columns };
}
