import { textOf } from '../text-of.ts';
import type { WalkerMetric } from '../types.ts';
import { choiceFailures, commonFailures, isName, nameFailures, type Fields } from './fields.ts';

const METRICS: readonly WalkerMetric[] = ['sharpeRatio', 'annualizedSharpeRatio', 'winRate', 'totalPnl', 'certaintyRatio', 'avgPnl', 'expectedYearlyReturns'];

export function walkerFailures(schema: Fields): string[] {
  return [
    ...nameFailures(schema, ['walkerName', 'exchangeName', 'frameName']),
    ...strategiesFailures(schema.strategies),
    ...(schema.metric === undefined ? [] : choiceFailures(schema, 'metric', METRICS)),
    ...commonFailures(schema, ['onStrategyStart', 'onStrategyComplete', 'onStrategyError', 'onComplete']),
  ];
}

function strategiesFailures(strategies: unknown): string[] {
  if (!Array.isArray(strategies) || strategies.length === 0) return [`strategies must be a non-empty array of strategy names, got ${textOf(strategies)}`];
  const names: readonly unknown[] = strategies;
  const failures = names.flatMap((name, i) => (isName(name) ? [] : [`strategies[${i}] must be a non-empty string, got ${textOf(name)}`]));
  const doubles = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  return [...failures, ...doubles.map((name) => `strategies names ${textOf(name)} more than once`)];
}
