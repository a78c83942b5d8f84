import { INTERVALS } from '@tradewright/core';
import { textOf } from '../text-of.ts';
import type { ISizingSchema } from '../types.ts';
import { choiceFailures, commonFailures, nameFailures, numberFailures, type Fields } from './fields.ts';

const METHODS: readonly ISizingSchema['method'][] = ['fixed-percentage', 'kelly-criterion', 'atr-based', 'fixed-notional', 'volatility-target'];

export function sizingFailures(schema: Fields): string[] {
  return [...nameFailures(schema, ['sizingName']), ...choiceFailures(schema, 'method', METHODS), ...methodFailures(schema), ...limitFailures(schema), ...commonFailures(schema, ['onCalculate'])];
}

function methodFailures(schema: Fields): string[] {
  switch (schema.method) {
    case 'fixed-percentage':
      return riskFailures(schema);
    case 'kelly-criterion':
      return [
        ...given(schema, 'kellyMultiplier', () => numberFailures(schema, 'kellyMultiplier', { from: 0, to: 1 }, 'a number from 0 to 1')),
        ...given(schema, 'winRate', () => numberFailures(schema, 'winRate', { above: 0, below: 1 }, 'a number above 0 and below 1')),
        ...given(schema, 'winLossRatio', () => numberFailures(schema, 'winLossRatio', { above: 0 }, 'a positive number')),
      ];
    case 'atr-based':
      return [...riskFailures(schema), ...given(schema, 'atrMultiplier', () => numberFailures(schema, 'atrMultiplier', { above: 0 }, 'a positive number')), ...windowFailures(schema, 'atrInterval', 'atrPeriod', 1)];
    case 'fixed-notional':
      return numberFailures(schema, 'notional', { above: 0 }, 'a positive number (quote currency)');
    case 'volatility-target':
      return [...numberFailures(schema, 'targetPercentage', { above: 0 }, 'a positive number (percent)'), ...windowFailures(schema, 'volatilityInterval', 'volatilityPeriod', 2)];
    default:
      return [];
  }
}

function windowFailures(schema: Fields, interval: string, period: string, least: number): string[] {
  const whole = Number.isSafeInteger(schema[period]) && Number(schema[period]) >= least;
  return [...given(schema, interval, () => choiceFailures(schema, interval, INTERVALS)), ...given(schema, period, () => (whole ? [] : [`${period} must be a whole number of ${least} or more, got ${textOf(schema[period])}`]))];
}

function riskFailures(schema: Fields): string[] {
  return numberFailures(schema, 'riskPercentage', { from: 0, to: 100 }, 'a number from 0 to 100 (percent)');
}

function limitFailures(schema: Fields): string[] {
  const failures = ['maxPositionPercentage', 'minPositionSize', 'maxPositionSize'].flatMap((field) => given(schema, field, () => numberFailures(schema, field, { from: 0 }, 'a non-negative number')));
  const { minPositionSize: min, maxPositionSize: max } = schema;
  return typeof min === 'number' && typeof max === 'number' && min > max ? [...failures, `minPositionSize ${min} must not be above maxPositionSize ${max}`] : failures;
}

function given(schema: Fields, field: string, failures: () => string[]): string[] {
  return schema[field] === undefined ? [] : failures();
}
