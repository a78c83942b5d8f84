import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LARGEST_BLOCK } from '../market/blocks.ts';
import { allocateColumns, type CandleColumns } from '../market/columns.ts';
import { CandleSeries } from '../market/series.ts';
import type { CandleSource } from '../ports/candle-source.ts';
import type { Strategy } from '../ports/strategy.ts';
import { MINUTE_MS } from '../units.ts';
import { eventsOf, minute, run, signal } from './run.fixture.ts';

const CANDLES = 300_000;
const PAGE = 250;

/** Years of candles out of one page that is filled again and again, as a source may do. */
const endless: CandleSource = {
  name: 'endless',
  async *candles({ fromMs }): AsyncGenerator<CandleColumns> {
    const page = { length: PAGE, ...allocateColumns(PAGE) };
    for (const column of [page.open, page.high, page.low, page.close, page.volume]) column.fill(100);
    for (let n = 0; n < CANDLES; n += PAGE) {
      for (let i = 0; i < PAGE; i++) page.openTimeMs[i] = fromMs + (n + i) * MINUTE_MS;
      yield page;
    }
  },
};

const collect = ((): (() => void) => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

function heapMegabytes(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

afterEach(() => void vi.restoreAllMocks());

describe('the memory of a long run', () => {
  it.each<[string, Strategy['interval'], Strategy['ask']]>([
    ['that is idle', '1h', () => null],
    ['that looks at hours', '1h', (context) => (context.series('1h', 100), null)],
    ['that is always in the market', '1h', () => signal('long', { lifetimeMinutes: 1440 })],
  ])('%s is bounded by what a strategy may look back on', async (_name, interval, ask) => {
    const append = vi.spyOn(CandleSeries.prototype, 'append');
    const given = run({ candles: endless, strategy: { name: 's', interval, ask }, toMs: minute(CANDLES - 2000) });
    for await (const _ of given);
    const series = append.mock.contexts[0] as CandleSeries;
    // A series drops whole blocks, and only when that frees half of it.
    expect([given.counts.candles, series.vwap.length <= 4 * LARGEST_BLOCK, series.dropped > CANDLES - 5 * LARGEST_BLOCK]).toEqual([CANDLES - 2000, true, true]);
  });

  it.each([
    ['without', undefined],
    ['with', new AbortController().signal],
  ])('does not grow with every answer that is waited for, %s a cancel signal', async (_name, cancel) => {
    const used: number[] = [];
    let asks = 0;
    const ask = async (): Promise<null> => {
      if (++asks === 5000 || asks === 45_000) used.push(heapMegabytes());
      return null;
    };
    await eventsOf(run({ candles: endless, strategy: { name: 's', interval: '1m', ask }, toMs: minute(46_000), ...(cancel === undefined ? undefined : { cancel }) }));
    expect(used[1]! - used[0]!).toBeLessThan(3);
  });
});
