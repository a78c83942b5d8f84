import { CandleSeries, columnsOf, type CandleView, type Strategy } from '@tradewright/core';
import { backtest, type BacktestOptions, type RunEvent } from '@tradewright/core/run';
import { ArraySource, randomCandles, randomStrategy } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { decisions } from './law.ts';

/** Long enough for a bounded series to forget its past several times over. */
const CANDLES = randomCandles({ seed: 99, count: 30_000, gapChance: 0.0005 });
const FROM_MS = CANDLES[2000]!.openTimeMs;
const TO_MS = CANDLES.at(-1)!.openTimeMs;

function optionsOf(candles: BacktestOptions['candles'], strategy: Strategy, changes: Partial<BacktestOptions> = {}): BacktestOptions {
  return { symbol: 'BTCUSDT', strategy, candles, fromMs: FROM_MS, toMs: TO_MS, rules: { trigger: 'candle-range' }, ...changes };
}

async function eventsOf(options: BacktestOptions): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of backtest(options)) events.push(event);
  return decisions(events);
}

const curious: Strategy = { ...randomStrategy(5, '5m'), history: { '1h': 30, '4h': 3 } };

describe('the laws over runs whose series forgets', () => {
  it.each([137, 1000, 9000])('pages of %i candles decide as the whole series does', async (pageSize) => {
    const whole = await eventsOf(optionsOf(CandleSeries.over(columnsOf(CANDLES)), curious));
    expect(await eventsOf(optionsOf(new ArraySource(CANDLES, pageSize), curious))).toStrictEqual(whole);
    expect(whole.length).toBeGreaterThan(100);
  });

  it('with another average, scan and step tell the same story', async () => {
    const series = { vwap: { count: 3, intervalMs: 300_000 } };
    const scanned = await eventsOf(optionsOf(new ArraySource(CANDLES, 700), curious, { series }));
    expect(await eventsOf(optionsOf(new ArraySource(CANDLES, 700), curious, { series, stepEvery: true }))).toStrictEqual(scanned);
  });

  it('rewriting the future changes nothing decided before it', async () => {
    const cut = 25_000;
    const cutMs = CANDLES[cut]!.openTimeMs;
    const rewritten = [...CANDLES.slice(0, cut), ...randomCandles({ seed: 3, count: 3000, fromMs: cutMs, startPrice: 500 })];
    const before = (events: readonly RunEvent[]): RunEvent[] => events.filter((event) => 'knownAtMs' in event && event.knownAtMs < cutMs);
    const told = before(await eventsOf(optionsOf(new ArraySource(CANDLES, 1000), curious)));
    expect(before(await eventsOf(optionsOf(new ArraySource(rewritten, 1000), curious)))).toStrictEqual(told);
  });

  it('a view that a strategy has kept never shows what closed after it was given out', async () => {
    const kept: { view: CandleView; atMs: number }[] = [];
    let worstMs = -Infinity;
    const hoarder: Strategy = {
      name: 'hoarder',
      interval: '15m',
      ask({ nowMs, series }) {
        kept.push({ view: series('1m', 7 + kept.length), atMs: nowMs }, { view: series('15m', 5 + kept.length), atMs: nowMs });
        for (const { view } of kept) {
          if (view.length === 0) continue;
          const length = view.interval === '1m' ? 60_000 : 900_000;
          worstMs = Math.max(worstMs, view.openTimeMs(view.length - 1) + length - nowMs);
        }
        return null;
      },
    };
    await eventsOf(optionsOf(new ArraySource(CANDLES, 1000), hoarder));
    expect(worstMs).toBeLessThanOrEqual(0);
  });
});
