import { expect, it } from 'vitest';
import { SeriesProgress } from './series-progress.ts';
import { warmProgress } from './warm-progress.ts';

function row(symbol: string, given: Partial<SeriesProgress>): SeriesProgress {
  return Object.assign(new SeriesProgress(symbol), given);
}

it('the progress of several symbols says how much, how fast, and who is doing what', () => {
  const rows = [row('A', { state: 'fetches', missingMs: 100, fetchedMs: 50, added: 1000 }), row('B', { state: 'done', added: 3000 }), row('C', {}), row('D', { state: 'failed' })];
  expect(warmProgress(rows, 2000)).toEqual({ what: 'fetching', doneFrac: 0.625, details: '4,000 candles, 2,000/s; A 50 %, 1 waits, 1 done, 1 failed' });
});
