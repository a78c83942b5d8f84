import { CandleError, type Candle } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { csv, failureOf, MINUTE, minutes, read, START } from '../test/rows.ts';
import { TemporaryFiles } from '../test/temporary-files.ts';
import { FilesSource } from './files-source.ts';

const HEADER = 'timestamp,open,high,low,close,volume';
const candles = minutes(20_000);
const at = (row: number): string => new Date(START + row * MINUTE).toISOString();

const LINES = csv(candles, { header: HEADER }).trimEnd().split('\n');
const times = (rows: readonly Candle[]): number[] => rows.map(({ openTimeMs }) => openTimeMs);

/** The text with one line replaced; line 1 is the header. */
function withLine(line: number, text: string, end = '\n'): string {
  return LINES.with(line - 1, text).join(end) + end;
}

function sourceOf(text: string, options: { skipBadRows?: boolean } = {}, name = 'a.csv'): FilesSource {
  const files = new TemporaryFiles();
  files.write(name, text);
  return new FilesSource({ candles: name, symbol: 'BTCUSDT', directory: files.directory, ...options });
}

const time = (line: number): number => START + (line - 2) * MINUTE;

describe.each([3, 9000, 20_001])('a broken row in line %d', (line) => {
  const broken: [what: string, text: string, rule: string, detail: string][] = [
    ['a word for a number', `${time(line)},10,12,abc,11,5`, 'finite', 'low "abc" is no finite number'],
    ['NaN', `${time(line)},10,12,9,NaN,5`, 'finite', 'close "NaN" is no finite number'],
    ['infinity', `${time(line)},10,1e999,9,11,5`, 'finite', 'high "1e999" is no finite number'],
    ['nothing for a number', `${time(line)},10,12,9,11,`, 'finite', 'volume (empty) is no finite number'],
    ['too few columns', `${time(line)},10,12,9`, 'finite', 'the row has 4 columns and needs 6'],
    ['no time', `when,10,12,9,11,5`, 'timestamp', 'time "when" is no time in milliseconds since 1970'],
    ['a time in microseconds among milliseconds', `${time(line)}000,10,12,9,11,5`, 'timestamp', 'is no time in milliseconds'],
    ['a time between two minutes', `${time(line) + 1},10,12,9,11,5`, 'timestamp', 'is not a positive multiple of 60000 ms'],
    ['a price of nothing', `${time(line)},0,12,0,11,5`, 'positive', 'holds a price that is not positive'],
    ['high below low', `${time(line)},10,8,9,10,5`, 'high', 'high is not the highest'],
    ['low above close', `${time(line)},10,12,9.5,9,5`, 'low', 'low is not the lowest'],
    ['negative volume', `${time(line)},10,12,9,11,-5`, 'volume', 'has negative volume -5'],
    ['the time of the row before', `${time(line) - MINUTE},10,12,9,11,5`, 'duplicate', `candle ${at(line - 3)} appears twice`],
    ['a price far off', `${time(line)},0.00001,0.00001,0.00001,0.00001,5`, 'anomaly', 'anomalously far below'],
  ];

  it.each(broken)('with %s is named by file and line', async (_what, text, rule, detail) => {
    const failure = await failureOf(sourceOf(withLine(line, text)));
    expect(failure).toBeInstanceOf(CandleError);
    expect(failure).toMatchObject({ code: 'candle/invalid', where: `a.csv:${line}`, fault: { rule }, message: expect.stringMatching(new RegExp(`^a\\.csv:${line}: `)) });
    expect((failure as CandleError).fault.detail).toContain(detail);
  });

  it.each(broken)('with %s is left out and counted when told so', async (_what, text, rule) => {
    const source = sourceOf(withLine(line, text), { skipBadRows: true });
    const kept = candles.filter((_, i) => i !== line - 2);
    expect(times(await read(source))).toEqual(times(kept));
    expect(times(await read(source, { fromMs: START, toMs: START + 20_000 * MINUTE }))).toEqual(times(kept));
    expect(source.skippedRows).toBe(1);
    expect(source.skippedSamples).toMatchObject([{ where: `a.csv:${line}`, fault: { rule } }]);
  });
});

describe('the line of a broken row', () => {
  it('counts empty lines, and ends CRLF like LF', async () => {
    const text = withLine(9000, 'x,1,1,1,1,1', '\r\n').replace('\r\n', '\r\n\r\n\n');
    expect(await failureOf(sourceOf(text))).toMatchObject({ where: 'a.csv:9002' });
  });

  it('is right in packed and in quoted files', async () => {
    const text = withLine(9000, `${time(9000)},10,12,9,?,5`);
    expect(await failureOf(sourceOf(text, {}, 'a.csv.gz'))).toMatchObject({ where: 'a.csv.gz:9000' });
    const failure = await failureOf(sourceOf(text.replaceAll(/[^,\n]+/g, '"$&"')));
    expect(failure).toMatchObject({ where: 'a.csv:9000', fault: { rule: 'finite', detail: 'close "?" is no finite number' } });
  });

  it('is right for a question that begins in the middle', async () => {
    const source = sourceOf(withLine(18_000, `${time(18_000)},10,12,9,?,5`));
    expect(await failureOf(source, { fromMs: time(17_000) })).toMatchObject({ where: 'a.csv:18000' });
    expect(await failureOf(source, { fromMs: time(17_990), toMs: time(18_010) })).toMatchObject({ where: 'a.csv:18000' });
  });

  it('is the first one when there are several of different kinds', async () => {
    const lines = withLine(50, `${time(50)},10,12,9,?,5`).split('\n');
    lines[39] = `${time(40)},10,8,9,10,5`;
    expect(await failureOf(sourceOf(lines.join('\n')))).toMatchObject({ where: 'a.csv:40' });
  });
});

