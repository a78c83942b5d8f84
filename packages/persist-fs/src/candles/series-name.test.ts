import { INTERVALS } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { exchangeName, seriesPath, symbolName } from './series-name.ts';

const ODD = [
  'BTCUSDT', 'btcusdt', 'BtcUsdt', 'BTC/USDT', 'BTC%2FUSDT', 'BTC%2fUSDT', 'BTC%252FUSDT', 'BTC/USDT:USDT', 'BTC\\USDT', 'BTC_USDT', 'BTC USDT', 'BTC-USDT', '.', '..', '...', '.A', 'A.', 'A', 'a', 'A ', ' A', '~', 'A~B', 'CON', 'con',
  'CON.A', 'NUL', 'COM1', 'LPT9.TXT', '%43ON', 'É', 'E\u0301', 'é', 'ß', 'SS', 'ẞ', 'İ', 'I', 'i', 'ı', 'K', '\u212A', '漢字', '🚀', '\uD83D', '\uDE80', '\u0000', '\n', '*', '?', '"', '<>|', 'A'.repeat(100), 'A'.repeat(101), 'A'.repeat(300), 'A'.repeat(301), '/'.repeat(34), '/'.repeat(33),
];

describe('Folders of series', () => {
  it.each([['symbols', symbolName], ['exchanges', exchangeName]] as const)('never collide, also where case or normalisation is lost: %s', (_what, nameOf) => {
    const names = new Map<string, string>();
    for (const text of ODD) {
      const name = nameOf(text).normalize('NFD').toUpperCase().toLowerCase();
      expect(names.get(name), `${JSON.stringify(text)} as ${name}`).toBeUndefined();
      names.set(name, text);
    }
  });

  it('are names everywhere: short ASCII without separators, no devices, no dots at an end', () => {
    for (const text of ODD) {
      for (const name of [symbolName(text), exchangeName(text)]) {
        expect(name, `of ${JSON.stringify(text)}`).toMatch(/^(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))(?!\.)[\w%~.-]{1,100}(?<!\.)$/i);
      }
    }
  });

  it('are never those of the files beside them', () => {
    for (const file of ['lock', 'holder.json', 'instruments.line']) {
      for (const symbol of [file, file.toUpperCase()]) expect(symbolName(symbol).toLowerCase()).not.toBe(file);
    }
  });

  it('are plain for what is common', () => {
    expect(seriesPath({ exchange: 'binance', symbol: 'BTCUSDT', interval: '1m' })).toBe('binance/BTCUSDT/1m');
    expect(seriesPath({ exchange: 'kraken', symbol: 'BTC/USD', interval: '3d' })).toBe('kraken/BTC%2FUSD/3d');
    expect(new Set(INTERVALS.map((interval) => interval.toLowerCase())).size).toBe(INTERVALS.length);
  });
});
