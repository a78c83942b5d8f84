import { intervalMs, type StrategyContext } from '@tradewright/core';
import { ExecutionContextService, getAveragePrice, getCandles } from '../../src/index.ts';
import type { CandleInterval, ICandleData } from '../../src/types.ts';
import type { Note } from './notebook.ts';
import { INTERVALS, type RandomMarket } from './random-market.ts';
import { sumOf, viewed } from './random-strategy.ts';

const LONGEST_WINDOW = 12;
const CLOSE_ENOUGH = 1e-9;

export interface DatedNote extends Note {
  /** The instant of the hook. */
  readonly whenMs: number;
  /** All that was seen from there, as one number. */
  seen: number;
}

/** Looks at the market from inside hooks, of every interval in turn, and compares what it is shown with what had closed. */
export class Inspector {
  readonly notes: DatedNote[] = [];
  readonly faults: string[] = [];
  readonly #market: RandomMarket;
  readonly #symbols: readonly string[];
  /** Candles in the VWAP. */
  readonly #averaged: number;
  readonly #firstLook: number;
  /** Looks of each hook so far: hooks that wait for candles do not wait for each other. */
  readonly #looks = new Map<string, number>();

  constructor(market: RandomMarket, symbols: readonly string[], averaged: number, firstLook: number) {
    this.#market = market;
    this.#symbols = symbols;
    this.#averaged = averaged;
    this.#firstLook = firstLook;
  }

  /** Notes the call of a hook at once, and what is to be seen from it once that is known. */
  async look(kind: string, given: unknown): Promise<number> {
    const { symbol, when } = ExecutionContextService.context;
    const note: DatedNote = { kind, given, whenMs: when.getTime(), seen: 0 };
    this.notes.push(note);
    const at = this.#looks.get(kind) ?? this.#firstLook + kind.length;
    this.#looks.set(kind, at + 1);
    const asked = at % 5 === 0 ? this.#symbols.find((other) => other !== symbol)! : symbol;
    const interval = INTERVALS[at % INTERVALS.length]!;
    const limit = 1 + ((at * 7) % LONGEST_WINDOW);
    const candles = getCandles(asked, interval, limit).then((shown) => this.#candles(kind, asked, interval, limit, note.whenMs, shown));
    note.seen = at % 3 === 0 ? Math.imul(await candles, 31) + (await this.#average(kind, asked, note.whenMs)) : await candles;
    return note.seen;
  }

  /** What the third argument shows at this instant: what was declared whole, everything else if it shows it at all. */
  views(context: StrategyContext, declared: readonly CandleInterval[]): number {
    let sum = 0;
    for (const interval of INTERVALS) {
      const shown = context.series(interval, LONGEST_WINDOW).toArray().map(({ openTimeMs, ...prices }) => ({ timestamp: openTimeMs, ...prices }));
      const expected = this.#window(context.symbol, interval, LONGEST_WINDOW, context.nowMs);
      if (declared.includes(interval)) this.#compare('series', interval, context.nowMs, expected, shown);
      else this.#compare('series', interval, context.nowMs, expected.slice(expected.length - shown.length), shown);
      sum = Math.imul(sum, 31) + sumOf(shown);
    }
    return sum + viewed(context, declared.map((interval) => ({ interval, limit: 3 })));
  }

  #candles(kind: string, symbol: string, interval: CandleInterval, limit: number, whenMs: number, shown: readonly ICandleData[]): number {
    this.#compare(kind, interval, whenMs, this.#window(symbol, interval, limit, whenMs), shown);
    return sumOf(shown);
  }

  /** Decision 4: half-open, aligned, closed candles only. */
  #window(symbol: string, interval: CandleInterval, limit: number, whenMs: number): ICandleData[] {
    const stepMs = intervalMs(interval);
    const toMs = Math.floor(whenMs / stepMs) * stepMs;
    return this.#market.window(symbol, interval, toMs - limit * stepMs, toMs);
  }

  #compare(kind: string, interval: CandleInterval, whenMs: number, expected: readonly ICandleData[], shown: readonly ICandleData[]): void {
    const early = shown.find(({ timestamp }) => timestamp + intervalMs(interval) > whenMs);
    const where = `${kind} at ${whenMs}: ${interval}`;
    if (early !== undefined) this.faults.push(`${where} candle of ${early.timestamp} has not closed`);
    else if (expected.length !== shown.length) this.faults.push(`${where}, ${shown.length} candles where there are ${expected.length}`);
    else if (expected.some((one, i) => !sameCandle(one, shown[i]!))) this.faults.push(`${where}, other candles than the exchange has`);
  }

  /** Decision 5, of one-minute candles; as a whole number, since it is a sum. */
  async #average(kind: string, symbol: string, whenMs: number): Promise<number> {
    const window = this.#window(symbol, '1m', this.#averaged, whenMs);
    const volume = window.reduce((sum, one) => sum + one.volume, 0);
    const money = window.reduce((sum, one) => sum + ((one.high + one.low + one.close) / 3) * one.volume, 0);
    const expected = volume > 0 ? money / volume : window.reduce((sum, { close }) => sum + close, 0) / window.length;
    const shown = await getAveragePrice(symbol).catch(() => Number.NaN);
    const agrees = Number.isNaN(shown) ? window.length === 0 : Math.abs(shown - expected) <= CLOSE_ENOUGH * expected;
    if (!agrees) this.faults.push(`${kind} at ${whenMs}: average price ${shown}, not ${expected}`);
    return Number.isNaN(shown) ? 0 : Math.round(shown * 1e4);
  }
}

function sameCandle(one: ICandleData, other: ICandleData): boolean {
  return one.timestamp === other.timestamp && one.open === other.open && one.high === other.high && one.low === other.low && one.close === other.close && one.volume === other.volume;
}
