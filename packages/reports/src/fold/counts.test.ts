import { describe, expect, it } from 'vitest';
import { partial, risk } from '../../test/rows.ts';
import { PartialFold } from './partial.ts';
import { RiskFold } from './risk.ts';

describe('statistics of milestones', () => {
  it('count profit and loss, list the latest and merge', () => {
    const fold = new PartialFold(2);
    for (const row of [partial('profit', 10), partial('profit', 20), partial('loss', 40)]) fold.add(row, row);
    const other = new PartialFold(2);
    other.add(partial('loss', 80), partial('loss', 80));
    const stats = fold.merge(other).statistics();
    expect(stats).toMatchObject({ totalEvents: 4, totalProfit: 2, totalLoss: 2 });
    expect(stats.eventList.map(({ level }) => level)).toEqual([80, 40]);
  });
});

describe('statistics of refusals', () => {
  it('count by symbol and by strategy, in the order of names', () => {
    const fold = new RiskFold(1);
    for (const row of [risk({ symbol: 'ETHUSDT' }), risk({}), risk({ strategyName: 'breakout' })]) fold.add(row, row);
    const stats = fold.statistics();
    expect(stats).toMatchObject({ totalRejections: 3, bySymbol: { BTCUSDT: 2, ETHUSDT: 1 }, byStrategy: { breakout: 1, trend: 2 } });
    expect(Object.keys(stats.bySymbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(stats.eventList.length).toBe(1);
  });

  it('take any name, even one that objects are touchy about', () => {
    const fold = new RiskFold();
    fold.add(risk({ symbol: '__proto__' }), risk({}));
    const other = new RiskFold();
    other.add(risk({ symbol: '__proto__' }), risk({}));
    expect(Object.entries(fold.merge(other).statistics().bySymbol)).toEqual([['__proto__', 2]]);
  });
});
