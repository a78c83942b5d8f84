import { alignDown, alignUp, InputError, type CancelSignal, type CandleColumns, type CandleRange, type CandleSource, type TimestampMs } from '@tradewright/core';
import type { CcxtConnection } from './connection.ts';
import { timeframeOf } from './market/timeframes.ts';
import { Reader } from './source/reader.ts';
import { resampled } from './source/resampled.ts';
import { hasEnded, isCancelled } from './wire/cancelled.ts';

export interface SourceQuestion extends CandleRange {
  /** Ask again for what is missing before believing it. Default true. */
  readonly confirm?: boolean;
}

/** Closed candles of the past from one exchange of ccxt. */
export class CcxtSource implements CandleSource {
  readonly name: string;
  readonly #connection: CcxtConnection;
  readonly #reader: Reader;

  constructor(connection: CcxtConnection) {
    this.name = connection.id;
    this.#connection = connection;
    this.#reader = new Reader(connection, connection.maxCandlesPerRequest);
  }

  /**
   * @throws {InputError} from the iteration: unknown or ambiguous symbol, an interval that is not to be had
   * @throws {SourceError} from the iteration: the exchange does not answer, or refuses
   * @throws {CandleError} from the iteration: it gives a broken candle every time
   */
  async *candles(question: SourceQuestion): AsyncGenerator<CandleColumns> {
    const { fromMs, toMs, cancel } = question;
    if (Number.isNaN(fromMs) || Number.isNaN(toMs)) throw new InputError('range/invalid', `A range from ${fromMs} to ${toMs} is none; give both ends in milliseconds since 1970.`);
    try {
      if (!hasEnded(cancel)) yield* this.#read(question);
    } catch (error) {
      if (!(isCancelled(error) && hasEnded(cancel))) throw error;
    }
  }

  /** Now, by the exchange's own clock and never ahead of it. */
  nowMs(cancel?: CancelSignal): Promise<TimestampMs> {
    return this.#connection.nowMs(cancel);
  }

  async *#read({ symbol, interval, fromMs, toMs, cancel, confirm = true }: SourceQuestion): AsyncGenerator<CandleColumns> {
    const { instance, symbols } = await this.#connection.open(cancel);
    const market = symbols.of(symbol);
    const timeframe = timeframeOf(this.name, instance.timeframes, interval);
    const { from, stepMs, fromStepMs } = timeframe;
    if (!(fromMs < toMs)) return;
    const nowMs = await this.#connection.nowMs(cancel);
    const series = { market, interval: from, stepMs: fromStepMs };
    if (from === interval) {
      yield* this.#reader.candles(series, { fromMs, toMs, nowMs, confirm, cancel });
      return;
    }
    const startMs = alignUp(fromMs, stepMs);
    const endMs = Math.min(alignUp(toMs, stepMs), alignDown(nowMs, stepMs));
    yield* resampled(this.#reader.candles(series, { fromMs: startMs, toMs: endMs, nowMs, confirm, cancel }), timeframe, startMs, endMs);
  }
}
