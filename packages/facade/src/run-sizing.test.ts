import { correlation, maxExposure } from '@tradewright/risk';
import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld } from '../test/live-world.ts';
import { candles, Market, minute, minuteOf, type Ohlc } from '../test/market.ts';
import { long, NAMES, SYMBOL, collect, world, type World } from '../test/world.ts';
import type { ISizingCalculateParams, ISizingSchema, IStrategyTickResult, RiskContract } from './types.ts';

/** Each minute has a range of 2; every second hour closes at 102, the others at 100. */
const restless = (n: number): Ohlc => (((n % 120) + 120) % 120 === 59 ? [100, 102, 100, 102] : [100, 101, 99, 100]);
const RESTLESS = candles(-2000, 300, Object.fromEntries(Array.from({ length: 2002 }, (_, i) => [i - 2000, restless(i - 2000)])));

type Sizing = Omit<Extract<ISizingSchema, { method: 'fixed-percentage' }>, 'sizingName' | 'method' | 'riskPercentage'> & { method: string } & Record<string, unknown>;

/** A world whose strategy is long at minute 2, sized by a sizing. */
function sized(sizing: Partial<Sizing>, market = new Market(candles(-2000, 3000))): World & { first(capital?: number): Promise<number | null>; refusals: RiskContract[] } {
  const made = world({ script: { 2: long() }, market, strategy: { sizingName: 'own' } });
  const refusals: RiskContract[] = [];
  made.tw.listenRisk((event) => void refusals.push(event));
  made.tw.addSizing({ sizingName: 'own', ...sizing } as unknown as ISizingSchema);
  return { ...made, refusals, async first(capital = 10_000) {
    const [result] = await collect(made.tw.Backtest.run(SYMBOL, NAMES, { capital }));
    return result?.action === 'closed' ? result.trade.entry.quantity : null;
  } };
}

describe('an entry of a backtest with capital is sized', () => {
  it.each([
    ['by the distance to its stop', { method: 'fixed-percentage', riskPercentage: 1 }, 20],
    ['but never above a share of the equity', { method: 'fixed-percentage', riskPercentage: 1, maxPositionPercentage: 10 }, 10],
    ['by a quarter of Kelly', { method: 'kelly-criterion', winRate: 0.6, winLossRatio: 2 }, 10],
    ['by a fixed amount', { method: 'fixed-notional', notional: 700 }, 7],
    ['by the range of the market', { method: 'atr-based', riskPercentage: 1, atrInterval: '1m', atrPeriod: 5 }, 25],
  ])('%s', async (_name, sizing, quantity) => {
    expect(await sized(sizing, new Market(RESTLESS)).first()).toBeCloseTo(quantity, 9);
  });

  it('by the volatility of the market, over hours that lie before its own past', async () => {
    const quantity = await sized({ method: 'volatility-target', targetPercentage: 1, volatilityPeriod: 30 }, new Market(RESTLESS)).first();
    const returns = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 1 : -1) * Math.log(1.02));
    const deviation = Math.sqrt(returns.reduce((sum, one) => sum + one * one, 0) / 29);
    expect(quantity).toBeCloseTo((10_000 * 0.01) / deviation / 100, 6);
  });

  it('by a past that is longer than that of the rules besides', async () => {
    const made = sized({ method: 'volatility-target', targetPercentage: 1, volatilityPeriod: 30 }, new Market(RESTLESS));
    made.tw.addRisk({ riskName: 'alike', rules: [correlation({ interval: '5m', window: 5, threshold: 0.9 })] });
    made.tw.overrideStrategy({ strategyName: NAMES.strategyName, riskName: 'alike' });
    expect([await made.first(), made.refusals]).toEqual([expect.closeTo(49.6496, 3), []]);
  });

  it('and its callback hears of it, in the context of the run', async () => {
    const heard: [number, ISizingCalculateParams, number][] = [];
    const made = sized({ method: 'fixed-percentage', riskPercentage: 1, callbacks: { async onCalculate(quantity: number, params: ISizingCalculateParams) { heard.push([quantity, params, minuteOf(await made.tw.getDate())]); } } });
    await made.first();
    expect(heard).toEqual([[20, { symbol: SYMBOL, accountBalance: 10_000, priceOpen: 100, method: 'fixed-percentage', priceStopLoss: 95 }, 2]]);
  });

  it('also where a callback throws, which is told', async () => {
    const made = sized({ method: 'fixed-notional', notional: 100, callbacks: { onCalculate: () => { throw new Error('boom'); } } });
    expect([await made.first(), made.errors.map(({ message }) => message)]).toEqual([1, ['boom']]);
  });
});

