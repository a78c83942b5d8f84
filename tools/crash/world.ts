import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomCandles } from '@tradewright/core/testing';

export const SYMBOLS: readonly string[] = ['AAAUSDT', 'BBBUSDT', 'CCCUSDT'];

const FROM_MS = Date.UTC(2024, 0, 1);
/** Enough for the first ask to have a past, and for some kills in a lap. */
const MINUTES = 580;

/** Candles with gaps and spikes, in files as a user has them. @returns what `--replay` takes */
export function writeCandles(directory: string, seed: number, symbols: readonly string[] = SYMBOLS, minutes: number = MINUTES): string {
  mkdirSync(directory, { recursive: true });
  symbols.forEach((symbol, i) => {
    const candles = randomCandles({ seed: seed * symbols.length + i, count: minutes, fromMs: FROM_MS, startPrice: 100, moveFrac: 0.003, gapChance: 0.01, quietChance: 0.05 });
    const rows = candles.map(({ openTimeMs, open, high, low, close, volume }) => [openTimeMs, open, high, low, close, volume].join(','));
    writeFileSync(join(directory, `${symbol}-1m.csv`), ['timestamp,open,high,low,close,volume', ...rows, ''].join('\n'));
  });
  return join(directory, '*-1m.csv');
}
