import { columnsOf, MINUTE_MS, type Candle, type CandleRange } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import type { CandleInterval, IExchangeSchema } from 'tradewright';
import { cutExchange } from './cut-exchange.ts';
import { CutSample } from './cut-sample.ts';
import { DecisionLog, isSame, Mark } from './decision-log.ts';

const candle = (minute: number): Candle => ({ openTimeMs: minute * MINUTE_MS, open: minute + 1, high: minute + 2, low: minute + 0.5, close: minute + 1.5, volume: 1 });
const steps: Readonly<Record<string, number>> = { '1m': 1, '5m': 5 };

/** An exchange that ignores the end of every question. */
const generous: IExchangeSchema = {
  exchangeName: 'generous',
  formatPrice: async (_symbol, price) => String(price),
  formatQuantity: async (_symbol, quantity) => String(quantity),
  getCandles: async (_symbol, interval, since) => Array.from({ length: 30 }, (_, i) => candle(since.getTime() / MINUTE_MS + i * steps[interval]!)).map(({ openTimeMs, ...rest }) => ({ timestamp: openTimeMs, ...rest })),
  source: {
    name: 'generous',
    async *candles({ fromMs, interval }: CandleRange) {
      for (let page = 0; page < 3; page++) yield columnsOf(Array.from({ length: 10 }, (_, i) => candle(fromMs / MINUTE_MS + (page * 10 + i) * steps[interval]!)));
    },
  },
};

describe('an exchange cut at minute 12', () => {
  const cut = cutExchange(generous, 12 * MINUTE_MS);
  const asked = async (interval: CandleInterval, since: number): Promise<number[]> => (await cut.getCandles('X', interval, new Date(since * MINUTE_MS), 30)).map(({ timestamp }) => timestamp / MINUTE_MS);
  const streamed = async (interval: CandleInterval, fromMinute: number, toMinute: number): Promise<{ minutes: number[]; last: number[] }> => {
    const minutes: number[] = [];
    let last: number[] = [];
    for await (const page of cut.source!.candles({ symbol: 'X', interval, fromMs: fromMinute * MINUTE_MS, toMs: toMinute * MINUTE_MS })) {
      for (let i = 0; i < page.length; i++) minutes.push(page.openTimeMs[i]! / MINUTE_MS);
      const i = page.length - 1;
      last = [page.open[i]!, page.high[i]!, page.low[i]!, page.close[i]!, page.volume[i]!];
    }
    return { minutes, last };
  };

  it('answers with closed candles only, whatever the exchange gives', async () => {
    expect(await asked('1m', 8)).toEqual([8, 9, 10, 11]);
    expect(await asked('1m', 12)).toEqual([]);
    expect(await asked('5m', 0)).toEqual([0, 5]);
  });

  it('streams closed candles and one flat minute made of the last close', async () => {
    const { minutes, last } = await streamed('1m', 8, 40);
    expect(minutes).toEqual([8, 9, 10, 11, 12]);
    expect(last).toEqual([12.5, 12.5, 12.5, 12.5, 0]);
  });

  it('adds no minute where none was asked for, and none to longer candles', async () => {
    expect((await streamed('1m', 8, 12)).minutes).toEqual([8, 9, 10, 11]);
    expect((await streamed('1m', 13, 40)).minutes).toEqual([]);
    expect((await streamed('5m', 0, 40)).minutes).toEqual([0, 5]);
  });
});

describe('a log of decisions', () => {
  const decided = (atMs: number, ...decisions: [knownAtMs: number, what: string][]): Mark => {
    const log = new DecisionLog();
    const mark = new Mark(atMs);
    log.watch(mark);
    for (const [knownAtMs, what] of decisions) log.add(knownAtMs, what);
    log.end();
    return mark;
  };

  it('is equal up to a mark whatever comes after it', () => {
    const a = decided(20, [10, 'a'], [20, 'b'], [30, 'c']).decided!;
    expect(isSame(a, decided(20, [10, 'a'], [20, 'b']).decided!)).toBe(true);
    expect(a).toMatchObject({ count: 2, last: 'b' });
  });

  it.each<[what: string, decisions: [number, string][]]>([
    ['one is missing', [[10, 'a']]],
    ['one is another', [[10, 'a'], [20, 'x']]],
    ['their order is another', [[10, 'b'], [20, 'a']]],
    ['there is one more', [[10, 'a'], [15, 'b'], [20, 'c']]],
  ])('differs where %s', (_what, decisions) => {
    expect(isSame(decided(20, [10, 'a'], [20, 'b']).decided!, decided(20, ...decisions).decided!)).toBe(false);
  });
});

describe('the instants at which runs are cut', () => {
  const sampled = (openings: number, cuts = 20, silences = 0): readonly Mark[] => {
    const log = new DecisionLog();
    const sample = new CutSample({ log, fromMs: 0, lastMs: 1_000_000 * MINUTE_MS, cuts, seed: 7 });
    for (let i = 1; i <= openings; i++) {
      log.add(i * 997 * MINUTE_MS, 'opened');
      sample.opened(i * 997 * MINUTE_MS);
    }
    for (let i = 0; i < silences; i++) sample.silent(silent(i));
    log.end();
    return sample.marks;
  };
  /** At minutes that are no multiples of the openings'. */
  const silent = (i: number): number => (900_000 + i) * MINUTE_MS + 1;
  const atOpenings = (marks: readonly Mark[]): number => marks.filter(({ atMs }) => atMs % (997 * MINUTE_MS) === 0).length;

  it('are half at openings and half at asks without a signal, whatever their number', () => {
    const marks = sampled(900, 20, 20_000);
    const silences = marks.filter(({ atMs }) => atMs % MINUTE_MS === 1);
    expect([marks.length, atOpenings(marks), silences.length]).toEqual([20, 10, 10]);
    expect(silences.at(-1)!.atMs).toBeGreaterThan(silent(10_000));
    for (const { decided } of silences) expect(decided!.count).toBe(900);
  });

  it('fall on the asks where there are no openings, the more so the fewer cuts there are', () => {
    const silences = (marks: readonly Mark[]): number => marks.filter(({ atMs }) => atMs % MINUTE_MS === 1).length;
    expect([silences(sampled(0, 20, 50)), silences(sampled(0, 1, 50)), silences(sampled(0, 20, 3))]).toEqual([10, 1, 3]);
  });

  it('are half spread over the period and half at openings where every ask brings a signal', () => {
    const marks = sampled(1000);
    expect([marks.length, atOpenings(marks)]).toEqual([20, 10]);
    expect(marks.map(({ atMs }) => atMs)).toEqual(marks.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
    expect(marks.every(({ atMs }) => atMs % MINUTE_MS === 0)).toBe(true);
  });

  it('are spread over all openings, not over the first ones', () => {
    const chosen = sampled(1000).filter(({ atMs }) => atMs % (997 * MINUTE_MS) === 0);
    expect(chosen.at(-1)!.atMs).toBeGreaterThan(500 * 997 * MINUTE_MS);
  });

  it('are more of the period where there are few openings', () => {
    expect([sampled(3).length, atOpenings(sampled(3)), sampled(0).length]).toEqual([20, 3, 20]);
  });

  it('are the same whenever they are chosen, and know what was decided by then', () => {
    const marks = sampled(1000);
    expect(sampled(1000)).toEqual(marks);
    for (const { atMs, decided } of marks) expect(decided!.count).toBe(Math.min(1000, Math.floor(atMs / (997 * MINUTE_MS))));
  });
});
