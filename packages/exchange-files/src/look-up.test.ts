import type { Candle } from '@tradewright/core';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomCandles, seededRandom } from '@tradewright/core/testing';
import { csv, MINUTE, read, START } from '../test/rows.ts';
import { TemporaryFiles } from '../test/temporary-files.ts';
import { FilesSource } from './files-source.ts';

/** About 1.8 MB of text, seven blocks, with gaps. */
const candles = randomCandles({ seed: 8, count: 40_000, fromMs: START, gapChance: 0.002 });
const text = csv(candles);
const END = candles.at(-1)!.openTimeMs + MINUTE;

const between = (fromMs: number, toMs: number): Candle[] => candles.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs);

function sourceOf(files: Readonly<Record<string, string>>, cacheBytes?: number): FilesSource {
  const directory = new TemporaryFiles();
  for (const [name, content] of Object.entries(files)) directory.write(name, content);
  return new FilesSource({ candles: Object.keys(files), symbol: 'BTCUSDT', directory: directory.directory, ...(cacheBytes === undefined ? {} : { cacheBytes }) });
}

const layouts: [string, Readonly<Record<string, string>>][] = [
  ['one plain file', { 'a.csv': text }],
  ['one packed file', { 'a.csv.gz': text }],
  ['one quoted file', { 'a.csv': text.replaceAll(/^(\d+)/gm, '"$1"') }],
  ['plain and packed files', { 'a.csv': csv(candles.slice(0, 15_000)), 'b.csv.gz': csv(candles.slice(15_000, 31_234)), 'c.csv': csv(candles.slice(31_234)) }],
];

describe.each(layouts)('%s', (what, files) => {
  it.each([
    ['with the usual room in memory', undefined],
    ['with room for a few blocks', 500_000],
    ['with no room', 0],
  ])('answers every question like a filter over all candles, %s', async (_room, cacheBytes) => {
    const random = seededRandom(3);
    const source = sourceOf(files, cacheBytes);
    // Where the file has to be read again for every question, fewer are asked.
    const questions = cacheBytes === undefined ? 60 : what === 'one quoted file' ? 6 : 25;
    for (let i = 0; i < questions; i++) {
      const fromMs = START - 50 * MINUTE + Math.floor(random() * (END - START + 100 * MINUTE));
      const toMs = fromMs + Math.floor(random() ** 6 * 4000 * MINUTE) + 1;
      expect(await read(source, { fromMs, toMs })).toEqual(between(fromMs, toMs));
    }
  });

  it('answers around every edge of pages', async () => {
    const source = sourceOf(files);
    const edges: number[] = [];
    for await (const page of source.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs: 0, toMs: Infinity })) edges.push(page.openTimeMs[0]!, page.openTimeMs[page.length - 1]!);
    expect(edges.length).toBeGreaterThan(8);
    for (const edge of edges) {
      for (const fromMs of [edge - MINUTE, edge - 1, edge, edge + 1, edge + MINUTE]) {
        expect(await read(source, { fromMs, toMs: fromMs + 2 * MINUTE })).toEqual(between(fromMs, fromMs + 2 * MINUTE));
      }
    }
  });

  it('answers many questions at once', async () => {
    const source = sourceOf(files, 500_000);
    const asked = Array.from({ length: 20 }, (_, i) => START + i * 2000 * MINUTE);
    const answers = await Promise.all(asked.map((fromMs) => read(source, { fromMs, toMs: fromMs + 50 * MINUTE })));
    expect(answers).toEqual(asked.map((fromMs) => between(fromMs, fromMs + 50 * MINUTE)));
  });
});

it('finds its place in spite of broken rows that show times of long ago', async () => {
  const files = new TemporaryFiles();
  const rows = text.trimEnd().split('\n').flatMap((row, i) => (i % 3 === 2 ? [row, `${START},1,1,1,1,1`] : [row]));
  const source = new FilesSource({ candles: files.write('a.csv', rows.join('\n')), symbol: 'BTCUSDT', skipBadRows: true });
  for (let fromMs = END - 100 * MINUTE; fromMs > START; fromMs -= 997 * MINUTE) {
    expect(await read(source, { fromMs, toMs: fromMs + 20 * MINUTE })).toEqual(between(fromMs, fromMs + 20 * MINUTE));
  }
});

describe('small questions in a row', () => {
  const ask = async (source: FilesSource): Promise<number> => {
    let count = 0;
    for (let fromMs = START; fromMs < END; fromMs += 5 * MINUTE) {
      for await (const page of source.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs, toMs: fromMs + 5 * MINUTE })) count += page.length;
    }
    return count;
  };

  it.each(['a.csv', 'a.csv.gz'])('need the file once: then it may even be gone (%s)', async (name) => {
    const files = new TemporaryFiles();
    const source = new FilesSource({ candles: files.write(name, text), symbol: 'BTCUSDT' });
    expect(await ask(source)).toBe(candles.length);
    rmSync(files.path(name));
    expect(await ask(source)).toBe(candles.length);
  });

  it.runIf(process.platform === 'linux')('asked at once read it once', async () => {
    const files = new TemporaryFiles();
    const source = new FilesSource({ candles: files.write('a.csv.gz', text), symbol: 'BTCUSDT' });
    const before = bytesRead();
    await Promise.all(Array.from({ length: 20 }, (_, i) => read(source, { fromMs: START + i * 2000 * MINUTE, toMs: START + (i * 2000 + 5) * MINUTE })));
    expect(bytesRead() - before).toBeLessThan(3 * statSync(files.path('a.csv.gz')).size);
  });

  it.runIf(process.platform === 'linux').each([
    ['a.csv', undefined, 3],
    ['a.csv.gz', undefined, 2],
    ['a.csv', 1_000_000, 5],
    ['a.csv.gz', 1_000_000, 6],
  ])('read little more than the file (%s, %d bytes of memory)', async (name, cacheBytes, times) => {
    const files = new TemporaryFiles();
    const source = new FilesSource({ candles: files.write(name, text), symbol: 'BTCUSDT', ...(cacheBytes === undefined ? {} : { cacheBytes }) });
    const before = bytesRead();
    expect(await ask(source)).toBe(candles.length);
    expect(bytesRead() - before).toBeLessThan(times * statSync(files.path(name)).size + 1_000_000);
  });
});

/** What this process has read so far. */
function bytesRead(): number {
  return Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))![1]);
}
