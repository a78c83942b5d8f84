import { Interruption } from '@tradewright/cli-kit';
import { columnsOf, intervalMs, type Candle, type CandleStore, type Interval } from '@tradewright/core';
import { MemoryCandleStore, randomCandles } from '@tradewright/core/testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { directoryWith } from '../../test/cli.ts';
import { exportSeries, type Exported } from './export.ts';
import { importFiles } from './import.ts';
import type { Format } from './options.ts';

const interruption = new Interruption({ sentences: { interrupted: '', ended: '', stuck: '' } });
afterAll(() => interruption.release());

const FROM_MS = Date.UTC(2024, 0, 1);

async function storeWith(candles: readonly Candle[], interval: Interval = '1m'): Promise<CandleStore> {
  const store = new MemoryCandleStore();
  const toMs = candles.at(-1)!.openTimeMs + intervalMs(interval);
  await store.fill({ exchange: 'x', symbol: 'S', interval }, { fromMs: candles[0]!.openTimeMs, toMs }, columnsOf(candles));
  return store;
}

function exported(store: CandleStore, format: Format, path: string, interval: Interval = '1m'): Promise<Exported> {
  return exportSeries({ options: { command: 'export', key: { exchange: 'x', symbol: 'S', interval }, fromMs: 0, toMs: Infinity, format, out: path }, path, store, interruption, onCandles: () => undefined });
}

function imported(store: CandleStore, format: Format, files: readonly string[], directory: string, interval: Interval = '1m'): ReturnType<typeof importFiles> {
  return importFiles({ options: { command: 'import', key: { exchange: 'x', symbol: 'S', interval }, format, files }, directory, store, interruption, onCandles: () => undefined });
}

/** Numbers that only come back if every bit of them does. */
function awkward(count: number): Candle[] {
  return Array.from({ length: count }, (_, i) => {
    const open = [(0.1 + 0.2) * 1e-7, 1e-7 / 3, 1.234_567_890_123_4e-8, 5e-9, 2 ** -26][i % 5]!;
    return { openTimeMs: FROM_MS + i * 60_000, open, high: open * (1 + 1e-15 * (i % 3)), low: open / 1.000_000_1, close: open, volume: [0, 1e-8, 1e21, 2 ** 53, Math.PI][i % 5]! };
  });
}

describe.each([
  ['csv', 'a.csv'],
  ['csv', 'a.csv.gz'],
  ['parquet', 'a.parquet'],
] as const)('%s in %s', (format, name) => {
  it('comes back bit by bit: gaps, awkward numbers, several groups of rows', async () => {
    const directory = directoryWith();
    const candles = [...awkward(200), ...randomCandles({ seed: 7, count: 140_000, fromMs: FROM_MS + 300 * 60_000 })].filter((_, i) => i !== 70_000 && !(i > 90_000 && i < 90_100));
    const told = await exported(await storeWith(candles), format, join(directory, name));
    const fresh = new MemoryCandleStore();
    const report = await imported(fresh, format, [name], directory);
    expect(report).toMatchObject({ candles: candles.length, added: candles.length, differing: 0, span: told.span });
    expect(await fresh.contentHash({ exchange: 'x', symbol: 'S', interval: '1m' }, told.span)).toBe(told.contentHash);
    expect(await fresh.covered({ exchange: 'x', symbol: 'S', interval: '1m' }, told.span)).toEqual([told.span]);
    expect(readdirSync(directory)).toEqual([name]);
  });

  it('holds other intervals as well, and what was kept otherwise before stays and is counted', async () => {
    const directory = directoryWith();
    const candles = randomCandles({ seed: 3, count: 50, fromMs: FROM_MS }).map((candle, i) => ({ ...candle, openTimeMs: FROM_MS + i * 3_600_000 }));
    await exported(await storeWith(candles, '1h'), format, join(directory, name), '1h');
    await expect(imported(new MemoryCandleStore(), format, [name], directory)).rejects.toThrow(/these are candles of 1h, not of 1m/);
    const kept = await storeWith([{ ...candles[7]!, close: candles[7]!.low }], '1h');
    expect(await imported(kept, format, [name], directory, '1h')).toMatchObject({ candles: 50, added: 49, differing: 1 });
  });
});

describe.each(['csv', 'parquet'] as const)('a single candle in %s', (format) => {
  it('comes back', async () => {
    const directory = directoryWith();
    await exported(await storeWith(awkward(1)), format, join(directory, 'a'));
    expect(await imported(new MemoryCandleStore(), format, ['a'], directory)).toMatchObject({ candles: 1, added: 1 });
  });
});

describe('an export', () => {
  it('that finds nothing leaves no file', async () => {
    const directory = directoryWith();
    await expect(exported(new MemoryCandleStore(), 'csv', join(directory, 'a.csv'))).rejects.toThrow('memory keeps no candle of x S 1m.');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('to CSV has a header that others know', async () => {
    const directory = directoryWith();
    await exported(await storeWith(awkward(1)), 'csv', join(directory, 'a.csv.gz'));
    expect(gunzipSync(readFileSync(join(directory, 'a.csv.gz'))).toString()).toBe(`timestamp,open,high,low,close,volume\n${FROM_MS},${[(0.1 + 0.2) * 1e-7, (0.1 + 0.2) * 1e-7, ((0.1 + 0.2) * 1e-7) / 1.000_000_1, (0.1 + 0.2) * 1e-7, 0].join()}\n`);
  });
});
