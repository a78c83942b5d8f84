import { candleAt, type Candle, type CandleColumns, type TimestampMs } from '@tradewright/core';
import { assetsOf } from './assets.ts';
import { endOf, openOf, type BinanceInterval } from './binance-interval.ts';
import { formingMinute } from './forming.ts';
import type { Kline } from './kline.ts';
import type { MarketKind, MarketOptions } from './market-options.ts';

const MINUTE_MS = 60_000;

export interface KlineQuestion {
  readonly interval: BinanceInterval;
  /** Bounds of open times, both inclusive as Binance has them. */
  readonly startTime?: TimestampMs | undefined;
  readonly endTime?: TimestampMs | undefined;
  readonly limit: number;
  readonly nowMs: TimestampMs;
  /** Candles show up only this long after they closed. */
  readonly lateMs: number;
  /** Whether the candle that has not closed is told too. */
  readonly forming: boolean;
}

/** A market and its minutes, of which longer candles are made when they are asked for. */
export class Market {
  readonly symbol: string;
  readonly kind: MarketKind;
  readonly base: string;
  readonly quote: string;
  readonly delisted: boolean;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly minNotional: number;
  readonly listedMs: TimestampMs;
  readonly minutes: CandleColumns;

  /** @throws {InputError} `fake-exchange/symbol` */
  constructor(options: MarketOptions, minutes: CandleColumns) {
    this.symbol = options.symbol;
    this.kind = options.kind ?? 'spot';
    ({ base: this.base, quote: this.quote } = assetsOf(options));
    this.delisted = options.delisted ?? false;
    this.tickSize = options.tickSize ?? 0.01;
    this.lotSize = options.lotSize ?? 0.00001;
    this.minNotional = options.minNotional ?? 5;
    this.minutes = minutes;
    this.listedMs = options.listedMs ?? minutes.openTimeMs[0] ?? 0;
  }

  /** With a start: the first candles from there. Without: the newest, up to the end if there is one. */
  klines(question: KlineQuestion): Kline[] {
    const { interval, startTime, endTime = Infinity, limit } = question;
    const klines: Kline[] = [];
    const visible = this.#visibleRows(question);
    let row = startTime === undefined ? this.#rowBack(interval, endTime, limit, visible) : this.#rowFrom(interval, startTime);
    while (row < visible && klines.length < limit) {
      const openMs = openOf(interval, this.minutes.openTimeMs[row]!);
      if (openMs > endTime) break;
      const next = Math.min(visible, this.rowAt(endOf(interval, openMs)));
      klines.push(this.#merge(interval, openMs, row, next, question.nowMs));
      row = next;
    }
    const last = klines.at(-1);
    if (last !== undefined && last.endMs > question.nowMs && !question.forming) klines.pop();
    return klines;
  }

  /** The candle that began at `openMs`, as it stands at `nowMs`; none when nothing of it is there. */
  klineAt(interval: BinanceInterval, openMs: TimestampMs, nowMs: TimestampMs): Kline | undefined {
    const from = this.rowAt(Math.max(openMs, this.listedMs));
    const to = Math.min(this.rowAt(endOf(interval, openMs)), this.rowAt(nowMs + 1));
    return from < to ? this.#merge(interval, openMs, from, to, nowMs) : undefined;
  }

  /** The first row at or after an instant. */
  rowAt(atMs: TimestampMs): number {
    const { openTimeMs, length } = this.minutes;
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (openTimeMs[middle]! < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #visibleRows({ nowMs, lateMs }: KlineQuestion): number {
    return lateMs > 0 ? this.rowAt(nowMs - lateMs - MINUTE_MS + 1) : this.rowAt(nowMs + 1);
  }

  #rowFrom(interval: BinanceInterval, startTime: TimestampMs): number {
    const openMs = openOf(interval, startTime);
    return this.rowAt(Math.max(openMs < startTime ? endOf(interval, openMs) : openMs, this.listedMs));
  }

  /** Where the `limit` newest candles begin of those that open at or before `endTime`. */
  #rowBack(interval: BinanceInterval, endTime: TimestampMs, limit: number, visible: number): number {
    const listed = this.rowAt(this.listedMs);
    let row = endTime === Infinity ? visible : Math.min(visible, this.rowAt(endOf(interval, openOf(interval, endTime))));
    for (let count = 0; count < limit && row > listed; count++) {
      row = Math.max(listed, this.rowAt(openOf(interval, this.minutes.openTimeMs[row - 1]!)));
    }
    return row;
  }

  #minute(row: number, nowMs: TimestampMs): Candle {
    const minute = candleAt(this.minutes, row);
    return minute.openTimeMs + MINUTE_MS > nowMs ? formingMinute(minute, nowMs) : minute;
  }

  #merge(interval: BinanceInterval, openTimeMs: TimestampMs, from: number, to: number, nowMs: TimestampMs): Kline {
    const first = this.#minute(from, nowMs);
    let { high, low, close, volume } = first;
    for (let row = from + 1; row < to; row++) {
      const minute = this.#minute(row, nowMs);
      if (minute.high > high) high = minute.high;
      if (minute.low < low) low = minute.low;
      close = minute.close;
      volume += minute.volume;
    }
    return { openTimeMs, endMs: endOf(interval, openTimeMs), open: first.open, high, low, close, volume };
  }
}
