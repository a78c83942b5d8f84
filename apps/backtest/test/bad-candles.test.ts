import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { csv, DAY_START_MS, gzip, minutes, strategy, type Row } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, run } from './cli.ts';

const good = minutes(600);
const withRow = (at: number, change: (row: Row) => Row): Row[] => good.map((row, i) => (i === at ? change(row) : row));
const withNaN = withRow(100, ([at, , high, low, close, volume]) => [at, 'NaN', high, low, close, volume]);
const packed = gzip(csv(good));

describe('candles that cannot be used end the run with one sentence, exit code 1 and no files', () => {
  it.concurrent.each<[what: string, content: string | Uint8Array, sentence: RegExp]>([
    ['an empty file', '', /candles\.csv.*(?:empty|no )/i],
    ['a file with nothing but a header', csv([]), /candles\.csv.*(?:empty|no )/i],
    ['a truncated gzip', packed.subarray(0, packed.length / 2), /candles\.csv/],
    ['a row with NaN', csv(withNaN), /candles\.csv:102.*NaN/],
    ['a high below the low', csv(withRow(100, ([at, open, high, low, close, volume]) => [at, open, low, high, close, volume])), /candles\.csv:102.*high/],
    ['unsorted rows', csv([...good.slice(0, 100), good[101]!, good[100]!, ...good.slice(102)]), /candles\.csv:103/],
    ['a row that stands there twice', csv([...good.slice(0, 101), ...good.slice(100)]), /candles\.csv:103/],
    ['candles of five minutes', csv(good.filter((_, i) => i % 5 === 0)), /5m/],
  ])('%s', async (_what, content, sentence) => {
    const directory = directoryWith({ 'candles.csv': content, 'strategy.ts': strategy() });
    const { code, stdout, stderr } = await run(directory, 'strategy.ts', '--candles', 'candles.csv', '--symbol', 'X', '--json');
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ code, stdout, written: existsSync(join(directory, 'out/X-buys/trades.csv')) }).toEqual({ code: 1, stdout: '', written: false });
  });

  it.concurrent.each([
    ['a file that is not there', 'nowhere.csv', /nowhere\.csv.*no such file/],
    ['a glob that matches nothing', 'no*.csv', /no\*\.csv.*no file matches/],
    ['a directory', 'folder', /folder.*directory/],
  ])('%s', async (_what, name, sentence) => {
    const directory = directoryWith({ 'strategy.ts': strategy() });
    mkdirSync(join(directory, 'folder'));
    const { code, stdout, stderr } = await run(directory, 'strategy.ts', '--candles', name, '--symbol', 'X');
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it.concurrent('a period outside of them, and the sentence says which there are', async () => {
    const directory = directoryWith({ 'candles.csv': csv(good), 'strategy.ts': strategy() });
    const { code, stderr } = await run(directory, 'strategy.ts', '--candles', 'candles.csv', '--symbol', 'X', '--from', '2024-01-01');
    expect(stderr).toContain('they run from 2023-01-01 00:00 UTC to 2023-01-01 10:00 UTC');
    expect(code).toBe(1);
  });
});

describe('candles that can be used all the same', () => {
  it.concurrent('broken rows are left out and counted with --skip-bad-rows', async () => {
    const directory = directoryWith({ 'candles.csv': csv(withNaN), 'strategy.ts': strategy() });
    const { code, stdout } = await run(directory, 'strategy.ts', '--candles', 'candles.csv', '--symbol', 'X', '--skip-bad-rows', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ candles: 599, skippedRows: 1, gaps: 1 });
  });

  it.concurrent('a gap of a day is counted and visible', async () => {
    const rows = [...minutes(600), ...minutes(600, DAY_START_MS + 2 * 86_400_000)];
    const directory = directoryWith({ 'candles.csv': csv(rows), 'strategy.ts': strategy({ body: 'return null;' }) });
    const { code, stdout } = await run(directory, 'strategy.ts', '--candles', 'candles.csv', '--symbol', 'X');
    expect(stdout).toMatch(/Candles +1,200 of one minute, 1 gap/);
    expect(stdout).toMatch(/Frames .* [1-9][\d,]* skipped/);
    expect(code).toBe(0);
  });
});
