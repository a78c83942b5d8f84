import type { ISizingSchema } from '../types.ts';
import { choiceFailures, commonFailures, nameFailures, numberFailures, type Fields } from './fields.ts';

const METHODS: readonly ISizingSchema['method'][] = ['fixed-percentage', 'kelly-criterion', 'atr-based'];

export function sizingFailures(schema: Fields): string[] {
  return [...nameFailures(schema, ['sizingName']), ...choiceFailures(schema, 'method', METHODS), ...methodFailures(schema), ...limitFailures(schema), ...commonFailures(schema, ['onCalculate'])];
}

function methodFailures(schema: Fields): string[] {
  switch (schema.method) {
    case 'fixed-percentage':
      return riskFailures(schema);
    case 'kelly-criterion':
      return given(schema, 'kellyMultiplier', () => numberFailures(schema, 'kellyMultiplier', { from: 0, to: 1 }, 'a number from 0 to 1'));
    case 'atr-based':
      return [...riskFailures(schema), ...given(schema, 'atrMultiplier', () => numberFailures(schema, 'atrMultiplier', { above: 0 }, 'a positive number'))];
    default:
      return [];
  }
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
