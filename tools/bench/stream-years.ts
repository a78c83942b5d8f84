import { backtest } from '@tradewright/core/run';
import type { Strategy } from '@tradewright/core';
import { syntheticSource } from '@tradewright/exchange-files';
import { SystemClock } from 'tradewright';
import { FROM_MS, SYMBOL, YEAR } from './market.ts';

/** A process of its own that streams years of candles through a backtest and tells its peak memory. */
const strategy: Strategy = {
  name: 'stream',
  interval: '5m',
  ask(context) {
    const view = context.series('1m', 50);
    const hours = context.series('1h', 20);
    if (view.length < 50 || hours.length < 20) return null;
    const sign = view.mean('close') > hours.mean('close') ? 1 : -1;
    return { side: sign === 1 ? 'long' : 'short', takeProfitPrice: context.price * (1 + sign * 0.02), stopLossPrice: context.price * (1 - sign * 0.01), lifetimeMinutes: 1440 };
  },
};

const toMs = FROM_MS + Number(process.argv[2]) * YEAR * 60_000;
const source = syntheticSource({ seed: 3, fromMs: FROM_MS });
const run = backtest({ symbol: SYMBOL, strategy, candles: source, fromMs: FROM_MS, toMs, rules: { trigger: 'candle-range' }, clock: new SystemClock() });
let trades = 0;
for await (const event of run) if (event.kind === 'closed') trades++;
process.send?.({ mb: process.resourceUsage().maxRSS / 1024, candles: run.counts.candles, trades });
