import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE, START } from '../test/rows.ts';
import { TemporaryFiles } from '../test/temporary-files.ts';
import { FilesSource } from './files-source.ts';

/** What is alive, not what the collector has not come to yet, is held against a bound. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

const ROWS = 2_000_000;
const MB = 1_000_000;

/** Rows without end, a few thousand at a time. */
function* rows(): Generator<string> {
  for (let row = 0; row < ROWS; ) {
    let text = '';
    for (const end = row + 5000; row < end; row++) text += `${START + row * MINUTE},42000.${row % 9},42010.5,41990.25,42001.${row % 7},12.5${row % 10}\n`;
    yield text;
  }
}

/** 128 MB of text, or the same packed. */
async function largeFile(files: TemporaryFiles, name: string): Promise<void> {
  const out = createWriteStream(files.path(name));
  await (name.endsWith('.gz') ? pipeline(Readable.from(rows()), createGzip({ level: 1 }), out) : pipeline(Readable.from(rows()), out));
}

describe.each(['large.csv', 'large.csv.gz'])('%s of two million candles', (name) => {
  const files = new TemporaryFiles(afterAll);
  beforeAll(() => largeFile(files, name), 120_000);

  it('streams in constant memory', async () => {
    const source = new FilesSource({ candles: files.path(name), symbol: 'BTCUSDT' });
    const columns = new Set<ArrayBufferLike>();
    collectGarbage();
    const before = process.memoryUsage();
    let count = 0;
    let pages = 0;
    let mostBuffers = 0;
    let mostHeap = 0;
    for await (const page of source.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs: 0, toMs: Infinity })) {
      count += page.length;
      columns.add(page.close.buffer);
      if (++pages % 40 !== 0) continue;
      collectGarbage();
      const { arrayBuffers, heapUsed } = process.memoryUsage();
      mostBuffers = Math.max(mostBuffers, arrayBuffers - before.arrayBuffers);
      mostHeap = Math.max(mostHeap, heapUsed - before.heapUsed);
    }
    expect(count).toBe(ROWS);
    expect(pages).toBeGreaterThan(80);
    // The columns of all candles would take 96 MB and the text 128 MB; the pages share a few arrays.
    expect(columns.size).toBeLessThanOrEqual(3);
    expect(mostBuffers).toBeLessThan(40 * MB);
    expect(mostHeap).toBeLessThan(60 * MB);
  });

  it('answers small questions all over it within the memory it was given', async () => {
    const cacheBytes = 8 * MB;
    const source = new FilesSource({ candles: files.path(name), symbol: 'BTCUSDT', cacheBytes });
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (const row of [1_999_990, 5, 1_000_000, 1_000_100, 500_000, 1_500_000]) {
      const fromMs = START + row * MINUTE;
      for await (const page of source.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs, toMs: fromMs + 5 * MINUTE })) {
        expect(page.openTimeMs[0]).toBe(fromMs);
        expect(page.length).toBe(5);
      }
      collectGarbage();
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(most).toBeLessThan(60 * MB);
  });
});
