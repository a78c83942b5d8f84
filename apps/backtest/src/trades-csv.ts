import type { Fill, Trade } from '@tradewright/core';
import { csvNumber, csvPercent, csvRow, csvText } from './csv-row.ts';
import { SHORT_HASH } from './fingerprint.ts';

/** A column of trades.csv: its name, what it means, what stands in it. */
interface Column {
  readonly name: string;
  readonly meaning: string;
  readonly value: (trade: Trade, runHash: string) => string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export const TRADE_COLUMNS: readonly Column[] = [
  { name: 'open_time', meaning: 'when the position was opened, UTC', value: (trade) => iso(trade.openedAtMs) },
  { name: 'open_time_ms', meaning: 'the same in milliseconds since 1970', value: (trade) => csvNumber(trade.openedAtMs) },
  { name: 'close_time', meaning: 'when it was closed, UTC: the open time of the candle that decided, or the instant of expiry', value: (trade) => iso(trade.closedAtMs) },
  { name: 'close_time_ms', meaning: 'the same in milliseconds since 1970', value: (trade) => csvNumber(trade.closedAtMs) },
  { name: 'side', meaning: 'long or short', value: (trade) => trade.plan.side },
  { name: 'entry_price', meaning: 'quoted price of the entry', value: (trade) => csvNumber(trade.entry.quotedPrice) },
  { name: 'entry_effective_price', meaning: 'what was really paid or received: quoted price and slippage', value: (trade) => csvNumber(trade.entry.price) },
  { name: 'exit_price', meaning: 'quoted price of the exit', value: (trade) => csvNumber(trade.exit.quotedPrice) },
  { name: 'exit_effective_price', meaning: 'what was really received or paid', value: (trade) => csvNumber(trade.exit.price) },
  { name: 'take_profit_price', meaning: 'take-profit level', value: (trade) => csvNumber(trade.plan.takeProfitPrice) },
  { name: 'stop_loss_price', meaning: 'stop-loss level', value: (trade) => csvNumber(trade.plan.stopLossPrice) },
  { name: 'fee_percent', meaning: 'fees of both legs', value: (trade) => csvPercent(trade.entry.feeFrac + trade.exit.feeFrac) },
  { name: 'slippage_percent', meaning: 'slippage of both legs', value: (trade) => csvPercent(slippageOf(trade.entry) + slippageOf(trade.exit)) },
  { name: 'pnl_percent', meaning: 'net result in percent of the entry price, fees and slippage inside', value: (trade) => csvPercent(trade.pnlFrac) },
  { name: 'pnl_low_percent', meaning: 'an ambiguous trade at its stop; else pnl_percent', value: (trade) => csvPercent(trade.pnlLowFrac) },
  { name: 'pnl_high_percent', meaning: 'an ambiguous trade at its target; else pnl_percent', value: (trade) => csvPercent(trade.pnlHighFrac) },
  { name: 'mae_percent', meaning: 'furthest the price went against the position', value: (trade) => csvPercent(trade.maeFrac) },
  { name: 'mfe_percent', meaning: 'furthest the price went in its favour', value: (trade) => csvPercent(trade.mfeFrac) },
  { name: 'reason', meaning: 'take-profit, stop-loss, time-expired or command', value: (trade) => trade.reason },
  { name: 'ambiguous', meaning: 'true where one candle left open whether stop or target came first', value: (trade) => String(trade.ambiguous) },
  { name: 'truncated', meaning: 'true where the data ended under the position', value: (trade) => String(trade.truncated) },
  { name: 'signal_id', meaning: 'id of the signal', value: (trade) => csvText(trade.plan.id) },
  { name: 'note', meaning: "the strategy's note; an apostrophe stands before what a spreadsheet would run as a formula", value: (trade) => csvText(trade.plan.note) },
  { name: 'run_hash', meaning: `first ${SHORT_HASH} digits of the hash of the run, see report.md`, value: (_trade, runHash) => runHash.slice(0, SHORT_HASH) },
];

export function tradesHeader(): string {
  return csvRow(TRADE_COLUMNS.map(({ name }) => name));
}

export function tradeRow(trade: Trade, runHash: string): string {
  return csvRow(TRADE_COLUMNS.map(({ value }) => value(trade, runHash)));
}

function slippageOf({ price, quotedPrice }: Fill): number {
  const slippage = Math.abs(price / quotedPrice - 1);
  return Number(slippage.toPrecision(12));
}
