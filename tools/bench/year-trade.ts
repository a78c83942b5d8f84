import { type CandleColumns, type CandleSeries, type Strategy } from '@tradewright/core';
import { backtest } from '@tradewright/core/run';
import { SystemClock } from 'tradewright';
import { FROM_MS, market, seriesOf, SYMBOL, VOLATILITY, YEAR } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const FEE = 0.001;
const SLIPPAGE = 0.001;
const TARGET = 0.02;
const STOP = 0.01;
const LIFETIME = 1440;

interface BareTrade {
  readonly openedAtMs: number;
  readonly closedAtMs: number;
  readonly entry: number;
  readonly exit: number;
  readonly reason: string;
  readonly pnl: number;
}

/** Always in the market: long while the fast average is above the slow one, else short. */
export const crossover: Strategy = {
  name: 'crossover',
  interval: '5m',
  ask(context) {
    const view = context.series('1m', 50);
    if (view.length < 50) return null;
    const sign = view.mean('close', 20) > view.mean('close', 50) ? 1 : -1;
    const { price } = context;
    return { side: sign === 1 ? 'long' : 'short', takeProfitPrice: price * (1 + sign * TARGET), stopLossPrice: price * (1 - sign * STOP), lifetimeMinutes: LIFETIME };
  },
};

/** The yardstick: the shortest loop we could write that makes the same trades from the same columns. */
function bareLoop({ open, high, low, close, length }: CandleColumns, vwap: Float64Array): BareTrade[] {
  const trades: BareTrade[] = [];
  for (let t = 1, nextAsk = 1; t < length; t++) {
    if (t < nextAsk) continue;
    nextAsk = t + 5;
    if (t < 50) continue;
    let fast = 0;
    let slow = 0;
    for (let i = t - 20; i < t; i++) fast += close[i]!;
    for (let i = t - 50; i < t; i++) slow += close[i]!;
    const sign = fast / 20 > slow / 50 ? 1 : -1;
    const entry = vwap[t - 1]!;
    const target = entry * (1 + sign * TARGET);
    const stop = entry * (1 - sign * STOP);
    const end = Math.min(t + LIFETIME, length);
    let exit = 0;
    let reason = 'time-expired';
    let i = t;
    for (; i < end; i++) {
      if (sign === 1 ? low[i]! <= stop : high[i]! >= stop) {
        exit = sign === 1 ? Math.min(stop, open[i]!) : Math.max(stop, open[i]!);
        reason = 'stop-loss';
        break;
      }
      if (sign === 1 ? high[i]! >= target : low[i]! <= target) {
        exit = target;
        reason = 'take-profit';
        break;
      }
    }
    if (exit === 0) exit = vwap[i - 1]!;
    const paid = entry * (1 + sign * SLIPPAGE);
    const pnl = (sign * (exit * (1 - sign * SLIPPAGE) - paid)) / paid - (FEE + FEE);
    trades.push({ openedAtMs: FROM_MS + t * 60_000, closedAtMs: FROM_MS + i * 60_000, entry, exit, reason, pnl });
    t = reason === 'time-expired' ? i - 1 : i;
  }
  return trades;
}

function run(series: CandleSeries): ReturnType<typeof backtest> {
  return backtest({ symbol: SYMBOL, strategy: crossover, candles: series, fromMs: FROM_MS, toMs: FROM_MS + YEAR * 60_000, rules: { trigger: 'candle-range' }, clock: new SystemClock() });
}

async function trades(series: CandleSeries): Promise<BareTrade[]> {
  const made: BareTrade[] = [];
  for await (const event of run(series)) {
    if (event.kind !== 'closed') continue;
    const { openedAtMs, closedAtMs, entry, exit, reason, pnlFrac } = event.trade;
    made.push({ openedAtMs, closedAtMs, entry: entry.quotedPrice, exit: exit.quotedPrice, reason, pnl: pnlFrac });
  }
  return made;
}

function assertEqual(ours: readonly BareTrade[], theirs: readonly BareTrade[]): void {
  if (ours.length !== theirs.length) throw new Error(`the engine made ${ours.length} trades, the bare loop ${theirs.length}`);
  ours.forEach((trade, i) => {
    const other = theirs[i]!;
    for (const key of Object.keys(other) as (keyof BareTrade)[]) if (trade[key] !== other[key]) throw new Error(`trade ${i}: ${key} is ${trade[key]}, in the bare loop ${other[key]}`);
  });
}

/** A year in the market nearly always, against a bare loop. */
export async function yearTrade(): Promise<BenchResult> {
  const columns = await market(YEAR);
  const series = seriesOf(columns);
  const bare = bareLoop(columns, series.vwap);
  assertEqual(await trades(series), bare);
  const [ours, yardstick] = await inTurn(() => trades(series), () => bareLoop(columns, series.vwap), { warmUp: 60, counted: 41 });
  const held = bare.reduce((sum, { openedAtMs, closedAtMs }) => sum + closedAtMs - openedAtMs, 0) / (YEAR * 60_000);
  return lineOf(ours, yardstick, 2.5, `${bare.length} equal trades, ${(held * 100).toFixed(1)} % of the time in the market, ${VOLATILITY * 100} % volatility a year`);
}
