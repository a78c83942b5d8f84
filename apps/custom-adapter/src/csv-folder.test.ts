import type { Candle } from '@tradewright/core';
import { candleSourceCases, FakeClock, runSuite } from '@tradewright/core/testing';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failureOf, LATER, MINUTE, minutes, read, START } from '../test/candles.ts';
import { CsvFolder } from './csv-folder.ts';

const HEADER = 'time,open,high,low,close,volume\n';
const line = ({ openTimeMs, open, high, low, close, volume }: Candle): string => `${[new Date(openTimeMs).toISOString(), open, high, low, close, volume].join()}\n`;

/** A folder with these candles in it, one file per day. */
function folderOf(candles: readonly Candle[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'csv-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'BTCUSDT'));
  const files = new Map<string, string>();
  for (const row of candles.map(line)) files.set(row.slice(0, 10), `${files.get(row.slice(0, 10)) ?? HEADER}${row}`);
  for (const [day, text] of files) writeFileSync(join(folder, `BTCUSDT/${day}.csv`), text);
  return folder;
}

function holdAt(candles: readonly Candle[], nowMs: number): CsvFolder {
  return new CsvFolder(folderOf(candles.filter(({ openTimeMs }) => openTimeMs <= nowMs)), new FakeClock(nowMs));
}

runSuite(candleSourceCases, { describe, it }, {
  name: 'CsvFolder',
  fresh: () => ({ symbol: 'BTCUSDT', hold: (candles) => holdAt(candles, LATER), holdAt }),
});

describe('the CSV folder', () => {
  it('reads only the days it is asked for, and what was written since', async () => {
    const folder = folderOf(minutes(3 * 1440));
    writeFileSync(join(folder, 'BTCUSDT/2024-01-02.csv'), 'not to be read\nx');
    const source = new CsvFolder(folder, new FakeClock(LATER));
    expect(await read(source, { toMs: START + 1440 * MINUTE })).toHaveLength(1440);
    expect(await read(source, { fromMs: START + 2880 * MINUTE })).toHaveLength(1440);
    writeFileSync(join(folder, 'BTCUSDT/2024-01-04.csv'), `${HEADER}2024-01-04T00:00Z,100,100,100,100,0\n`);
    expect(await read(source, { fromMs: START + 2880 * MINUTE })).toHaveLength(1441);
  });

  it('leaves out the minute that is not over', async () => {
    expect(await read(new CsvFolder(folderOf(minutes(10)), new FakeClock(START + 5 * MINUTE + 30_000)))).toEqual(minutes(5));
  });

  it.each([
    ['2024-01-01T00:01Z,100,100,100,,1', 'finite'],
    ['2024-01-01T00:01Z,100,100,100', 'finite'],
    ['2024-01-01T00:01Z,100,99,100,100,1', 'high'],
    ['yesterday,100,100,100,100,1', 'timestamp'],
    ['2024-01-01T00:00Z,100,100,100,100,1', 'duplicate'],
  ])('names the line of a broken row: %s', async (row, rule) => {
    const folder = folderOf([]);
    const path = join(folder, 'BTCUSDT/2024-01-01.csv');
    writeFileSync(path, `${HEADER}2024-01-01T00:00Z,100,100,100,100,1\n${row}\n`);
    expect(await failureOf(read(new CsvFolder(folder, new FakeClock(LATER))))).toMatchObject({ name: 'CandleError', where: `${path}:3`, fault: { rule } });
  });

  it('says which file was cut off, and which is not there', async () => {
    const folder = folderOf([]);
    const source = new CsvFolder(folder, new FakeClock(LATER));
    writeFileSync(join(folder, 'BTCUSDT/2024-01-01.csv'), `${HEADER}2024-01-01T00:00Z,100,100,100,100,1`);
    expect(await failureOf(read(source))).toMatchObject({ name: 'SourceError', code: 'csv/unfinished', message: expect.stringContaining('2024-01-01.csv'), retryable: true });
    expect(await failureOf(read(source, { symbol: 'NOBODY' }))).toMatchObject({ name: 'SourceError', code: 'csv/unreadable', message: expect.stringContaining('NOBODY'), cause: { code: 'ENOENT' } });
    expect(await failureOf(read(source, { interval: '1h' }))).toMatchObject({ name: 'InputError', code: 'csv/interval' });
  });

  it('reads the steps of a market from their file', async () => {
    const folder = folderOf([]);
    const source = new CsvFolder(folder, new FakeClock(LATER));
    expect(await failureOf(source.instrument('BTCUSDT'))).toMatchObject({ name: 'SourceError', code: 'csv/unreadable', cause: { code: 'ENOENT' } });
    writeFileSync(join(folder, 'BTCUSDT/instrument.json'), '{"tickSize": 0.01, "lotSize": 0.001}');
    expect(await source.instrument('BTCUSDT')).toEqual({ symbol: 'BTCUSDT', tickSize: 0.01, lotSize: 0.001, minNotional: 0 });
    writeFileSync(join(folder, 'BTCUSDT/instrument.json'), '{"tickSize": 0.01,');
    expect(await failureOf(source.instrument('BTCUSDT'))).toMatchObject({ name: 'SourceError', cause: expect.any(SyntaxError) });
  });
});
