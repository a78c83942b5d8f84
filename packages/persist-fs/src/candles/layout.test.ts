import { INTERVALS, intervalMs, type Candle, type Interval } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { crc32 } from 'node:zlib';
import { TemporaryDirectory } from '../../test/temporary-directory.ts';
import { ALWAYS, candlesOf, fill, KEY, read, slots } from './candles.fixture.ts';
import { FsCandleStore } from './fs-candle-store.ts';

interface Index {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: string;
  readonly covered: readonly (readonly [number, number])[];
  readonly chunks: readonly { readonly file: string; readonly fromMs: number; readonly toMs: number; readonly candles: number; readonly crc32: number }[];
}

/** Written by the text of LAYOUT.md alone: nothing of the store is used here. */
function decodeLine(bytes: Buffer): unknown {
  const [, version, length, crc, json = ''] = /^(\d+) (\d+) ([0-9a-f]{8}) (.*)\n$/s.exec(bytes.toString()) ?? [];
  expect([version, Number(length)]).toEqual(['1', Buffer.byteLength(json)]);
  expect(crc32(json, crc32(`1 ${length} `))).toBe(Number.parseInt(crc!, 16));
  return JSON.parse(json);
}

function decodeFile(bytes: Buffer, sum: number, stepMs: number): Candle[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(12, true);
  expect(bytes.toString('latin1', 0, 8)).toBe('TWCANDLE');
  expect([view.getUint32(8, true), view.getFloat64(16, true), bytes.length]).toEqual([1, stepMs, 64 + 48 * count]);
  expect(bytes.subarray(24, 60).every((byte) => byte === 0)).toBe(true);
  expect([view.getUint32(60, true), crc32(bytes.subarray(64), crc32(bytes.subarray(0, 60)))]).toEqual([sum, sum]);
  return Array.from({ length: count }, (_, row) => {
    const value = (column: number): number => view.getFloat64(64 + 8 * count * column + 8 * row, true);
    return { openTimeMs: value(0), open: value(1), high: value(2), low: value(3), close: value(4), volume: value(5) };
  });
}

function decode(directory: TemporaryDirectory, series: string, stepMs: number): { readonly index: Index; readonly candles: readonly Candle[] } {
  const index = decodeLine(directory.read(`${series}/series.line`)) as Index;
  const candles = index.chunks.flatMap((chunk) => {
    const part = decodeFile(directory.read(`${series}/${chunk.file}`), chunk.crc32, stepMs);
    expect([part.length, part[0]!.openTimeMs, part.at(-1)!.openTimeMs + stepMs]).toEqual([chunk.candles, chunk.fromMs, chunk.toMs]);
    return part;
  });
  return { index, candles };
}

async function opened(): Promise<{ readonly directory: TemporaryDirectory; readonly store: FsCandleStore }> {
  const directory = new TemporaryDirectory();
  return { directory, store: await FsCandleStore.open({ directory: directory.path }) };
}

describe('The files of a candle store', () => {
  it('are read by a decoder that knows LAYOUT.md only', async () => {
    const { directory, store } = await opened();
    const [symbol, span] = ['BTC/USDT:USDT', slots(0, 300)];
    const candles = candlesOf(span).filter((_, i) => i % 9 !== 5);
    await fill(store, span, candles, { ...KEY, symbol });
    await fill(store, slots(400, 500), [], { ...KEY, symbol });
    const { index, ...found } = decode(directory, 'binance/BTC%2FUSDT%3AUSDT/1m', 60_000);
    expect(found.candles).toEqual(candles);
    expect(index).toMatchObject({ exchange: 'binance', symbol, interval: '1m', covered: [[span.fromMs, span.toMs], [slots(400, 500).fromMs, slots(400, 500).toMs]] });
    await store.keepInstrument('binance', { symbol, tickSize: 0.1, lotSize: 1e-5, minNotional: 5 });
    expect(decodeLine(directory.read('binance/instruments.line'))).toEqual({ exchange: 'binance', instruments: [{ symbol, tickSize: 0.1, lotSize: 1e-5, minNotional: 5 }] });
  });

  it.each<[Interval, number, readonly string[]]>([
    ['1m', 60_000, ['2024-01', '2024-02']],
    ['30m', 1_800_000, ['2024-01', '2024-02', '2024-03', '2024-04', '2024-05']],
    ['1h', 3_600_000, ['2024']],
    ['1d', 86_400_000, ['2024', '2025', '2026', '2027', '2028', '2029', '2030', '2031', '2032', '2033', '2034', '2035', '2036', '2037']],
  ])('hold a month, or a year of long candles: %s', async (interval, stepMs, parts) => {
    const { directory, store } = await opened();
    const span = slots(0, 5000, interval);
    await fill(store, span, candlesOf(span, interval), { ...KEY, interval });
    const { index, candles } = decode(directory, `binance/BTCUSDT/${interval}`, stepMs);
    expect(candles).toEqual(candlesOf(span, interval));
    expect(index.chunks.map(({ file }) => file.replace(/\.[0-9a-f]{12}\.twc$/, ''))).toEqual(parts);
  });

  it('take a candle of three days into the year in which it opens', async () => {
    const { directory, store } = await opened();
    const span = slots(-200, 200, '3d');
    await fill(store, span, candlesOf(span, '3d'), { ...KEY, interval: '3d' });
    const { index, candles } = decode(directory, 'binance/BTCUSDT/3d', 259_200_000);
    expect(candles).toEqual(candlesOf(span, '3d'));
    for (const { file, fromMs, toMs } of index.chunks) {
      const year = Number(file.slice(0, 4));
      expect([new Date(fromMs).getUTCFullYear(), new Date(toMs - 259_200_000).getUTCFullYear()]).toEqual([year, year]);
    }
    expect(await read(store, ALWAYS, { ...KEY, interval: '3d' })).toEqual(candles);
  });

  it.each(INTERVALS)('end where time does: %s', async (interval) => {
    const { store } = await opened();
    const stepMs = intervalMs(interval);
    const fromMs = Math.floor(8.64e15 / stepMs) * stepMs - stepMs;
    const span = { fromMs, toMs: fromMs + 2 * stepMs };
    const key = { ...KEY, interval };
    expect(await fill(store, span, candlesOf(span, interval), key)).toMatchObject({ added: 2 });
    expect(await read(store, span, key)).toEqual(candlesOf(span, interval));
  });

  it('stay few and are not written again and again when a candle comes each minute', async () => {
    const { directory, store } = await opened();
    let writtenBytes = 0;
    const known = new Set<string>();
    for (let minute = 2; minute < 302; minute++) {
      await fill(store, slots(minute, minute + 1));
      for (const name of directory.files('binance/BTCUSDT/1m').filter((file) => file.endsWith('.twc') && !known.has(file))) {
        known.add(name);
        writtenBytes += directory.read(name).length;
      }
    }
    expect(directory.files().filter((name) => name.endsWith('.twc')).length).toBeLessThanOrEqual(5);
    // One file a month would have written 300 × 301 / 2 rows.
    expect(writtenBytes).toBeLessThan(300 * (64 + 48 * 40));
    expect(await read(store)).toEqual(candlesOf(slots(2, 302)));
  });

  it('cost nothing where there are no candles, also for centuries', async () => {
    const { directory, store } = await opened();
    const span = { fromMs: 0, toMs: Date.UTC(2400, 0) };
    await fill(store, span, []);
    expect(await store.covered(KEY, span)).toEqual([span]);
    expect(directory.files()).toEqual(['binance/BTCUSDT/1m/lock', 'binance/BTCUSDT/1m/series.line']);
  });
});
