import { randomCandles, seededRandom, type Random } from '@tradewright/core/testing';
import { expect, it } from 'vitest';
import type { Tradewright } from '../src/create.ts';
import { createTradewright } from '../src/create.ts';
import type { ICandleData, IRiskValidationPayload, ISignalDto } from '../src/types.ts';
import { Market, minute, QuickClock } from './market.ts';
import { FREE } from './world.ts';

const RUNS = 150;

interface Limits {
  readonly total: number;
  readonly perStrategy: number;
  readonly perSymbol: number;
}

/** Positions as those who follow the events count them. */
class Ledger {
  readonly open = new Map<string, { readonly strategyName: string; readonly symbol: string; readonly run: object }>();
  readonly breaches: string[] = [];
  opened = 0;
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  add(id: string, position: { strategyName: string; symbol: string; run: object }): void {
    this.opened++;
    this.open.set(`${id} ${position.symbol}`, position);
    const { total, perStrategy, perSymbol } = this.#limits;
    const all = [...this.open.values()];
    if (all.length > total) this.breaches.push(`${all.length} open`);
    if (all.filter(({ strategyName }) => strategyName === position.strategyName).length > perStrategy) this.breaches.push(`too many of ${position.strategyName}`);
    if (all.filter(({ symbol }) => symbol === position.symbol).length > perSymbol) this.breaches.push(`too many of ${position.symbol}`);
  }

  remove(id: string, symbol: string): void {
    this.open.delete(`${id} ${symbol}`);
  }

  /** A run that was cut off tells no more of its position. */
  forget(run: object): void {
    for (const [id, position] of this.open) if (position.run === run) this.open.delete(id);
  }
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!;
}

async function turns(random: Random): Promise<void> {
  for (let i = Math.floor(random() * 6); i > 0; i--) await Promise.resolve();
  if (random() < 0.1) await new Promise((resolve) => setImmediate(resolve));
}

function minutes(seed: number): ICandleData[] {
  return randomCandles({ seed, count: 200, fromMs: minute(-20), moveFrac: 0.01, gapChance: 0.01 }).map(({ openTimeMs, open, high, low, close, volume }) => ({ timestamp: openTimeMs, open, high, low, close, volume }));
}

function randomSignal(random: Random, price: number): ISignalDto | null {
  if (random() < 0.6) return null;
  const sign = random() < 0.5 ? 1 : -1;
  const priceOpen = random() < 0.4 ? price * (1 - sign * 0.005 * random()) : undefined;
  return { position: sign === 1 ? 'long' : 'short', ...(priceOpen === undefined ? {} : { priceOpen }), priceTakeProfit: price * (1 + sign * pick(random, [0.001, 0.02])), priceStopLoss: price * (1 - sign * 0.02), minuteEstimatedTime: 1 + Math.floor(random() * 15) };
}

function addStrategy(tw: Tradewright, strategyName: string, random: Random, ledger: Ledger, runOf: (strategyName: string, symbol: string) => object): void {
  const slow = random() < 0.5;
  tw.addStrategy({
    strategyName, interval: '1m', riskName: 'law',
    getSignal(_symbol, _when, { price }) {
      const signal = randomSignal(random, price);
      return slow ? turns(random).then(() => signal) : signal;
    },
    callbacks: {
      onOpen: (symbol, { id }) => ledger.add(id, { strategyName, symbol, run: runOf(strategyName, symbol) }),
      onClose: (symbol, { id }) => ledger.remove(id, symbol),
    },
  });
}

function addRisk(tw: Tradewright, random: Random, { total, perStrategy, perSymbol }: Limits): void {
  const limit = ({ activePositionCount, activePositions, strategyName, symbol }: IRiskValidationPayload): void => {
    if (activePositionCount >= total) throw new Error('total');
    if (activePositions.filter((position) => position.strategyName === strategyName).length >= perStrategy) throw new Error('strategy');
    if (activePositions.filter((position) => position.symbol === symbol).length >= perSymbol) throw new Error('symbol');
  };
  const hesitate = (): Promise<void> | undefined => {
    if (random() < 0.05) throw new Error('a bad day');
    return random() < 0.4 ? turns(random) : undefined;
  };
  tw.addRisk({ riskName: 'law', validations: [hesitate as () => void, limit, random() < 0.5 ? { validate: hesitate as () => void } : async (payload) => turns(random).then(() => limit(payload))] });
}

async function consume(tw: Tradewright, random: Random, [strategyName, symbol]: readonly [string, string], runs: Map<string, AbortController>, ledger: Ledger): Promise<void> {
  const abort = new AbortController();
  runs.set(`${strategyName} ${symbol}`, abort);
  const end = random();
  const after = Math.floor(random() * 4);
  await turns(random);
  let results = 0;
  const cut = (): void => {
    ledger.forget(abort);
    abort.abort();
  };
  if (end < 0.2) void turns(random).then(() => new Promise((resolve) => setImmediate(resolve))).then(cut);
  for await (const _result of tw.Backtest.run(symbol, { strategyName, exchangeName: 'memory', frameName: 'law' }, { signal: abort.signal })) {
    await turns(random);
    if (results++ < after) continue;
    if (end < 0.4) break;
    if (end < 0.6) void tw.Backtest.stop(symbol, strategyName);
  }
}

async function scenario(seed: number): Promise<{ readonly breaches: readonly string[]; readonly left: number; readonly opened: number }> {
  const random = seededRandom(seed);
  const limits = { total: 1 + Math.floor(random() * 3), perStrategy: pick(random, [1, 2]), perSymbol: pick(random, [1, 9]) };
  const ledger = new Ledger(limits);
  const runs = new Map<string, AbortController>();
  const tw = createTradewright({ clock: new QuickClock(minute(0)), config: { ...FREE, CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0.5 } });
  tw.addExchange(new Market(minutes(seed)));
  tw.addFrame({ frameName: 'law', interval: '1m', startDate: new Date(minute(0)), endDate: new Date(minute(120)) });
  addRisk(tw, random, limits);
  const strategies = ['one', 'two', 'three'].slice(0, 1 + Math.floor(random() * 3));
  for (const name of strategies) addStrategy(tw, name, random, ledger, (strategyName, symbol) => runs.get(`${strategyName} ${symbol}`)!);
  const pairs = strategies.flatMap((name) => ['A', 'B', 'C'].map((symbol) => [name, symbol] as const)).sort(() => random() - 0.5).slice(0, 2 + Math.floor(random() * 4));
  await Promise.all(pairs.map((pair) => consume(tw, random, pair, runs, ledger)));
  let left = NaN;
  tw.overrideRisk({ riskName: 'law', validations: [({ activePositionCount }) => void (left = activePositionCount)] });
  await tw.lib.riskGlobalService.checkSignal({ symbol: 'A', strategyName: 'one', exchangeName: 'memory', currentPrice: 1, timestamp: 0 }, { riskName: 'law' });
  tw.dispose();
  return { breaches: ledger.breaches, left, opened: ledger.opened };
}

it('limits hold at every instant however runs are interleaved, cut off and ended, and no slot is lost', { timeout: 240_000 }, async () => {
  const failures: unknown[] = [];
  let opened = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const { breaches, left, opened: some } = await scenario(seed);
    opened += some;
    if (breaches.length > 0 || left !== 0) failures.push({ seed, breaches: breaches.slice(0, 3), left });
  }
  expect(failures).toEqual([]);
  expect(opened).toBeGreaterThan(RUNS * 5);
});
