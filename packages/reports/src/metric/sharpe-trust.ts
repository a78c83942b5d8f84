import { InputError } from '@tradewright/core';
import { finite, ratioToDeviation } from '../number/finite.ts';
import { normalQuantile, normalShare } from '../number/normal.ts';
import type { ReturnShape } from '../number/sample.ts';

const EULER_MASCHERONI = 0.577_215_664_901_532_9;

/** What was tried before this strategy was chosen. */
export interface Trials {
  /** Strategies or sets of parameters tried, this one included. */
  readonly count: number;
  /** Variance of their daily Sharpe ratios, not annualised. Without it that of strategies without any skill, 1 / (n − 1) over n days. */
  readonly sharpeVariance?: number | undefined;
}

/**
 * How likely it is that the true Sharpe ratio is above `benchmark`, given how few and how skewed the returns are:
 * Φ((SR − SR*)·√(n − 1) / √(1 − γ₃·SR + (γ₄ − 1)/4·SR²)) (Bailey and López de Prado 2012, "The Sharpe Ratio Efficient Frontier").
 *
 * @param benchmark per day, not annualised
 * @returns a share of one
 */
export function probabilisticSharpe(returns: ReturnShape, benchmark: number = 0): number | null {
  const sharpe = ratioToDeviation(returns.mean, returns.deviation);
  if (sharpe === null) return null;
  const spread = 1 - returns.skewness * sharpe + ((returns.kurtosis - 1) / 4) * sharpe ** 2;
  return spread > 0 ? finite(normalShare(((sharpe - benchmark) * Math.sqrt(returns.count - 1)) / Math.sqrt(spread))) : null;
}

/**
 * The Sharpe ratio that the best of so many trials without skill may be expected to show, per day:
 * √V·((1 − γ)·Φ⁻¹(1 − 1/N) + γ·Φ⁻¹(1 − 1/(N·e))) (Bailey and López de Prado 2014, "The Deflated Sharpe Ratio"). 0 for one trial.
 *
 * @throws {InputError} `statistics/trials` where the number of trials or their variance is none
 */
export function expectedBestSharpe(days: number, { count, sharpeVariance = 1 / (days - 1) }: Trials): number {
  if (!Number.isSafeInteger(count) || count < 1) throw new InputError('statistics/trials', `A strategy cannot be chosen from ${count} trials. Give a whole number from 1 on, this strategy included.`);
  if (!(sharpeVariance >= 0 && sharpeVariance < Infinity)) throw new InputError('statistics/trials', `The variance of the trials' Sharpe ratios is ${sharpeVariance}. Give a number from 0 on, or leave it out.`);
  if (count === 1) return 0;
  const best = (1 - EULER_MASCHERONI) * normalQuantile(1 - 1 / count) + EULER_MASCHERONI * normalQuantile(1 - 1 / (count * Math.E));
  return Math.sqrt(sharpeVariance) * best;
}

/** How likely it is that a strategy chosen from trials has skill at all: the probabilistic Sharpe ratio against the expected best of them. */
export function deflatedSharpe(returns: ReturnShape, trials: Trials): number | null {
  return probabilisticSharpe(returns, expectedBestSharpe(returns.count, trials));
}
