import { describe, expect, it } from 'vitest';
import { SourceError } from '../../error.ts';
import type { Candle } from '../../market/candle.ts';
import { columnsOf, type CandleColumns } from '../../market/columns.ts';
import { CandleError } from '../../market/fault.ts';
import { CandleSeries } from '../../market/series.ts';
import type { CandleRange, CandleSource } from '../../ports/candle-source.ts';
import { candles, minute, minutesOf } from '../run.fixture.ts';
import { LiveTape, type LiveTapeParts } from './live-tape.ts';
import { CountedCancel } from './live.fixture.ts';

/** A source that answers as it is told, whatever it is asked. */
class Answers implements CandleSource {
  readonly name = 'answers';
  readonly asked: string[] = [];
  readonly #answer: (range: CandleRange, asked: number) => AsyncIterable<CandleColumns> | Iterable<CandleColumns>;

  constructor(answer: (range: CandleRange, asked: number) => AsyncIterable<CandleColumns> | Iterable<CandleColumns>) {
    this.#answer = answer;
  }

  async *candles(range: CandleRange): AsyncGenerator<CandleColumns> {
    this.asked.push(`${minutesOf(range.fromMs)}-${minutesOf(range.toMs)}`);
    yield* this.#answer(range, this.asked.length);
  }
}

const pages = (...given: (readonly Candle[])[]): CandleColumns[] => given.map((page) => columnsOf(page));

function tapeOf(source: CandleSource, over: Partial<LiveTapeParts> = {}): LiveTape {
  return new LiveTape({ source, symbol: 'BTC/USDT', series: new CandleSeries(), gaps: 'skip', cancel: new CountedCancel(), firstMs: minute(-5), gapsAfterMs: minute(-5), ...over });
}

const held = ({ series }: LiveTape): number[] => Array.from(series.columns.openTimeMs.subarray(0, series.length), minutesOf);

/** What a tape told of since it was asked last. */
const remarks = (tape: LiveTape): string[] => [
  ...tape.takeFaults().map(({ fault }) => `${fault.rule} ${minutesOf(fault.openTimeMs)}`),
  ...tape.takeGaps().map(({ fromMs, toMs }) => `gap ${minutesOf(fromMs)}-${minutesOf(toMs)}`),
];

describe('a tick', () => {
  it('takes in what has closed since the last one, and asks for nothing else', async () => {
    const source = new Answers(({ fromMs, toMs }) => pages(candles(minutesOf(fromMs), minutesOf(toMs))));
    const tape = tapeOf(source);
    await tape.fetch(minute(0));
    await tape.fetch(minute(1));
    await tape.fetch(minute(1));
    expect([source.asked, held(tape)]).toEqual([['-5-0', '0-1'], [-5, -4, -3, -2, -1, 0]]);
  });

  it('takes nothing of what a source delivers beyond, before or after', async () => {
    const tape = tapeOf(new Answers(() => pages(candles(-20, 20))));
    await tape.fetch(minute(0));
    await tape.fetch(minute(1));
    expect([held(tape), remarks(tape)]).toEqual([[-5, -4, -3, -2, -1, 0], []]);
  });

  it('shows nothing that closes after it', async () => {
    const tape = tapeOf(new Answers(({ fromMs, toMs }) => pages(candles(minutesOf(fromMs), minutesOf(toMs)))));
    await tape.fetch(minute(0));
    tape.showUntil(minute(0));
    expect(tape.coversUntilMs).toBeLessThan(minute(1));
    expect(tape.coversUntilMs).toBeGreaterThan(minute(0));
  });

  it('of which the candle is not there yet says so; it comes with a later one', async () => {
    let known = 0;
    const source = new Answers(({ fromMs }) => pages(candles(minutesOf(fromMs), known)));
    const tape = tapeOf(source);
    await tape.fetch(minute(1));
    expect(tape.has(minute(1))).toBe(false);
    known = 2;
    await tape.fetch(minute(2));
    expect([tape.has(minute(2)), source.asked, remarks(tape)]).toEqual([true, ['-5-1', '0-2'], []]);
  });

  it('in which the source fails half-way keeps what has come, and goes on from there', async () => {
    const source = new Answers(function* ({ fromMs, toMs }, asked) {
      yield* pages(candles(minutesOf(fromMs), asked === 1 ? -2 : minutesOf(toMs)));
      if (asked === 1) throw new SourceError('exchange/down', 'down');
    });
    const tape = tapeOf(source);
    await expect(tape.fetch(minute(0))).rejects.toMatchObject({ code: 'exchange/down' });
    await tape.fetch(minute(1));
    expect([source.asked, held(tape)]).toEqual([['-5-0', '-2-1'], [-5, -4, -3, -2, -1, 0]]);
  });

  it('in which an adapter throws whatever it likes is one in which the source failed', async () => {
    const tape = tapeOf(new Answers(() => {
      throw new TypeError('fetch failed');
    }));
    await expect(tape.fetch(minute(0))).rejects.toMatchObject({ code: 'source/failed', retryable: true, message: 'answers BTC/USDT: fetch failed' });
  });

  it('whose run is cancelled takes in nothing more', async () => {
    const cancel = new CountedCancel();
    const tape = tapeOf(new Answers(function* () {
      yield* pages(candles(-5, -3));
      cancel.abort();
      yield* pages(candles(-3, 0));
    }), { cancel });
    await tape.fetch(minute(0));
    expect(held(tape)).toEqual([-5, -4]);
  });
});

