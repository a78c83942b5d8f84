import { csv, gzip, minutes } from '@tradewright/cli-kit/testing';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryWith, run } from './cli.ts';

const SERIES = ['--exchange', 'mine', '--symbol', 'S'];
const rows = csv(minutes(1440));

describe('import and export', () => {
  it.concurrent('bring candles of files into the store and out again in the other format', async () => {
    const directory = directoryWith({ 'a-1.csv': csv(minutes(700)), 'a-2.csv.gz': gzip(csv(minutes(1440).slice(700))) });
    const imported = await run(directory, 'import', ...SERIES, '--format', 'csv', 'a-*.csv*');
    expect(imported).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^mine S 1m: 1,440 candles in 2 files, 1,440 of them new; 2023-01-01 00:00 UTC to 2023-01-02 00:00 UTC is kept in files in/) });
    const parquet = await run(directory, 'export', ...SERIES, '--format', 'parquet', '--out', 'x/a.parquet', '--json');
    const { contentHash } = JSON.parse(parquet.stdout) as { contentHash: string };
    const again = await run(directory, 'import', ...SERIES, '--dir', 'other', '--format', 'parquet', 'x/a.parquet');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    const back = await run(directory, 'export', ...SERIES, '--dir', 'other', '--format', 'csv', '--out', 'b.csv');
    expect(back.stdout).toContain(contentHash);
    expect(readFileSync(join(directory, 'b.csv'), 'utf8')).toBe(rows);
  });

  it.concurrent('tell candles that were kept otherwise', async () => {
    const directory = directoryWith({ 'a.csv': rows, 'b.csv': rows.replace(/,10\n/, ',11\n') });
    await run(directory, 'import', ...SERIES, '--format', 'csv', 'a.csv');
    expect(await run(directory, 'import', ...SERIES, '--format', 'csv', 'b.csv')).toMatchObject({ code: 3, stdout: expect.stringMatching(/0 of them new[\s\S]*1 candle was kept otherwise before, and stays as it was/) });
  });
});

it.concurrent('a candle that has not closed is not kept: it could never change again', async () => {
  const [closed, open] = [minutes(10), minutes(2, Date.UTC(2100, 0, 1))];
  const directory = directoryWith({ 'a.csv': csv([...closed, ...open]), 'b.csv': csv(open) });
  const imported = await run(directory, 'import', ...SERIES, '--format', 'csv', 'a.csv');
  expect(imported).toMatchObject({ code: 0, stdout: expect.stringMatching(/10 of them new; 2023-01-01 00:00 UTC to 2023-01-01 00:10 UTC[\s\S]*2 candles have not closed yet and were left out/) });
  expect(await run(directory, 'import', ...SERIES, '--format', 'csv', 'b.csv')).toMatchObject({ code: 1, stderr: 'b.csv: there is no candle that has closed.\n' });
});

describe('a file that cannot be imported is one sentence', () => {
  const parquet = async (): Promise<Buffer> => {
    const directory = directoryWith({ 'a.csv': rows });
    await run(directory, 'import', ...SERIES, '--format', 'csv', 'a.csv');
    await run(directory, 'export', ...SERIES, '--format', 'parquet', '--out', 'a.parquet');
    return readFileSync(join(directory, 'a.parquet'));
  };

  it.concurrent.each<[what: string, format: string, file: string, sentence: RegExp, interval?: string]>([
    ['one that is not there', 'csv', 'nowhere.csv', /There is no such file: nowhere\.csv/],
    ['a broken row', 'csv', 'broken.csv', /broken\.csv:3: /],
    ['CSV called Parquet', 'parquet', 'good.csv', /good\.csv is no Parquet file: /],
    ['Parquet called CSV', 'csv', 'real.parquet', /real\.parquet.*Parquet/],
    ['Parquet that is cut off', 'parquet', 'short.parquet', /short\.parquet is no Parquet file: /],
    ['Parquet that is damaged inside', 'parquet', 'damaged.parquet', /damaged\.parquet/],
    ['Parquet of candles of another length', 'parquet', 'real.parquet', /real\.parquet: these are candles of 1m, not of 5m: say --interval 1m\./, '5m'],
    ['candles of another length', 'csv', 'hours.csv', /hours\.csv: these are candles of 1h, not of 1m: say --interval 1h\./],
  ])('%s', async (_what, format, file, sentence, interval = '1m') => {
    const directory = directoryWith({ 'good.csv': rows, 'broken.csv': rows.replace('\n1672531260000,', '\n1672531260000,-'), 'hours.csv': csv(minutes(100).map(([atMs, ...rest], i) => [atMs + i * 3_540_000, ...rest] as const)) });
    if (file.endsWith('.parquet')) {
      const bytes = await parquet();
      writeFileSync(join(directory, 'real.parquet'), bytes);
      writeFileSync(join(directory, 'short.parquet'), bytes.subarray(0, bytes.length - 100));
      bytes.fill(0xff, 4, 2000);
      writeFileSync(join(directory, 'damaged.parquet'), bytes);
    }
    const { code, stdout, stderr } = await run(directory, 'import', ...SERIES, '--interval', interval, '--format', format, file);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it.concurrent('a file that cannot be written leaves nothing', async () => {
    const directory = directoryWith({ 'a.csv': rows, file: '' });
    await run(directory, 'import', ...SERIES, '--format', 'csv', 'a.csv');
    expect(await run(directory, 'export', ...SERIES, '--format', 'csv', '--out', 'file/a.csv')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/a\.csv cannot be written/) });
  });
});
