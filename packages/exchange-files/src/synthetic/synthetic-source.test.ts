import { CandleCheck, DAY_MS, type Candle, type CandleSource } from '@tradewright/core';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MINUTE, read } from '../../test/rows.ts';
import { BLOCK_CANDLES } from './price-path.ts';
import { syntheticExchange } from './synthetic-exchange.ts';
import { syntheticSource } from './synthetic-source.ts';

const FROM = Date.UTC(2024, 0, 1);
const days = (count: number): { fromMs: number; toMs: number } => ({ fromMs: FROM, toMs: FROM + count * DAY_MS });

/** A fingerprint of every bit of every column. */
async function fingerprint(source: CandleSource, symbol: string, dayCount: number): Promise<string> {
  const hash = createHash('sha256');
  for await (const page of source.candles({ symbol, interval: '1m', ...days(dayCount) })) {
    for (const column of [page.openTimeMs, page.open, page.high, page.low, page.close, page.volume]) hash.update(column.slice(0, page.length));
  }
  return hash.digest('hex').slice(0, 16);
}

describe('synthetic candles', () => {
  it('say that they are synthetic, and of which seed', () => {
    expect(syntheticSource({ seed: 42 }).name).toBe('synthetic(seed=42)');
    expect(syntheticExchange({ seed: 7 })).toMatchObject({ exchangeName: 'synthetic', note: 'synthetic(seed=7): generated candles, not market data', source: { name: 'synthetic(seed=7)' } });
  });

  // A change here changes every example and every figure in the documents: on purpose only.
  it('are the same bits everywhere and for ever', async () => {
    expect(await fingerprint(syntheticSource({ seed: 42, fromMs: FROM }), 'BTCUSDT', 90)).toBe('52b8b3c6f1e7042b');
  });

  it('differ by seed and by symbol', async () => {
    const prints = await Promise.all([fingerprint(syntheticSource({ seed: 1 }), 'A', 3), fingerprint(syntheticSource({ seed: 2 }), 'A', 3), fingerprint(syntheticSource({ seed: 1 }), 'B', 3), fingerprint(syntheticSource({ seed: 1 + 2 ** 32 }), 'A', 3)]);
    expect(new Set(prints).size).toBe(4);
  });

  it('keep every rule of candles for years, and every price stands on its tick', async () => {
    const check = new CandleCheck(MINUTE);
    let count = 0;
    for await (const page of syntheticSource({ seed: 3, fromMs: FROM, tickSize: 0.05 }).candles({ symbol: 'X', interval: '1m', ...days(1000) })) {
      expect(check.accept(page, 0, page.length)).toBe(page.length);
      expect(Number(page.close[0]!.toFixed(2))).toBe(page.close[0]);
      expect(Math.round(page.close[0]! * 100) % 5).toBe(0);
      count += page.length;
    }
    expect(count).toBe(1_440_000);
  });

  it('answer any question like the whole series cut to it', async () => {
    const options = { seed: 5, fromMs: FROM, gaps: [{ fromMs: FROM + 5000 * MINUTE, toMs: FROM + 14_000 * MINUTE }, { fromMs: FROM + 20_000 * MINUTE, toMs: FROM + 20_001 * MINUTE }] };
    const all = await read(syntheticSource(options), days(30));
    expect(all).toHaveLength(30 * 1440 - 9001);
    const source = syntheticSource(options);
    const block = BLOCK_CANDLES * MINUTE;
    for (const [fromMs, toMs] of [[FROM + 30_000 * MINUTE, FROM + 30_005 * MINUTE], [FROM - DAY_MS, FROM + 3 * MINUTE], [FROM + block - MINUTE, FROM + block + MINUTE], [FROM + 4990 * MINUTE, FROM + 14_010 * MINUTE], [FROM + 6000 * MINUTE, FROM + 7000 * MINUTE], [FROM + 1, FROM + 2 * MINUTE + 1], [FROM, FROM]] as const) {
      expect(await read(source, { fromMs, toMs })).toEqual(all.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs));
    }
  });

  it('can be asked for longer intervals', async () => {
    const source = syntheticSource({ seed: 5, fromMs: FROM });
    const minutes = await read(source, days(1));
    const [first, ...rest] = await read(source, { ...days(1), interval: '1h' });
    expect(rest).toHaveLength(23);
    expect(first).toMatchObject({ openTimeMs: FROM, open: minutes[0]!.open, close: minutes[59]!.close, high: Math.max(...minutes.slice(0, 60).map(({ high }) => high)) });
  });

  it('never end, and stop when cancelled', async () => {
    const controller = new AbortController();
    let count = 0;
    for await (const page of syntheticSource({ seed: 1 }).candles({ symbol: 'X', interval: '1m', fromMs: 0, toMs: Infinity, cancel: controller.signal })) {
      count += page.length;
      if (count > 1_000_000) controller.abort();
    }
    expect(count).toBeLessThan(1_010_000);
  });

  it('can be cancelled on the long way to a far question', async () => {
    const far = Date.UTC(12_000, 0, 1);
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 20);
    expect(await read(syntheticSource({ seed: 1 }), { fromMs: far, toMs: far + MINUTE, cancel: cancel.signal })).toEqual([]);
  });

  it('move as much in a year as asked for, and lean with the trend', async () => {
    const daily = async (options: { annualVolatility?: number; annualTrend?: number }): Promise<Candle[]> => (await read(syntheticSource({ seed: 9, fromMs: FROM, ...options }), { ...days(2500), interval: '1d' }));
    const volatility = (candles: readonly Candle[]): number => Math.sqrt((candles.reduce((sum, { open, close }) => sum + Math.log(close / open) ** 2, 0) / candles.length) * 365);
    expect(volatility(await daily({}))).toBeCloseTo(0.6, 1);
    expect(volatility(await daily({ annualVolatility: 0.2 }))).toBeCloseTo(0.2, 1);
    const [flat, rising] = [await daily({}), await daily({ annualTrend: 0.5 })];
    expect(rising.at(-1)!.close).toBeGreaterThan(3 * flat.at(-1)!.close);
  });

  it.each([
    [{ seed: 1.5 }, 'seed must be a whole number, not 1.5'],
    [{ seed: Number.NaN }, 'seed must be a whole number'],
    [{ seed: 1, startPrice: 0 }, 'startPrice must be a positive number'],
    [{ seed: 1, annualVolatility: -1 }, 'annualVolatility must be a share from 0 to 10'],
    [{ seed: 1, annualTrend: -1 }, 'annualTrend must be'],
    [{ seed: 1, tickSize: 50 }, 'tickSize must be'],
    [{ seed: 1, lotSize: 0 }, 'lotSize must be'],
    [{ seed: 1, fromMs: -5 }, 'fromMs must be'],
    [{ seed: 1, gaps: [{ fromMs: 5, toMs: 5 }] }, 'a gap must end after it begins'],
  ])('refuse options that make no sense: %o', (options, message) => {
    expect(() => syntheticSource(options)).toThrow(expect.objectContaining({ code: 'synthetic/options', message: expect.stringContaining(message) }));
  });

  it('know one symbol only when told so', async () => {
    const source = syntheticSource({ seed: 1, symbol: 'BTCUSDT' });
    await expect(read(source, { symbol: 'ETHUSDT', ...days(1) })).rejects.toMatchObject({ code: 'synthetic/unknown-symbol' });
    expect(await fingerprint(source, 'BTCUSDT', 2)).toBe(await fingerprint(syntheticSource({ seed: 1 }), 'BTCUSDT', 2));
  });
});

describe('an exchange of synthetic candles', () => {
  it('gives candles and writes prices by its ticks and lots', async () => {
    const { getCandles, formatPrice, formatQuantity } = syntheticExchange({ seed: 1, startPrice: 25_000 });
    expect(await getCandles('BTCUSDT', '5m', new Date(FROM), 3)).toHaveLength(3);
    expect(await formatPrice('BTCUSDT', 25_000.04)).toBe('25000.0');
    expect(await formatQuantity('BTCUSDT', 0.123456)).toBe('0.12345');
  });
});