describe('a gap', () => {
  it('is told once, when the candle behind it comes', async () => {
    const tape = tapeOf(new Answers(({ fromMs, toMs }) => pages(candles(minutesOf(fromMs), minutesOf(toMs), { 1: null, 2: null }))));
    const said: string[][] = [];
    for (let n = 0; n <= 5; n++) {
      await tape.fetch(minute(n));
      said.push(remarks(tape));
    }
    expect(said).toEqual([[], [], [], [], ['gap 1-3'], []]);
  });

  it('that was told before a restart is not told again', async () => {
    const tape = tapeOf(new Answers(({ fromMs, toMs }) => pages(candles(minutesOf(fromMs), minutesOf(toMs), { [-3]: null, 1: null }))), { gapsAfterMs: minute(0) });
    await tape.fetch(minute(3));
    expect(remarks(tape)).toEqual(['gap 1-2']);
  });

  it('ends a run that was told not to go on without the candles', async () => {
    const tape = tapeOf(new Answers(({ fromMs, toMs }) => pages(candles(minutesOf(fromMs), minutesOf(toMs), { 1: null }))), { gaps: 'error' });
    await tape.fetch(minute(3));
    expect(() => tape.takeGaps()).toThrow(expect.objectContaining({ code: 'candle/gap' }));
  });
});

const BROKEN = [100, 90, 80, 100] as const; // a high below its open

describe('a broken candle', () => {
  it('is asked for once more; if it is whole then, nobody hears of it', async () => {
    const source = new Answers(({ fromMs, toMs }, asked) => pages(candles(minutesOf(fromMs), minutesOf(toMs), asked === 1 ? { [-2]: BROKEN } : {})));
    const tape = tapeOf(source);
    await tape.fetch(minute(0));
    expect([source.asked, held(tape), remarks(tape)]).toEqual([['-5-0', '-2-0'], [-5, -4, -3, -2, -1], []]);
  });

  it('that stays broken is a gap, told once; what follows is taken in', async () => {
    const source = new Answers(({ fromMs, toMs }) => pages(candles(minutesOf(fromMs), minutesOf(toMs), { [-2]: BROKEN })));
    const tape = tapeOf(source);
    await tape.fetch(minute(0));
    expect([held(tape), remarks(tape)]).toEqual([[-5, -4, -3, -1], ['high -2', 'gap -2--1']]);
    await tape.fetch(minute(1));
    expect([held(tape).at(-1), remarks(tape), source.asked]).toEqual([0, [], ['-5-0', '-2-0', '0-1']]);
  });

  it('that is the newest one is not asked for again and again', async () => {
    const source = new Answers(({ fromMs, toMs }) => pages(candles(minutesOf(fromMs), minutesOf(toMs), { 0: BROKEN })));
    const tape = tapeOf(source);
    await tape.fetch(minute(1));
    expect([tape.has(minute(1)), remarks(tape)]).toEqual([true, ['high 0']]);
    await tape.fetch(minute(1));
    await tape.fetch(minute(2));
    expect([source.asked, held(tape).at(-1), remarks(tape)]).toEqual([['-5-1', '0-1', '1-2'], 1, ['gap 0-1']]);
  });

  it('one of several, is told for all of them', async () => {
    const tape = tapeOf(new Answers(({ fromMs, toMs }) => pages(candles(minutesOf(fromMs), minutesOf(toMs), { [-4]: BROKEN, [-2]: BROKEN }))));
    await tape.fetch(minute(0));
    expect([held(tape), remarks(tape)]).toEqual([[-5, -3, -1], ['high -4', 'gap -4--3', 'gap -2--1']]);
  });

  it('that a source judges itself, and keeps good ones back with it, costs only itself', async () => {
    const source = new Answers(({ fromMs, toMs }) => {
      const [from, to] = [minutesOf(fromMs), minutesOf(toMs)];
      if (from <= -2 && -2 < to) throw new CandleError({ row: 0, openTimeMs: minute(-2), rule: 'high', detail: 'broken' }, 'file.csv:17');
      return pages(candles(from, to));
    });
    const tape = tapeOf(source);
    await tape.fetch(minute(0));
    expect([held(tape), remarks(tape), source.asked]).toEqual([[-5, -4, -3, -1], ['high -2', 'gap -2--1'], ['-5-0', '-5-0', '-5--2', '-1-0']]);
  });

  it('of which a source cannot say when it was is told at each tick', async () => {
    const tape = tapeOf(new Answers(() => {
      throw new CandleError({ row: 0, openTimeMs: 17, rule: 'timestamp', detail: 'no time' }, 'file.csv:17');
    }));
    await tape.fetch(minute(0));
    expect(remarks(tape).length).toBe(1);
    await tape.fetch(minute(1));
    expect([remarks(tape).length, held(tape)]).toEqual([1, []]);
  });

  it('after which the source fails for another reason is one more failure of the source', async () => {
    const tape = tapeOf(new Answers(({ fromMs, toMs }, asked) => {
      if (asked === 2) throw new SourceError('exchange/down', 'down');
      return pages(candles(minutesOf(fromMs), minutesOf(toMs), { [-2]: BROKEN }));
    }));
    await expect(tape.fetch(minute(0))).rejects.toMatchObject({ code: 'exchange/down' });
    await tape.fetch(minute(0));
    expect(held(tape)).toEqual([-5, -4, -3, -1]);
  });
});

