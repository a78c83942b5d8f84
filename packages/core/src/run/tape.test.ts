import { describe, expect, it } from 'vitest';
import { columnsOf } from '../market/columns.ts';
import { CandleSeries } from '../market/series.ts';
import { candles, minute, PageSource } from './run.fixture.ts';
import { PlayedTape } from './tape.ts';

const RANGE = { symbol: 'BTC/USDT', interval: '1m', fromMs: minute(0), toMs: minute(20) } as const;

function played(source: PageSource, gaps: 'skip' | 'error' = 'skip'): PlayedTape {
  return PlayedTape.play(source, RANGE, new CandleSeries({ name: 'mine' }), gaps, RANGE.toMs);
}

describe('a tape that is fed', () => {
  it('covers what it has taken in, page by page, then everything', async () => {
    const tape = played(new PageSource([candles(0, 5), candles(5, 12)]));
    const covered: number[] = [tape.coversUntilMs];
    for (let i = 0; i < 3; i++) {
      await tape.more();
      covered.push(tape.coversUntilMs);
    }
    expect(covered).toEqual([0, minute(5), minute(12), Infinity]);
  });

  it('is exhausted only when its source says so', async () => {
    const tape = played(new PageSource([candles(0, 5)]));
    await tape.more();
    const before = tape.exhausted;
    await tape.more();
    expect([before, tape.exhausted]).toEqual([false, true]);
  });

  it('leaves out what lies outside its range', async () => {
    const tape = played(new PageSource([candles(-30, -20), candles(-20, 3), candles(3, 25), candles(25, 30)]));
    for (let i = 0; i < 5; i++) await tape.more();
    expect([tape.series.length, tape.series.openTimeAt(0), tape.series.closedUntilMs, tape.series.gapCount]).toEqual([20, minute(0), minute(20), 0]);
  });

  it('takes an empty page for nothing', async () => {
    const tape = played(new PageSource([[], candles(0, 5)]));
    await tape.more();
    expect([tape.series.length, tape.exhausted]).toEqual([0, false]);
  });

  it.each(['skip', 'error'] as const)('meets a gap: %s', async (gaps) => {
    const tape = played(new PageSource([candles(0, 10, { 4: null })]), gaps);
    const outcome = await tape.more().then(() => 'went on', (error: { code: string }) => error.code);
    expect(outcome).toBe(gaps === 'skip' ? 'went on' : 'candle/gap');
  });

  it.each(['skip', 'error'] as const)('does not care for a gap behind what it was asked about: %s', async (gaps) => {
    const tape = PlayedTape.play(new PageSource([candles(0, 19, { 15: null })]), RANGE, new CandleSeries(), gaps, minute(10));
    await tape.more();
    expect(tape.takeGaps()).toEqual([]);
  });

  it('asks no further once a page goes beyond the range', async () => {
    const tape = played(new PageSource([candles(0, 30), candles(30, 60)]));
    await tape.more();
    expect([tape.series.length, tape.exhausted]).toEqual([20, true]);
  });

  it('names source and symbol of a broken candle', async () => {
    const tape = played(new PageSource([candles(0, 10, { 4: [100, 101, 102, 100] })]));
    await expect(tape.more()).rejects.toMatchObject({ code: 'candle/invalid', where: 'pages BTC/USDT', fault: { row: 4 }, cause: { where: 'mine' } });
  });

  it('releases its source when closed', async () => {
    const source = new PageSource([candles(0, 5)]);
    await played(source).close(false);
    expect(source.released).toBe(1);
  });
});

describe('a tape of a complete series', () => {
  const tape = PlayedTape.of(CandleSeries.over(columnsOf(candles(0, 10))), 'skip', 0, Infinity);

  it('covers everything from the beginning', () => {
    expect([tape.exhausted, tape.coversUntilMs]).toEqual([true, Infinity]);
  });

  it('can be closed like any other', async () => {
    await expect(tape.close(false)).resolves.toBeUndefined();
  });
});
