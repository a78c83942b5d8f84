import type { Candle } from '../market/candle.ts';
import { columnsOf, type CandleColumns } from '../market/columns.ts';
import type { CandleRange, CandleSource } from '../ports/candle-source.ts';
import type { Answer, Strategy, StrategyContext } from '../ports/strategy.ts';
import type { Side, Signal } from '../signal/signal.ts';
import { MINUTE_MS, type TimestampMs } from '../units.ts';
import type { BacktestRun } from './backtest-run.ts';
import { backtest } from './backtest.ts';
import type { RunEvent } from './event.ts';
import type { BacktestOptions } from './options.ts';

/** An instant `n` minutes into the day all these tests play on. */
export const minute = (n: number): TimestampMs => Date.UTC(2024, 0, 1) + n * MINUTE_MS;

/** The minutes back from an instant. */
export const minutesOf = (ms: TimestampMs): number => (ms - minute(0)) / MINUTE_MS;

type Ohlc = readonly [number, number, number, number];

/** Candles at 100 for the minutes `[from, to)`, but for those that are told otherwise. */
export function candles(from: number, to: number, told: Readonly<Record<number, Ohlc | null>> = {}): Candle[] {
  const made: Candle[] = [];
  for (let n = from; n < to; n++) {
    const given = told[n];
    if (given === null) continue;
    const [open, high, low, close] = given ?? [100, 100, 100, 100];
    made.push({ openTimeMs: minute(n), open, high, low, close, volume: 1 });
  }
  return made;
}

/** A source that hands out pages as they are given, whatever was asked for, and notes how it is used. */
export class PageSource implements CandleSource {
  readonly name = 'pages';
  readonly asked: CandleRange[] = [];
  handedOut = 0;
  released = 0;
  readonly #pages: readonly (CandleColumns | Promise<CandleColumns>)[];

  constructor(pages: readonly (readonly Candle[] | Promise<CandleColumns>)[]) {
    this.#pages = pages.map((page) => (page instanceof Promise ? page : columnsOf(page)));
  }

  candles(range: CandleRange): AsyncIterable<CandleColumns> {
    this.asked.push(range);
    const next = async (): Promise<IteratorResult<CandleColumns>> => {
      const page = this.#pages[this.handedOut];
      if (page === undefined) return { value: undefined, done: true };
      this.handedOut++;
      return { value: await page, done: false };
    };
    const stop = async (): Promise<IteratorResult<CandleColumns>> => {
      this.released++;
      return { value: undefined, done: true };
    };
    return { [Symbol.asyncIterator]: () => ({ next, return: stop }) };
  }
}

/** Somebody else's promise: anything with a `then`. */
export function thenable(then: (done: (answer: Answer) => void) => void): Promise<Answer> {
  // oxlint-disable-next-line unicorn/no-thenable -- strategies return such things
  return { then } as unknown as Promise<Answer>;
}

/** Target 10 away from 100, stop 5 away, an hour. */
export const signal = (side: Side = 'long', over: Partial<Signal> = {}): Signal =>
  side === 'long'
    ? { side, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMinutes: 60, ...over }
    : { side, takeProfitPrice: 90, stopLossPrice: 105, lifetimeMinutes: 60, ...over };

/** A strategy that answers at some minutes of the day, and notes when it was asked. */
export class Scripted implements Strategy {
  readonly name = 'scripted';
  readonly interval: Strategy['interval'];
  readonly asks: number[] = [];
  readonly #answers: Readonly<Record<number, (context: StrategyContext) => Answer | Promise<Answer>>>;

  constructor(answers: Readonly<Record<number, (context: StrategyContext) => Answer | Promise<Answer>>> = {}, interval: Strategy['interval'] = '1m') {
    this.#answers = answers;
    this.interval = interval;
  }

  ask(context: StrategyContext): Answer | Promise<Answer> {
    this.asks.push(minutesOf(context.nowMs));
    return this.#answers[minutesOf(context.nowMs)]?.(context);
  }
}

/** A backtest over ten minutes of calm candles after ten of history, without costs, unless told otherwise. */
export function run(over: Partial<BacktestOptions> = {}): BacktestRun {
  return backtest({
    symbol: 'BTC/USDT', strategy: new Scripted(), candles: new PageSource([candles(-10, 200)]), fromMs: minute(0), toMs: minute(10), ...over,
    rules: { trigger: 'candle-range', costs: { feeFrac: 0, slippageFrac: 0 }, ...over.rules },
  });
}

export async function eventsOf(given: BacktestRun): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of given) events.push(event);
  return events;
}

/** Events as words: kind, reason where there is one, and the minute it is stamped with. */
export function told(events: readonly RunEvent[]): string[] {
  return events.map((event) => {
    if (event.kind === 'gap') return `gap ${minutesOf(event.gap.fromMs)}-${minutesOf(event.gap.toMs)}`;
    const what = event.kind === 'closed' ? event.trade.reason : event.kind === 'cancelled' ? `cancelled ${event.reason}` : event.kind;
    return `${what} ${minutesOf(event.atMs)}`;
  });
}
