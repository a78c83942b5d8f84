import { sliceColumns, type CandleColumns, type CandleSource } from '@tradewright/core';
import { portfolio, type PortfolioSummary } from '@tradewright/core/run';
import { syntheticSource } from '@tradewright/exchange-files';
import { cooldown, dailyLossLimit, maxDrawdown, maxExposure, maxOpenPositions } from '@tradewright/risk';
import { SystemClock } from 'tradewright';
import { FROM_MS, VOLATILITY, type Candles } from './market.ts';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';
import { crossover } from './year-trade.ts';

const SYMBOLS: readonly string[] = Array.from({ length: 50 }, (_, i) => `COIN${i}USDT`);
const DAYS = 90;
const COUNT = DAYS * 1440;
const PAGE = 1000;
const MOST_MB = 500;

/** Ninety days of each symbol; all open at the same minutes, so they share the column of those. */
async function markets(): Promise<readonly Candles[]> {
  const openTimeMs = Float64Array.from({ length: COUNT }, (_unused, i) => FROM_MS + i * 60_000);
  const made: Candles[] = [];
  for (const [seed, symbol] of SYMBOLS.entries()) {
    const columns = { length: COUNT, openTimeMs, open: new Float64Array(COUNT), high: new Float64Array(COUNT), low: new Float64Array(COUNT), close: new Float64Array(COUNT), volume: new Float64Array(COUNT) };
    const source = syntheticSource({ seed: seed + 1, fromMs: FROM_MS, startPrice: 30_000, annualVolatility: VOLATILITY });
    let at = 0;
    for await (const page of source.candles({ symbol, interval: '1m', fromMs: FROM_MS, toMs: FROM_MS + COUNT * 60_000 })) {
      for (const key of ['open', 'high', 'low', 'close', 'volume'] as const) columns[key].set(page[key].subarray(0, page.length), at);
      at += page.length;
    }
    made.push(columns);
  }
  return made;
}

/** Pages out of the columns, as a store would bring them. */
function paged(columns: CandleColumns): CandleSource {
  return {
    name: 'pages',
    async *candles() {
      for (let from = 0; from < columns.length; from += PAGE) yield sliceColumns(columns, from, Math.min(from + PAGE, columns.length));
    },
  };
}

async function run(all: readonly Candles[]): Promise<{ readonly summary: PortfolioSummary; readonly trades: number; readonly refused: number }> {
  const risk = [maxOpenPositions({ max: 10 }), maxExposure({ per: 'symbol', maxFrac: 0.2 }), dailyLossLimit({ maxLossFrac: 0.05 }), maxDrawdown({ maxDrawdownFrac: 0.5 }), cooldown({ afterLossMs: 3_600_000 })];
  const ran = portfolio({
    lines: all.map((columns, i) => ({ symbol: SYMBOLS[i]!, strategy: crossover, candles: paged(columns) })),
    fromMs: FROM_MS + 3_600_000, toMs: FROM_MS + COUNT * 60_000, rules: { trigger: 'candle-range' }, capitalQuote: 100_000, risk, clock: new SystemClock(),
    sizer: { name: 'twentieth', size: ({ account, plan }) => account!.equityQuote / 20 / plan.entryPrice },
  });
  let trades = 0;
  let refused = 0;
  for await (const one of ran) {
    if (one.kind !== 'line') continue;
    if (one.event.kind === 'closed') trades++;
    if (one.event.kind === 'refused') refused++;
  }
  return { summary: ran.summary, trades, refused };
}

/** The yardstick: every candle of every symbol in the order of time, by a binary heap, and a look at its range. */
function bareMerge(all: readonly Candles[]): number {
  const heap: number[] = [];
  const at = new Int32Array(all.length);
  const before = (a: number, b: number): boolean => {
    const [timeA, timeB] = [all[a]!.openTimeMs[at[a]!]!, all[b]!.openTimeMs[at[b]!]!];
    return timeA < timeB || (timeA === timeB && a < b);
  };
  const sink = (from: number): void => {
    const moved = heap[from]!;
    let hole = from;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, moved)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = moved;
  };
  for (let i = 0; i < all.length; i++) heap.push(i);
  let sum = 0;
  while (heap.length > 0) {
    const top = heap[0]!;
    const { high, low, close, volume, length } = all[top]!;
    const row = at[top]!++;
    sum += (high[row]! + low[row]! + close[row]!) * volume[row]!;
    if (row + 1 < length) sink(0);
    else {
      const last = heap.pop()!;
      if (heap.length > 0) {
        heap[0] = last;
        sink(0);
      }
    }
  }
  return sum;
}

/** Fifty symbols, ninety days of minutes, five rules and one account on one clock, against a bare merge of the same columns. */
export async function portfolio50x90d(): Promise<BenchResult> {
  const all = await markets();
  const first = await run(all);
  // Of a process that makes its markets and runs them once; the rounds below repeat it for the clock alone.
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const second = await run(all);
  if (JSON.stringify(first) !== JSON.stringify(second)) throw new Error('the same portfolio came to something else the second time');
  const [ours, yardstick] = await inTurn(() => run(all), () => bareMerge(all), { warmUp: 0, counted: 5 });
  const line = lineOf(ours, yardstick, 6, `${all.length} symbols × ${DAYS} days, ${first.trades} trades, ${first.refused} refused, equity ${first.summary.equityQuote.toFixed(2)}; peak RSS of one run ${peakMb.toFixed(0)} MB of at most ${MOST_MB}`);
  return { ...line, holds: line.holds && peakMb < MOST_MB };
}
