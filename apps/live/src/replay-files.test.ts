import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { filesBySymbol } from './replay-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'replay-files-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
for (const name of ['BTCUSDT-1m-2023.csv', 'btc_usdt-1m-2024.csv.gz', 'BTCUSDTX.csv', 'ETH-USDT.csv', 'notes.txt']) writeFileSync(join(directory, name), '');

const found = (given: readonly string[], symbols: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(Object.entries(filesBySymbol(given, symbols, directory)).map(([symbol, files]) => [symbol, [files].flat().map((file) => basename(file))]));

describe('recorded files', () => {
  it('of one symbol are its own, whatever they are called', () => {
    expect(found(['*.csv', 'x'], ['ANY'])).toEqual({ ANY: ['*.csv', 'x'] });
  });

  it('of several symbols are told apart by their names, with any signs between the letters', () => {
    expect(found(['*'], ['BTC/USDT', 'ETHUSDT'])).toEqual({ 'BTC/USDT': ['BTCUSDT-1m-2023.csv', 'btc_usdt-1m-2024.csv.gz'], ETHUSDT: ['ETH-USDT.csv'] });
  });

  it('can be given by symbol', () => {
    expect(found(['A=*X.csv', 'A=notes.txt', 'ETH*'], ['A', 'ETHUSDT'])).toEqual({ A: ['*X.csv', 'notes.txt'], ETHUSDT: ['ETH-USDT.csv'] });
  });

  it.each([
    ['none is called after a symbol', ['*'], /--replay: none of 5 files is called after XRP\. Give them by name: --replay 'XRP=glob'/],
    ['none is there at all', ['*.parquet'], /--replay: no file is there for BTCUSDT/],
  ])('are asked for by name when %s', (_what, given, sentence) => {
    expect(() => filesBySymbol(given, ['BTCUSDT', 'XRP'], directory)).toThrow(sentence);
  });
});
