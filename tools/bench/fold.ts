import { BacktestFold, type ClosedRow } from '@tradewright/reports';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const TRADES = 100_000;
const HOUR_MS = 3_600_000;
const START = Date.UTC(2014, 0, 1);
const ROUNDS = { warmUp: 10, counted: 31 };

/** Ten years of trades, one after another: wins, losses, one in fifty ambiguous. */
function trade(i: number): ClosedRow {
  const pnl = 3 * Math.sin(i * 12.9898) + 0.05;
  const openedAtMs = START + i * HOUR_MS;
  return {
    symbol: 'BTCUSDT', strategyName: 'bench', exchangeName: 'files', signalId: `t${i}`, position: i % 2 === 0 ? 'long' : 'short', note: '', closeReason: pnl > 0 ? 'take_profit' : 'stop_loss',
    priceOpen: 100 + (i % 7), priceClose: 100.5 + (i % 5), priceTakeProfit: 103, priceStopLoss: 97,
    pnlPercentage: pnl, pnlLowPercentage: i % 50 === 0 ? pnl - 3 : pnl, pnlHighPercentage: pnl,
    maePercentage: Math.min(0, pnl) - Math.abs(Math.cos(i)), mfePercentage: Math.max(0, pnl) + Math.abs(Math.cos(7 * i)), feePercentage: 0.2, slippagePercentage: 0.1,
    ambiguous: i % 50 === 0, truncated: false, scheduledAtMs: openedAtMs, openedAtMs, closedAtMs: openedAtMs + HOUR_MS / 2,
  };
}

function folded(trades: readonly ClosedRow[]): BacktestFold {
  const fold = new BacktestFold();
  for (const row of trades) fold.add(row, row);
  return fold;
}

function sumOf(trades: readonly ClosedRow[]): number {
  let sum = 0;
  for (const row of trades) sum += row.pnlPercentage;
  return sum;
}

/** Trades folded and all metrics read, the deflated Sharpe ratio among them, against a loop over the same rows that adds up their results. */
export async function fold(): Promise<BenchResult> {
  const trades = Array.from({ length: TRADES }, (_unused, i) => trade(i));
  const options = { trials: { count: 16 } };
  const { totalPnl, reasons } = folded(trades).statistics(options);
  if (Math.abs(totalPnl! - sumOf(trades)) > 1e-6) throw new Error(`the sides differ: ${totalPnl} against ${sumOf(trades)}`);
  if (Object.keys(reasons).join() !== 'bootstrap') throw new Error(`metrics have no value: ${Object.keys(reasons).join()}`);
  let kept = 0;
  const [a, b] = await inTurn(
    () => { kept += folded(trades).statistics(options).totalPnl!; },
    () => { kept += sumOf(trades); },
    ROUNDS,
  );
  if (!Number.isFinite(kept)) throw new Error('nothing was summed');
  const nanoseconds = (ms: number): string => ((ms / TRADES) * 1e6).toFixed(0);
  return lineOf(a, b, 4, `${TRADES} trades, ${nanoseconds(a)} ns a trade for all metrics but the bootstrap, which is a simulation and drawn only when asked for; ${nanoseconds(b)} ns for the bare sum`);
}
