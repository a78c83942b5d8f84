import { counted, oneLine, plainText, shownPath } from '@tradewright/cli-kit';
import type { Outcome } from '../outcome.ts';
import { summaryRows } from './summary-rows.ts';

/** The summary for a terminal. */
export function summaryText(outcome: Outcome): string {
  const { directory } = outcome.request;
  const rows = [...summaryRows(outcome), ['Report', shownPath(outcome.reportPath, directory)] as const, ['Trades in', shownPath(outcome.tradesPath, directory)] as const];
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  const lines = rows.map(([label, text]) => `${label.padEnd(width)}${plainText(oneLine(text))}`);
  const title = `${plainText(outcome.strategyName)} on ${plainText(outcome.request.symbol)}, ${counted(outcome.tally.sums.trades, 'trade')}`;
  return `${title}\n\n${lines.join('\n')}\n`;
}