describe('candles out of order', () => {
  it('that come twice count once', async () => {
    const tape = tapeOf(new Answers(({ fromMs, toMs }) => pages([...candles(minutesOf(fromMs), -2), ...candles(-3, minutesOf(toMs))])));
    await tape.fetch(minute(0));
    expect([held(tape), remarks(tape)]).toEqual([[-5, -4, -3, -2, -1], []]);
  });

  it('in another page are clipped', async () => {
    const tape = tapeOf(new Answers(() => pages(candles(-5, -2), candles(-5, 0))));
    await tape.fetch(minute(0));
    expect([held(tape), remarks(tape)]).toEqual([[-5, -4, -3, -2, -1], []]);
  });

  it('among which one of the future hides no other, and is not seen before its time', async () => {
    const tape = tapeOf(new Answers(({ fromMs, toMs }) => {
      const given = candles(minutesOf(fromMs), minutesOf(toMs));
      return pages([...given.slice(0, 2), ...candles(90, 91), ...given.slice(2)]);
    }));
    await tape.fetch(minute(0));
    expect([held(tape), remarks(tape)]).toEqual([[-5, -4, -3, -2, -1], []]);
  });

  it('that come too late for their place are left out, and told', async () => {
    const tape = tapeOf(new Answers(({ fromMs, toMs }) => {
      const given = candles(minutesOf(fromMs), minutesOf(toMs));
      return pages([...given.slice(0, 2), ...given.slice(3), ...given.slice(2, 3)]);
    }));
    await tape.fetch(minute(0));
    expect(held(tape)).toEqual([-5, -4, -2, -1]);
    expect(remarks(tape)).toContain('gap -3--2');
  });
});

describe('a source that holds a whole series', () => {
  const seriesOf = (given: readonly Candle[]): CandleSeries => CandleSeries.over(columnsOf(given));
  const source = (series: CandleSeries): CandleSource => ({ name: 'file', candles: () => { throw new Error('nobody asks'); }, held: () => series });

  it('is read without a promise, and never ahead', async () => {
    const tape = tapeOf(source(seriesOf(candles(-20, 20, { 1: null }))));
    expect(tape.fetch(minute(0))).toBeUndefined();
    expect(held(tape)).toEqual([-5, -4, -3, -2, -1]);
    expect(tape.fetch(minute(3))).toBeUndefined();
    expect([held(tape), remarks(tape)]).toEqual([[-5, -4, -3, -2, -1, 0, 2], ['gap 1-2']]);
  });

  it('that was judged less strictly loses what this run calls broken', () => {
    const lax = CandleSeries.over(columnsOf(candles(-5, 5, { [-2]: [1, 1, 1, 1] })), { check: { anomalyFactor: 1e9 } });
    const tape = tapeOf(source(lax), { series: new CandleSeries({ check: { anomalyFactor: 10, minForMedian: 1 } }) });
    expect(tape.fetch(minute(0))).toBeUndefined();
    expect([held(tape), remarks(tape)]).toEqual([[-5, -4, -3, -1], ['anomaly -2', 'gap -2--1']]);
  });

  it('may end before its time: later ticks have no candle', () => {
    const tape = tapeOf(source(seriesOf(candles(-20, 0))));
    void tape.fetch(minute(0));
    void tape.fetch(minute(1));
    expect([tape.has(minute(0)), tape.has(minute(1))]).toEqual([true, false]);
  });
});
