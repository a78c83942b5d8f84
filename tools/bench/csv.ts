import { allocateColumns } from '@tradewright/core';
import { FilesSource } from '@tradewright/exchange-files';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { inferSchema, initParser } from 'udsv';
import { candleFiles } from './csv-files.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const ROUNDS = { warmUp: 2, counted: 7 };

/** Where both sides put their numbers: allocated once, outside the clock. */
class Sink {
  readonly columns: ReturnType<typeof allocateColumns> = allocateColumns(400_000);
  length = 0;

  get sum(): number {
    return Object.values(this.columns).reduce((sum, column) => column.subarray(0, this.length).reduce((part, value) => part + value, sum), 0);
  }
}

/** Our reader as a user has it: detection, checks and all. */
async function ours(paths: readonly string[], sink: Sink): Promise<void> {
  sink.length = 0;
  for (const path of paths) {
    const source = new FilesSource({ candles: path, symbol: 'BENCH' });
    for await (const page of source.candles({ symbol: 'BENCH', interval: '1m', fromMs: 0, toMs: Infinity })) {
      for (const [name, column] of Object.entries(sink.columns)) column.set(page[name as keyof typeof sink.columns].subarray(0, page.length), sink.length);
      sink.length += page.length;
    }
  }
}

/** uDSV the way it is fastest here: the whole text at once, told that there are no quotes, rows of strings made numbers. */
function yardstick(paths: readonly string[], sink: Sink): void {
  sink.length = 0;
  const { openTimeMs, open, high, low, close, volume } = sink.columns;
  for (const path of paths) {
    const bytes = readFileSync(path);
    const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
    const parser = initParser(inferSchema(text, { col: ',', row: '\n', encl: '', header: (rows) => (Number(rows[0]![1]) > 0 ? [] : [rows[0]!]) }));
    parser.stringArrs<[string, string, string, string, string, string]>(text, (row) => {
      const at = sink.length++;
      openTimeMs[at] = row[0].length > 16 ? Date.parse(row[0]) : Number(row[0]);
      open[at] = Number(row[1]);
      high[at] = Number(row[2]);
      low[at] = Number(row[3]);
      close[at] = Number(row[4]);
      volume[at] = Number(row[5]);
    });
  }
}

/** Reading candle files against the fastest CSV library found on npm: the same rows, the same numbers. */
export async function csv(): Promise<BenchResult> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-csv-'));
  try {
    const { packed, plain, what } = await candleFiles(directory);
    const lines = [];
    for (const [kind, paths] of [['gzip', packed], ['plain', plain]] as const) {
      const [mine, theirs] = [new Sink(), new Sink()];
      const [value, reference] = await inTurn(() => ours(paths, mine), () => yardstick(paths, theirs), ROUNDS);
      if (mine.length !== theirs.length || mine.sum !== theirs.sum) throw new Error(`csv: the sides differ on ${kind}: ${mine.length} rows against ${theirs.length}, sum ${mine.sum} against ${theirs.sum}`);
      lines.push({ kind, value, reference, rows: mine.length });
    }
    const worst = lines.reduce((a, b) => (a.value / a.reference >= b.value / b.reference ? a : b));
    const both = lines.map(({ kind, value, reference }) => `${kind} ${value.toFixed(0)} / ${reference.toFixed(0)} ms`).join(', ');
    return lineOf(worst.value, worst.reference, 1, `uDSV 0.7.3 over ${what}, ${worst.rows} rows: ${both}; the worse one counts. Both unpack with zlib: ours in pieces while reading, uDSV at once, which is its faster way`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