describe('rows left out', () => {
  it('are counted once, however often and from wherever the file is read', async () => {
    const lines = [...LINES];
    const bad = [10, 11, 500, 9000, 15_000, 15_001, 15_002];
    for (const line of bad) lines[line - 1] = 'nothing to see here';
    const source = sourceOf(lines.join('\n'), { skipBadRows: true });
    const kept = candles.filter((_, i) => !bad.includes(i + 2));
    for (const fromMs of [time(14_990), 0, time(400), 0]) expect(await read(source, { fromMs })).toEqual(kept.filter(({ openTimeMs }) => openTimeMs >= fromMs));
    expect(await read(source, { fromMs: time(14_999), toMs: time(15_005) })).toHaveLength(3);
    expect(source.skippedRows).toBe(7);
    expect(source.skippedSamples.map(({ where }) => where).toSorted()).toEqual(bad.map((line) => `a.csv:${line}`).toSorted());
  });

  it('are kept for display up to ten', async () => {
    const source = sourceOf(csv(candles).replaceAll(/(0|5),([\d.]+),/g, '$1,-$2,'), { skipBadRows: true });
    await read(source);
    expect(source.skippedRows).toBeGreaterThan(1000);
    expect(source.skippedSamples).toHaveLength(10);
  });

  it('are those out of order, not those after them', async () => {
    const rows = minutes(10);
    const shuffled = [0, 1, 2, 5, 3, 4, 6, 7, 8, 9].map((i) => rows[i]!);
    expect(await failureOf(sourceOf(csv(shuffled)))).toMatchObject({ where: 'a.csv:5', fault: { rule: 'order' } });
    const source = sourceOf(csv(shuffled), { skipBadRows: true });
    expect((await read(source)).map(({ openTimeMs }) => (openTimeMs - START) / MINUTE)).toEqual([0, 1, 2, 5, 6, 7, 8, 9]);
    expect(source.skippedRows).toBe(2);
  });
});

describe('files that overlap', () => {
  const parts: [Candle[], Candle[]] = [candles.slice(0, 100), candles.slice(95, 200)];

  function overlapping(skipBadRows: boolean, second: readonly Candle[] = parts[1]): FilesSource {
    const files = new TemporaryFiles();
    files.write('1.csv', csv(parts[0]));
    files.write('2.csv', csv(second, { header: HEADER }));
    return new FilesSource({ candles: '*.csv', symbol: 'BTCUSDT', directory: files.directory, skipBadRows });
  }

  it.each([Infinity, START + 200 * MINUTE])('are an error in the first row of the later one (up to %d)', async (toMs) => {
    const failure = await failureOf(overlapping(false), { toMs });
    expect(failure).toMatchObject({ where: '2.csv:2', fault: { rule: 'order' }, message: expect.stringContaining(`1.csv ends, at ${at(99)}: the files overlap`) });
    expect(await failureOf(overlapping(false, candles.slice(99, 200)), { toMs })).toMatchObject({ where: '2.csv:2', fault: { rule: 'duplicate' } });
  });

  it('are an error wherever one begins to read, when they begin with the same candle: they are of two symbols, most likely', async () => {
    const source = overlapping(false, candles.slice(0, 200));
    for (const fromMs of [START, START + 50 * MINUTE, START + 150 * MINUTE]) {
      expect(await failureOf(source, { fromMs, toMs: fromMs + MINUTE })).toMatchObject({ where: '2.csv:2', fault: { rule: 'duplicate' }, message: expect.stringContaining('at the beginning of 1.csv, too: the files overlap') });
    }
  });

  it('give each candle once when bad rows are skipped', async () => {
    const source = overlapping(true);
    for (const toMs of [Infinity, START + 200 * MINUTE]) expect(await read(source, { toMs })).toEqual(candles.slice(0, 200));
    expect(source.skippedRows).toBe(5);
    expect(source.skippedSamples[0]).toMatchObject({ where: '2.csv:2' });
  });

  it('judge the first candles of a file by the prices of the one before', async () => {
    const tiny = candles.slice(100, 200).map((candle) => ({ ...candle, open: 0.001, high: 0.001, low: 0.001, close: 0.001 }));
    for (const toMs of [Infinity, START + 200 * MINUTE]) expect(await failureOf(overlapping(false, tiny), { toMs })).toMatchObject({ where: '2.csv:2', fault: { rule: 'anomaly' } });
  });
});
