import { alignDown, alignUp, candleAt, columnsOf, intervalMs, type Candle, type CandleColumns, type Interval } from '@tradewright/core';
import { randomCandles } from '@tradewright/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv, failureOf, MINUTE, minutes, read, START } from '../../test/rows.ts';
import { TemporaryFiles } from '../../test/temporary-files.ts';
import { FilesSource } from '../files-source.ts';
import { resampled, resampleFrom } from './resample.ts';

async function* pagesOf(candles: readonly Candle[], rows: number): AsyncGenerator<CandleColumns> {
  for (let at = 0; at < candles.length; at += rows) yield columnsOf(candles.slice(at, at + rows));
}

/** The plain way: group, then put together. */
function expected(candles: readonly Candle[], stepMs: number, fromMs: number, toMs: number): Candle[] {
  const first = alignUp(candles[0]?.openTimeMs ?? 0, stepMs);
  const last = candles.at(-1)?.openTimeMs ?? 0;
  const groups = new Map<number, Candle[]>();
  for (const candle of candles) {
    const openTimeMs = alignDown(candle.openTimeMs, stepMs);
    groups.set(openTimeMs, [...(groups.get(openTimeMs) ?? []), candle]);
  }
  const whole = [...groups].filter(([openTimeMs]) => openTimeMs >= Math.max(first, fromMs) && openTimeMs < toMs && last >= openTimeMs + stepMs - MINUTE);
  return whole.map(([openTimeMs, group]) => ({
    openTimeMs,
    open: group[0]!.open,
    high: Math.max(...group.map(({ high }) => high)),
    low: Math.min(...group.map(({ low }) => low)),
    close: group.at(-1)!.close,
    volume: group.reduce((sum, { volume }) => sum + volume, 0),
  }));
}

async function collect(pages: AsyncIterable<CandleColumns>): Promise<Candle[]> {
  const candles: Candle[] = [];
  for await (const page of pages) for (let row = 0; row < page.length; row++) candles.push(candleAt(page, row));
  return candles;
}

describe('candles put together from shorter ones', () => {
  it('are what grouping them by hand gives, wherever the question and the pages begin and end', async () => {
    const question = fc.record({
      seed: fc.nat(),
      count: fc.integer({ min: 1, max: 400 }),
      startMinute: fc.integer({ min: 0, max: 1440 }),
      gapChance: fc.constantFrom(0, 0.02, 0.3),
      rows: fc.integer({ min: 1, max: 500 }),
      interval: fc.constantFrom<Interval>('3m', '5m', '15m', '1h', '4h'),
      from: fc.integer({ min: -100, max: 900 }),
      length: fc.integer({ min: 1, max: 2000 }),
    });
    await fc.assert(
      fc.asyncProperty(question, async ({ seed, count, startMinute, gapChance, rows, interval, from, length }) => {
        const fromMs = START + (startMinute + from) * MINUTE + 1;
        const range = { fromMs, toMs: fromMs + length * MINUTE, stepMs: intervalMs(interval), inputMs: MINUTE, firstMs: START + startMinute * MINUTE };
        const candles = randomCandles({ seed, count, fromMs: range.firstMs, gapChance }).map((candle, i) => (i === 0 ? { ...candle, openTimeMs: range.firstMs } : candle));
        const rest = candles.filter(({ openTimeMs }) => openTimeMs >= resampleFrom(range));
        expect(await collect(resampled(pagesOf(rest, rows), range))).toEqual(expected(candles, range.stepMs, range.fromMs, range.toMs));
      }),
      { numRuns: 500 },
    );
  });

  it('come in pages of a bounded size', async () => {
    const range = { fromMs: START, toMs: Infinity, stepMs: 3 * MINUTE, inputMs: MINUTE, firstMs: START };
    const candles = minutes(9000);
    const lengths: number[] = [];
    for await (const page of resampled(pagesOf(candles, 500), range)) lengths.push(page.length);
    expect(lengths).toEqual([1024, 1024, 952]);
  });
});

describe('a source of one-minute files', () => {
  const candles = minutes(5000);
  const source = (): FilesSource => new FilesSource({ candles: new TemporaryFiles().write('a.csv.gz', csv(candles)), symbol: 'BTCUSDT' });

  it('answers longer intervals, for the whole range and for a part', async () => {
    const one = source();
    for (const interval of ['5m', '1h', '1d', '3d'] as const) {
      expect(await read(one, { interval })).toEqual(expected(candles, intervalMs(interval), 0, Infinity));
      const range = { fromMs: START + 777 * MINUTE, toMs: START + 3333 * MINUTE };
      expect(await read(one, { interval, ...range })).toEqual(expected(candles, intervalMs(interval), range.fromMs, range.toMs));
    }
  });

  it('gives no candle that is not complete', async () => {
    const hours = await read(source(), { interval: '1h' });
    expect(hours.at(-1)!.openTimeMs).toBe(START + 82 * 60 * MINUTE);
  });
});

describe('a source of longer candles', () => {
  const hours = minutes(200).map((candle, i) => ({ ...candle, openTimeMs: START + i * 60 * MINUTE }));

  it('knows their interval by their spacing', async () => {
    const files = new TemporaryFiles();
    const source = new FilesSource({ candles: files.write('a.csv', csv(hours)), symbol: 'BTCUSDT' });
    expect((await source.extent('BTCUSDT')).interval).toBe('1h');
    expect(await read(source, { interval: '1h' })).toEqual(hours);
    expect(await read(source, { interval: '1d' })).toHaveLength(8);
  });

  it('knows it in spite of gaps and of a broken row', async () => {
    const files = new TemporaryFiles();
    const gapped = hours.filter((_, i) => i % 7 !== 3);
    const source = new FilesSource({ candles: files.write('a.csv', csv(gapped).replace('\n', '\n1704070000000,1,1,1,1,1\n')), symbol: 'BTCUSDT', skipBadRows: true });
    expect(await read(source, { interval: '1h' })).toEqual(gapped);
  });

  it('takes it from the option when it is given', async () => {
    const files = new TemporaryFiles();
    const source = new FilesSource({ candles: files.write('a.csv', csv(hours)), symbol: 'BTCUSDT', interval: '1m' });
    expect(await read(source)).toEqual(hours);
  });

  it('cannot answer shorter ones, nor ones that are no multiple', async () => {
    const files = new TemporaryFiles();
    const twos = hours.map((candle, i) => ({ ...candle, openTimeMs: START + i * 120 * MINUTE }));
    const source = new FilesSource({ candles: { H: files.write('h.csv', csv(hours)), TWO: files.write('two.csv', csv(twos)) } });
    expect(await failureOf(source, { symbol: 'H', interval: '1m' })).toMatchObject({
      name: 'InputError',
      code: 'files/interval',
      message: 'H: 1m candles cannot be made of the 1h candles in the files. Ask for 1h or a multiple of it.',
    });
    expect(await failureOf(source, { symbol: 'TWO', interval: '1h' })).toMatchObject({ code: 'files/interval' });
    expect(await failureOf(source, { symbol: 'H', interval: '7m' as Interval })).toMatchObject({ code: 'interval/unknown' });
  });

  it('takes one row alone for a minute', async () => {
    const files = new TemporaryFiles();
    expect(await read(new FilesSource({ candles: files.write('a.csv', csv(hours.slice(0, 1))), symbol: 'BTCUSDT' }))).toHaveLength(1);
  });
});
