import { describe, expect, it } from 'vitest';
import type { Candle } from '../market/candle.ts';
import { columnsOf, type CandleColumns } from '../market/columns.ts';
import { intervalMs } from '../market/interval.ts';
import { CandleSeries } from '../market/series.ts';
import type { CandleRange, CandleSource } from '../ports/candle-source.ts';
import type { Answer, StrategyContext } from '../ports/strategy.ts';
import { backtest } from './backtest.ts';
import type { RunEvent } from './event.ts';
import type { BacktestOptions } from './options.ts';
import { candles, minute, minutesOf } from './run.fixture.ts';

/** A source that notes each question as `interval since +count`. */
class AskedSource implements CandleSource {
  readonly name = 'asked';
  readonly questions: string[] = [];
  readonly #candles: readonly Candle[];

  constructor(given: readonly Candle[]) {
    this.#candles = given;
  }

  async *candles({ interval, fromMs, toMs }: CandleRange): AsyncGenerator<CandleColumns> {
    const stepMs = intervalMs(interval);
    this.questions.push(`${interval} ${minutesOf(fromMs)} +${(toMs - fromMs) / stepMs}`);
    const wanted = this.#candles.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs && openTimeMs % stepMs === 0);
    if (wanted.length > 0) yield columnsOf(wanted);
  }
}

type Script = Readonly<Record<number, Answer | ((context: StrategyContext) => Answer)>>;

async function run(script: Script, given: readonly Candle[] = candles(-100, 400), over: Partial<BacktestOptions> = {}): Promise<{ events: RunEvent[]; questions: string[] }> {
  const source = new AskedSource(given);
  const ask = (context: StrategyContext): Answer => {
    const said = script[minutesOf(context.nowMs)];
    return typeof said === 'function' ? said(context) : (said ?? null);
  };
  const events: RunEvent[] = [];
  const options = { symbol: 'X', strategy: { name: 's', interval: '1m', ask }, candles: source, fromMs: minute(0), toMs: minute(5), rules: { trigger: 'candle-range' }, prefetch: false, ...over } as const;
  for await (const event of backtest(options)) events.push(event);
  return { events, questions: source.questions };
}

const long = { side: 'long', takeProfitPrice: 110, stopLossPrice: 90, lifetimeMinutes: 60 } as const;
const kinds = (events: readonly RunEvent[]): string[] => events.map(({ kind }) => kind);

