import { SourceError, type Candle } from '@tradewright/core';
import { randomCandles } from '@tradewright/core/testing';
import { FakeExchange } from '@tradewright/fake-exchange';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lineOf, type BenchResult } from './result.ts';

const SYMBOLS = 20;
/** Three weeks each. */
const CANDLES = 30_240;
const FROM_MS = Date.UTC(2024, 0, 1);
const MOST_MB = 300;
const LOOK_MS = 25;

/** Most memory of a `tradewright-candles warm` that fetches twenty symbols, as it does by default: four at once. */
export async function warm20(): Promise<BenchResult> {
  if (process.platform !== 'linux') throw new SourceError('bench/platform', 'warm-20 reads /proc, which only Linux has.');
  const directory = mkdtempSync(join(tmpdir(), 'bench-warm-20-'));
  const candles: readonly Candle[] = randomCandles({ seed: 1, count: CANDLES, fromMs: FROM_MS });
  const symbols = Array.from({ length: SYMBOLS }, (_, i) => `S${String(i).padStart(2, '0')}USDT`);
  const exchange = await FakeExchange.start({ markets: symbols.map((symbol) => ({ symbol, candles })) });
  try {
    const began = performance.now();
    const child = spawn(process.execPath, [
      '--conditions=@tradewright/source', fileURLToPath(new URL('../../apps/candles/src/main.ts', import.meta.url)), 'warm', '--exchange', 'binance', '--exchange-url', exchange.url,
      '--symbol', symbols.join(), '--from', '2024-01-01', '--to', '2024-01-22', '--dir', directory, '--json',
    ], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [peakMb, added] = await watched(child);
    if (added !== SYMBOLS * CANDLES) throw new SourceError('bench/warm-20', `warm-20: ${added} candles came, not ${SYMBOLS * CANDLES}.`);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    return lineOf(peakMb, MOST_MB, 1, `peak memory of warm for ${SYMBOLS} symbols, ${added} candles in ${seconds} s against the fake exchange, the rate limit of ccxt on; of it about 150 MB are ccxt itself`, 'MB');
  } finally {
    await exchange.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns most memory in MB, and what the program says it has fetched */
function watched(child: ChildProcess): Promise<readonly [number, number]> {
  return new Promise((resolve, reject) => {
    let peakKb = 0;
    let text = '';
    const timer = setInterval(() => (peakKb = Math.max(peakKb, highWaterKb(child.pid))), LOOK_MS);
    child.stdout!.setEncoding('utf8').on('data', (part: string) => (text += part));
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(timer);
      if (code === 0) resolve([peakKb / 1024, (JSON.parse(text) as { added: number }).added]);
      else reject(new SourceError('bench/warm-20', `warm-20: the program ended with code ${code}.`));
    });
  });
}

function highWaterKb(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // It has just ended.
    return 0;
  }
}
