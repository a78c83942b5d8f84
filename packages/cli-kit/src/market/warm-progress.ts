import type { DurationMs } from '@tradewright/core';
import { whole } from '../numbers.ts';
import type { Progress } from '../progress-line.ts';
import type { SeriesProgress } from './series-progress.ts';

/** How far the fetching of several symbols is, for one line on a terminal. */
export function warmProgress(rows: readonly SeriesProgress[], elapsedMs: DurationMs): Progress {
  const candles = rows.reduce((sum, { added }) => sum + added, 0);
  const rate = elapsedMs > 0 ? candles / (elapsedMs / 1000) : 0;
  const doneFrac = rows.length === 0 ? 1 : rows.reduce((sum, row) => sum + (isOver(row) ? 1 : row.doneFrac), 0) / rows.length;
  return { what: 'fetching', doneFrac, details: `${whole(candles)} candles, ${whole(rate)}/s; ${statesText(rows)}` };
}

/** Those at work one by one, the others by their number. */
function statesText(rows: readonly SeriesProgress[]): string {
  const working = rows.filter(({ state }) => state === 'looks' || state === 'fetches').map(({ symbol, doneFrac }) => `${symbol} ${(doneFrac * 100).toFixed(0)} %`);
  const counts = (['waits', 'done', 'failed', 'stopped'] as const).map((state) => [state, rows.filter((row) => row.state === state).length] as const).filter(([, count]) => count > 0);
  return [...working, ...counts.map(([state, count]) => `${count} ${state === 'waits' ? (count === 1 ? 'waits' : 'wait') : state}`)].join(', ');
}

function isOver({ state }: SeriesProgress): boolean {
  return state === 'done' || state === 'failed' || state === 'stopped';
}