describe('a run without read-ahead', () => {
  it('asks for the five candles of the VWAP at each frame, and for nothing else', async () => {
    const { questions } = await run({});
    expect(questions).toEqual(['1m -5 +5', '1m -4 +5', '1m -3 +5', '1m -2 +5', '1m -1 +5']);
  });

  it('asks once for the whole life of a position, from four candles before it', async () => {
    const { events, questions } = await run({ 1: long });
    expect(questions).toEqual(['1m -5 +5', '1m -4 +5', '1m -3 +64']);
    expect(events).toMatchObject([{ kind: 'opened', atMs: minute(1) }, { kind: 'closed', atMs: minute(61), trade: { reason: 'time-expired', truncated: false } }]);
  });

  it('asks once for the wait and the life of an entry that waits', async () => {
    const { events, questions } = await run({ 1: { ...long, entryPrice: 99 } });
    expect(questions).toEqual(['1m -5 +5', '1m -4 +5', '1m -3 +185']);
    expect(events).toMatchObject([{ kind: 'scheduled' }, { kind: 'cancelled', reason: 'timeout', atMs: minute(121), truncated: false }]);
  });

  it('goes back to the frames where a position ended before its time', async () => {
    const { questions, events } = await run({ 0: long, 3: long }, candles(-100, 400, { 2: [100, 111, 100, 100] }));
    expect(questions).toEqual(['1m -5 +5', '1m -4 +64', '1m -2 +5', '1m -1 +64']);
    expect(kinds(events)).toEqual(['opened', 'closed', 'opened', 'closed']);
  });

  it('asks for declared history when the strategy is asked, and shows just that', async () => {
    const seen: number[] = [];
    const ask = ({ series }: StrategyContext): null => {
      seen.push(series('5m', 3).length, series('5m', 10).length, series('1m', 9).length, series('1h', 1).length);
      return null;
    };
    const { questions } = await run({ 0: ask, 1: ask }, undefined, { toMs: minute(2), strategy: { name: 's', interval: '1m', history: { '5m': 6 }, ask } });
    expect(questions).toEqual(['1m -5 +5', '5m -30 +6', '1m -4 +5', '5m -30 +6']);
    expect(seen).toEqual([3, 6, 5, 0, 3, 6, 5, 0]);
  });

  it('asks for declared history only where an ask is due', async () => {
    const { questions } = await run({}, undefined, { wants: ['idle'], strategy: { name: 's', interval: '3m', history: { '15m': 1 }, ask: () => null } });
    expect(questions).toEqual(['1m -5 +5', '15m -15 +1', '1m -4 +5', '1m -3 +5', '1m -2 +5', '15m -15 +1', '1m -1 +5']);
  });

  it('asks on where the market is closed at the deadline, and closes by the first candle after it', async () => {
    const { events, questions } = await run({ 1: long }, [...candles(-100, 30), ...candles(1000, 1400)]);
    expect(questions).toEqual(['1m -5 +5', '1m -4 +5', '1m -3 +64', '1m 61 +500', '1m 561 +500']);
    expect(events).toMatchObject([{ kind: 'opened' }, { kind: 'gap' }, { kind: 'closed', knownAtMs: minute(1001), trade: { truncated: false } }].filter(({ kind }) => kind !== 'gap'));
  });

  it('closes at the last VWAP where the data end, after looking as far as a market may be closed', async () => {
    const { events, questions } = await run({ 1: long }, candles(-100, 30));
    expect(questions).toHaveLength(3 + 12);
    expect(events).toMatchObject([{ kind: 'opened' }, { kind: 'closed', atMs: minute(30), trade: { truncated: true } }]);
  });

  it('keeps an order that waits through a short answer', async () => {
    const { events } = await run({ 1: { ...long, entryPrice: 99 } }, [...candles(-100, 30), ...candles(90, 400, { 100: [100, 100, 98, 99] })]);
    expect(kinds(events).filter((kind) => kind !== 'gap')).toEqual(['scheduled', 'opened', 'closed']);
  });

  it('tells gaps inside an answer, not what lies between two questions', async () => {
    const { events } = await run({ 3: long }, candles(-100, 400, { 20: null, 21: null }), { frame: '3m' });
    expect(events.filter(({ kind }) => kind === 'gap')).toMatchObject([{ gap: { fromMs: minute(20), toMs: minute(22) } }]);
  });

  it('ends at a gap where none is allowed', async () => {
    await expect(run({ 3: long }, candles(-100, 400, { 20: null }), { gaps: 'error' })).rejects.toMatchObject({ code: 'candle/gap' });
  });

  it('is refused over a series, which cannot be asked', async () => {
    const series = CandleSeries.over(columnsOf(candles(0, 10)));
    await expect(run({}, undefined, { candles: series })).rejects.toMatchObject({ code: 'backtest/candles' });
  });
});

describe('frames of one\'s own', () => {
  it('are the only instants at which the strategy is asked', async () => {
    const asked: number[] = [];
    const ask = ({ nowMs }: StrategyContext): null => (asked.push(minutesOf(nowMs)), null);
    const strategy = { name: 's', interval: '3m', ask } as const;
    const frames = [0, 1, 4, 50, 51, 99].map(minute);
    for (const prefetch of [true, false]) await run({}, undefined, { strategy, frames, prefetch, toMs: minute(100) });
    expect(asked).toEqual([0, 4, 50, 99, 0, 4, 50, 99]);
  });

  it('are passed over under a position, and counted', async () => {
    const frames = [0, 10, 70, 80].map(minute);
    const { events } = await run({ 0: long, 10: long, 70: long }, undefined, { frames, toMs: minute(100), wants: ['progress'], prefetch: true });
    expect(events.filter(({ kind }) => kind !== 'progress').map(({ kind, ...event }) => `${kind} ${'atMs' in event ? minutesOf(event.atMs) : ''}`)).toEqual(['opened 0', 'closed 60', 'opened 70', 'closed 130']);
    expect(events.filter(({ kind }) => kind === 'progress')).toMatchObject([{ frames: 0, totalFrames: 4 }, { frames: 2, totalFrames: 4 }]);
  });

  it.each([[[1, 0]], [[0, 0]], [[-1]], [[5]], [[Number.NaN]]])('are refused when they are not ascending instants of the range: %j', async (minutes) => {
    await expect(run({}, undefined, { frames: minutes.map(minute) })).rejects.toMatchObject({ code: 'backtest/frames' });
  });
});
