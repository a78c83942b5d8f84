import { intervalMs, type CancelSignal } from '@tradewright/core';
import { FakeClock } from '@tradewright/core/testing';
import type { CandleInterval, ICandleData, IExchangeSchema } from '../src/types.ts';

/** An instant `n` minutes into the day most of these tests play on. */
export const minute = (n: number): number => Date.UTC(2024, 0, 1) + n * 60_000;

/** The minutes back from an instant. */
export const minuteOf = (at: Date | number): number => (Number(at) - minute(0)) / 60_000;

export type Ohlc = readonly [open: number, high: number, low: number, close: number];

export function candle(n: number, [open, high, low, close]: Ohlc = [100, 100, 100, 100], volume = 1): ICandleData {
  return { timestamp: minute(n), open, high, low, close, volume };
}

/** Candles at 100 for the minutes `[from, to)`, but for those that are told otherwise; `null` leaves one out. */
export function candles(from: number, to: number, told: Readonly<Record<number, Ohlc | null>> = {}): ICandleData[] {
  const made: ICandleData[] = [];
  for (let n = from; n < to; n++) {
    const prices = told[n];
    if (prices !== null) made.push(candle(n, prices));
  }
  return made;
}

/** Candles whose prices tell their minute: what a strategy is shown can then be told from its numbers. */
export function telling(from: number, to: number): ICandleData[] {
  const made: ICandleData[] = [];
  for (let n = from; n < to; n++) made.push(candle(n, [100_000 + n, 100_000 + n + 0.5, 100_000 + n - 0.5, 100_000 + n + 0.25], 1 + (n & 3)));
  return made;
}

export interface Request {
  readonly symbol: string;
  readonly interval: CandleInterval;
  readonly since: Date;
  readonly limit: number;
}

/** An exchange over candles in memory. It notes what it is asked; `answer` may be replaced to misbehave. */
export class Market implements IExchangeSchema {
  readonly exchangeName: string = 'memory';
  readonly requests: Request[] = [];
  readonly #minutes: readonly ICandleData[];
  callbacks?: NonNullable<IExchangeSchema['callbacks']>;
  maxCandlesPerRequest?: number;

  constructor(minutes: readonly ICandleData[], over: Partial<Omit<IExchangeSchema, 'exchangeName'>> & { answer?: Market['answer'] } = {}) {
    this.#minutes = minutes;
    Object.assign(this, over);
  }

  /** What an honest exchange answers. */
  honest = ({ interval, since, limit }: Request): ICandleData[] => {
    const stepMs = intervalMs(interval);
    const wide = interval === '1m' ? this.#minutes : joined(this.#minutes, stepMs);
    const fromMs = Math.ceil(since.getTime() / stepMs) * stepMs;
    return wide.filter(({ timestamp }) => timestamp >= fromMs && timestamp < fromMs + limit * stepMs).map((one) => ({ ...one }));
  };

  answer: (request: Request, honest: ICandleData[], attempt: number) => ICandleData[] | Promise<ICandleData[]> = (_request, honest) => honest;

  getCandles = (symbol: string, interval: CandleInterval, since: Date, limit: number): Promise<ICandleData[]> => {
    const request = { symbol, interval, since, limit };
    this.requests.push(request);
    const answer = this.answer(request, this.honest(request), this.requests.length);
    return answer instanceof Promise ? answer : Promise.resolve(answer);
  };

  formatPrice = async (_symbol: string, price: number): Promise<string> => price.toFixed(2);
  formatQuantity = async (_symbol: string, quantity: number): Promise<string> => quantity.toFixed(3);
}

/** Minutes joined to longer candles. */
function joined(minutes: readonly ICandleData[], stepMs: number): ICandleData[] {
  const wide = new Map<number, ICandleData>();
  for (const one of minutes) {
    const timestamp = Math.floor(one.timestamp / stepMs) * stepMs;
    const before = wide.get(timestamp);
    wide.set(timestamp, before === undefined ? { ...one, timestamp } : { timestamp, open: before.open, high: Math.max(before.high, one.high), low: Math.min(before.low, one.low), close: one.close, volume: before.volume + one.volume });
  }
  return [...wide.values()];
}

/** A clock on which every pause is over at once; it notes them. */
export class QuickClock extends FakeClock {
  readonly pauses: number[] = [];

  override async sleep(durationMs: number, cancel?: CancelSignal): Promise<void> {
    this.pauses.push(durationMs);
    if (cancel?.aborted !== true) await this.pass(durationMs);
  }
}
