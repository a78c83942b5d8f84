import { StandardOutput } from '@tradewright/cli-kit';
import type { Clock } from '@tradewright/core';
import { ReplayClock } from '@tradewright/core/run';
import { MemoryStore } from '@tradewright/core/testing';
import { createTradewright, type IExchangeSchema } from 'tradewright';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Board } from './board.ts';
import { readinessOf } from './health.ts';
import { Reporter } from './reporter.ts';
import { StatusBlock } from './status-block.ts';
import { trade } from './trade.ts';

const START_MS = Date.UTC(2024, 0, 1);
const MINUTE_MS = 60_000;
const minuteOf = (ms: number): number => (ms - START_MS) / MINUTE_MS;

/** The clock of a machine that has nothing to wait for. */
const machine: Clock = { nowMs: () => 0, elapsedMs: () => 0, breathe: () => new Promise((resolve) => setImmediate(resolve)), sleep: () => Promise.resolve(), after: () => () => undefined };

/** An exchange that is silent about the candles of the minutes [2, 6) until the sixth is over. */
const exchange: IExchangeSchema = {
  exchangeName: 'e',
  getCandles: async (_symbol, _interval, since, limit) => {
    const from = minuteOf(since.getTime());
    const there = Array.from({ length: limit }, (_, i) => from + i).filter((minute) => minute < 2 || from + limit > 6);
    return there.map((minute) => ({ timestamp: START_MS + minute * MINUTE_MS, open: 100, high: 100, low: 100, close: 100, volume: 1 }));
  },
  formatPrice: async (_symbol, price) => String(price),
  formatQuantity: async (_symbol, quantity) => String(quantity),
};

/** What is told of a run over ten minutes, with whether the process was ready then, and what was counted. */
async function told(isReplay: boolean): Promise<{ lines: object[]; counts: Board['counts'] }> {
  const lines: object[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation(((text: string, written: () => void) => {
    lines.push({ ...(JSON.parse(text) as object), ready: readinessOf({ board, isReplay }).ok });
    written();
    return true;
  }) as typeof process.stdout.write);
  const clock = new ReplayClock({ machine, startMs: START_MS, endMs: START_MS + 10 * MINUTE_MS - 1, onEnd: () => void instance.shutdown() });
  const instance = createTradewright({ clock: machine, clockOf: () => clock.join(), store: new MemoryStore(), config: { CC_TRIGGER_PRICE: 'candle-range' } });
  instance.addExchange(exchange);
  instance.addStrategy({ strategyName: 's', interval: '1m', getSignal: () => null });
  const board = new Board([{ symbol: 'X', strategyName: 's', exchangeName: 'e' }], () => 0);
  const reporter = new Reporter({ board, output: new StandardOutput(), json: true, isReplay, block: new StatusBlock(process.stderr, false, board), kill: null, onFailed: () => undefined });
  reporter.listen(instance);
  await trade({ instance, board, onFailure: () => undefined, onStarted: () => undefined });
  await new Promise<void>((resolve) => setImmediate(resolve));
  return { lines, counts: board.counts };
}

afterEach(() => vi.restoreAllMocks());

describe('candles that stay away', () => {
  it('are told once, with nothing ready meanwhile, and once more when they are back; they are no error', async () => {
    const { lines, counts } = await told(false);
    expect(lines).toMatchObject([
      { kind: 'status', status: 'stale', symbol: 'X', at: '2024-01-01T00:05:00.000Z', error: { code: 'candles/stale' }, ready: false },
      { kind: 'status', status: 'fresh', symbol: 'X', at: '2024-01-01T00:07:00.000Z', ready: true },
    ]);
    expect(counts.error).toBe(0);
  });

  it('are not told in a replay, where no more will come than were recorded', async () => {
    expect(await told(true)).toMatchObject({ lines: [], counts: { error: 0 } });
  });
});
