import { describe, expect, it } from 'vitest';
import { WALKER_METRICS, metricValueOf, type Ranked } from './metric.ts';
import { rankResults, WalkerRanking } from './ranking.ts';

const names = { walkerName: 'w', symbol: 'BTCUSDT', exchangeName: 'binance', frameName: 'jan' };

function stats(sharpeRatio: number | null, totalPnl: number | null = 0): Ranked {
  return { sharpeRatio, annualizedSharpeRatio: null, winRate: null, totalPnl, certaintyRatio: null, avgPnl: null, expectedYearlyReturns: null };
}

function rankingOf(...strategies: readonly [string, Ranked][]): WalkerRanking<Ranked> {
  const ranking = new WalkerRanking<Ranked>(names, 'sharpeRatio', strategies.length);
  for (const [name, figures] of strategies) ranking.add(name, figures);
  return ranking;
}

const order = (ranking: WalkerRanking<Ranked>): string[] => rankResults(ranking.statistics().strategyResults).map(({ strategyName }) => strategyName);

describe('a comparison of strategies', () => {
  it('is by the metric, without a value last, then by total PnL', () => {
    const ranking = rankingOf(['none', stats(null, 5)], ['low', stats(-1, 90)], ['high', stats(2, 1)], ['less', stats(null, 3)], ['nothing', stats(null, null)], ['richer', stats(2, 4)]);
    expect(order(ranking)).toEqual(['richer', 'high', 'low', 'none', 'less', 'nothing']);
  });

  it('has a best strategy as soon as one was tested, even without a value', () => {
    expect(rankingOf().results()).toEqual({ ...names, metric: 'sharpeRatio', totalStrategies: 0, bestStrategy: null, bestMetric: null, bestStats: null });
    expect(rankingOf(['a', stats(null, 1)], ['b', stats(null, 2)]).results()).toMatchObject({ bestStrategy: 'b', bestMetric: null, bestStats: stats(null, 2) });
    expect(rankingOf(['a', stats(null, 9)], ['b', stats(-3, -9)]).results()).toMatchObject({ bestStrategy: 'b', bestMetric: -3 });
  });

  it('leaves the earlier of two equal strategies best and first', () => {
    const ranking = rankingOf(['a', stats(1)], ['b', stats(1)]);
    expect(ranking.results().bestStrategy).toBe('a');
    expect(order(ranking)).toEqual(['a', 'b']);
  });

  it('lists the results in the order of testing, last first', () => {
    const ranking = rankingOf(['a', stats(1)], ['b', stats(2)]);
    expect(ranking.statistics().strategyResults.map(({ strategyName }) => strategyName)).toEqual(['b', 'a']);
    expect(ranking.strategiesTested).toBe(2);
  });

  it.each(WALKER_METRICS)('knows the metric %s', (metric) => {
    expect(metricValueOf({ ...stats(null, null), [metric]: 1.5 }, metric)).toBe(1.5);
    expect(metricValueOf({ ...stats(null, null), [metric]: Infinity }, metric)).toBeNull();
  });
});
