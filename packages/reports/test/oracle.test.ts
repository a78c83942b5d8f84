import fc from 'fast-check';
import { cumulativeStdNormalProbability, mean, quantile, rootMeanSquare, sampleKurtosis, sampleSkewness, sampleStandardDeviation, sum } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { BacktestFold } from '../src/fold/backtest.ts';
import { distributionOf } from '../src/metric/distribution.ts';
import { normalShare } from '../src/number/normal.ts';
import { shapeOf } from '../src/number/sample.ts';
import { daily } from './rows.ts';

// Figures beside those of simple-statistics, which shares no line with ours.

const results = fc.array(fc.double({ min: -50, max: 80, noNaN: true }), { minLength: 4, maxLength: 80, size: 'max' }).filter((values) => sampleStandardDeviation(values) > 1e-3);

function near(actual: number | null, expected: number): void {
  expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}

describe('an independent library finds the same', () => {
  it('sum, mean, deviation, Sharpe ratio and shares of wins and losses', () => {
    fc.assert(fc.property(results, (pnls) => {
      const fold = new BacktestFold();
      for (const row of daily(...pnls)) fold.add(row, row);
      const stats = fold.statistics();
      const [wins, losses] = [pnls.filter((pnl) => pnl > 0), pnls.filter((pnl) => pnl < 0)];
      near(stats.totalPnl, sum(pnls));
      near(stats.avgPnl, mean(pnls));
      near(stats.stdDev, sampleStandardDeviation(pnls));
      near(stats.sharpeRatio, mean(pnls) / sampleStandardDeviation(pnls));
      if (wins.length > 0) near(stats.avgWin, mean(wins));
      if (losses.length > 0) near(stats.avgLoss, mean(losses));
      if (wins.length > 0 && losses.length > 0) near(stats.profitFactor, sum(wins) / -sum(losses));
    }));
  });

  it('shape of daily returns, days at rest included', () => {
    fc.assert(fc.property(results, fc.nat(20), (values, zeros) => {
      const all = [...values, ...Array.from({ length: zeros }, () => 0)];
      const [n, shape] = [all.length, shapeOf(Float64Array.from(values), zeros)!];
      near(shape.mean, mean(all));
      near(shape.deviation, sampleStandardDeviation(all));
      near(shape.downside, rootMeanSquare(all.map((value) => Math.min(0, value))));
      // The library corrects both for bias, ours are those of the sample, as the deflated Sharpe ratio wants them.
      near((shape.skewness * Math.sqrt(n * (n - 1))) / (n - 2), sampleSkewness(all));
      near(((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (shape.kurtosis - 3) + 6), sampleKurtosis(all));
    }));
  });

  it('quantiles of excursions, where one value has the rank: elsewhere the library puts a figure between two', () => {
    const excursion = fc.oneof(fc.double({ min: -30, max: -1e-300, noNaN: true }), fc.constantFrom(-1, 0));
    const counts = fc.constantFrom(1, 21, 41, 101, 201);
    fc.assert(fc.property(counts.chain((n) => fc.array(excursion, { minLength: n, maxLength: n })), (values) => {
      const shape = distributionOf(Float64Array.from(values))!;
      expect([shape.min, shape.p5, shape.p25, shape.median, shape.p75, shape.p95, shape.max]).toEqual(quantile(values, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]));
      near(shape.mean, mean(values));
    }));
  });

  it('shares of the normal distribution, as far as its table goes', () => {
    for (let z = -3; z <= 3; z += 0.25) expect(normalShare(z)).toBeCloseTo(cumulativeStdNormalProbability(z), 4);
  });
});
