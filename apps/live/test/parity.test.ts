import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ReplayClock } from '@tradewright/core/run';
import { MemoryStore } from '@tradewright/core/testing';
import { filesExchange } from '@tradewright/exchange-files';
import { createTradewright, SystemClock, type IStrategySchema, type IStrategyTickResult, type Tradewright } from 'tradewright';
import { expect, it } from 'vitest';

const DATA = resolve(import.meta.dirname, '../../../../shared/data');
const FILE = join(DATA, 'NEARUSDT-1m-2023-08.csv.gz');
const SYMBOL = 'NEARUSDT';
const FROM_MS = Date.UTC(2023, 7, 3);
const TO_MS = Date.UTC(2023, 7, 24);

/** Entries at once and by waiting orders, with a past that is declared: both shells show the same of it. */
const strategy: IStrategySchema = {
  strategyName: 'bands',
  interval: '5m',
  history: { '1m': 1500 },
  getSignal(_symbol, when, { price, series }) {
    const view = series('1m', 240);
    const middle = view.mean('close', 240);
    const away = price / middle - 1;
    if (Math.abs(away) < 0.004) return null;
    const sign = away > 0 ? -1 : 1;
    const waits = when.getUTCHours() % 2 === 0;
    const entry = waits ? price * (1 - sign * 0.002) : price;
    return { position: sign === 1 ? 'long' : 'short', ...(waits ? { priceOpen: entry } : {}), priceTakeProfit: entry * (1 + sign * 0.012), priceStopLoss: entry * (1 - sign * 0.01), minuteEstimatedTime: 360 };
  },
};

function instance(options: Parameters<typeof createTradewright>[0] = {}): Tradewright {
  const tradewright = createTradewright({ ...options, config: { CC_TRIGGER_PRICE: 'candle-range' } });
  tradewright.addExchange(filesExchange({ exchangeName: 'files', candles: { [SYMBOL]: FILE } }));
  tradewright.addStrategy(strategy);
  return tradewright;
}

type Ended = Extract<IStrategyTickResult, { readonly action: 'closed' | 'cancelled' }>;

/** What a trade is, without the id that a run makes of its own name. */
function lineOf(result: Ended): object {
  const { action, signal: { position, priceOpen, scheduledAt, pendingAt }, closeTimestamp } = result;
  return { action, position, priceOpen, scheduledAt, pendingAt, closeTimestamp, ...(result.action === 'closed' ? { reason: result.closeReason, pnl: result.pnl } : { reason: result.reason }) };
}

async function backtested(): Promise<object[]> {
  const tradewright = instance();
  tradewright.addFrame({ frameName: 'weeks', interval: '1m', startDate: new Date(FROM_MS), endDate: new Date(TO_MS) });
  const lines: object[] = [];
  for await (const result of tradewright.Backtest.run(SYMBOL, { strategyName: 'bands', exchangeName: 'files', frameName: 'weeks' })) if (result.closeTimestamp < TO_MS - 60_000) lines.push(lineOf(result));
  return lines;
}

async function traded(): Promise<object[]> {
  const machine = new SystemClock();
  const end = new AbortController();
  const replay = new ReplayClock({ machine, startMs: FROM_MS, endMs: TO_MS - 1, onEnd: () => end.abort() });
  const tradewright = instance({ store: new MemoryStore(), machineClock: machine, clockOf: () => replay.join() });
  const lines: object[] = [];
  for await (const result of tradewright.Live.run(SYMBOL, { strategyName: 'bands', exchangeName: 'files' }, { signal: end.signal })) {
    if ((result.action === 'closed' || result.action === 'cancelled') && result.closeTimestamp < TO_MS - 60_000) lines.push(lineOf(result));
  }
  return lines;
}

it('three weeks of real candles come to the same trades, live and backtested', async ({ skip }) => {
  skip(!existsSync(FILE), 'the recorded candles are not beside this clone');
  const [expected, found] = [await backtested(), await traded()];
  expect(found).toEqual(expected);
  expect(found.length).toBeGreaterThan(50);
});