describe('a size that cannot be', () => {
  it.each([
    ['there is no capital', { method: 'fixed-percentage', riskPercentage: 1 }, 'sizing/capital'],
    ['nor for a share of it', { method: 'fixed-notional', notional: 5, maxPositionPercentage: 10 }, 'sizing/capital'],
  ])('for %s is said when the run is started', (_name, sizing, code) => {
    expect(() => sized(sizing).run()).toThrow(expect.objectContaining({ code }));
  });

  it('for nothing is known of the trades, is, too', async () => {
    await expect(sized({ method: 'kelly-criterion' }).first()).rejects.toMatchObject({ code: 'sizing/edge' });
  });

  it('for there is too little past, refuses the signal, and everybody hears why', async () => {
    const made = sized({ method: 'atr-based', riskPercentage: 1, atrInterval: '1m', atrPeriod: 50 }, new Market(candles(-20, 300)));
    expect(await made.first()).toBeNull();
    expect(made.refusals).toMatchObject([{ symbol: SYMBOL, timestamp: minute(2), comment: expect.stringContaining('own failed: averageTrueRange: 50 periods need 51 candles'), pendingSignal: { position: 'long', priceStopLoss: 95 } }]);
    expect((await made.tw.Risk.getData(SYMBOL, NAMES.strategyName)).totalRejections).toBe(1);
  });

  it('is one of a sizing that nobody registered', () => {
    const made = world({ strategy: { sizingName: 'nobody' } });
    expect(() => made.run()).toThrow(expect.objectContaining({ code: 'registry/unknown' }));
  });
});

describe('live trading under a profile with capital', () => {
  const opened = (results: readonly IStrategyTickResult[]): string[] => results.map(({ action }) => action).filter((action) => action === 'opened' || action === 'closed');

  it('sizes by its equity, and rules see what is at stake', async () => {
    const sizes: number[] = [];
    const made = liveWorld({
      to: 12, script: { 2: long({ minuteEstimatedTime: 3 }), 6: long() },
      market: new Market(candles(-2000, 3000, Object.fromEntries(Array.from({ length: 40 }, (_, i) => [4 + i, [105, 105, 105, 105] as Ohlc])))),
      risk: { riskName: 'rich', capital: 1000, rules: [maxExposure({ maxFrac: 0.5, per: 'symbol', onExcess: 'reduce' })] },
      strategy: { riskName: 'rich', sizingName: 'own' },
      before: (tw) => tw.addSizing({ sizingName: 'own', method: 'fixed-percentage', riskPercentage: 10, callbacks: { onCalculate: (quantity) => void sizes.push(quantity) } }),
    });
    const results = await made.results();
    expect([made.errors, opened(results)]).toEqual([[], ['opened', 'closed', 'opened']]);
    const [first] = results.filter((result) => result.action === 'closed');
    expect(first!.trade.entry.quantity).toBeCloseTo(5, 9);
    expect(sizes[0]).toBeCloseTo(20, 9);
    // 5 × 1 was won at the VWAP: 10 % of 1,005 over a distance of 7.
    expect(sizes[1]).toBeCloseTo(100.5 / 7, 9);
  });

  it('does not begin anew with another one', async () => {
    const risk = { riskName: 'rich', capital: 1000 };
    const made = liveWorld({ risk, to: 2 });
    await made.results();
    made.tw.overrideRisk({ ...risk, capital: 2000 });
    expect(() => made.run()).toThrow(expect.objectContaining({ code: 'live/options' }));
    made.tw.overrideRisk(risk);
    await made.run().return();
  });

  it('is refused without one', () => {
    const made = liveWorld({ risk: { riskName: 'poor', rules: [maxExposure({ maxFrac: 0.5, per: 'symbol' })] } });
    expect(() => made.tw.Live.run(SYMBOL, LIVE_NAMES)).toThrow(expect.objectContaining({ code: 'risk/capital' }));
  });
});
