import { isInterval } from '@tradewright/core';
import { textOf } from '../text-of.ts';
import type { SignalInterval } from '../types.ts';
import { choiceFailures, commonFailures, functionFailures, isObject, nameFailures, type Fields } from './fields.ts';

const INTERVALS: readonly SignalInterval[] = ['1m', '3m', '5m', '15m', '30m', '1h'];
const CALLBACKS = ['onTick', 'onOpen', 'onActive', 'onIdle', 'onClose', 'onSchedule', 'onCancel', 'onWrite', 'onPartialProfit', 'onPartialLoss'];

export function strategyFailures(schema: Fields): string[] {
  return [
    ...nameFailures(schema, ['strategyName']),
    ...functionFailures(schema, ['getSignal']),
    ...choiceFailures(schema, 'interval', INTERVALS),
    ...nameFailures(schema, ['riskName', 'sizingName'].filter((field) => schema[field] !== undefined)),
    ...historyFailures(schema.history),
    ...commonFailures(schema, CALLBACKS),
  ];
}

function historyFailures(history: unknown): string[] {
  if (history === undefined) return [];
  if (!isObject(history)) return [`history must be an object, got ${textOf(history)}`];
  return Object.entries(history)
    .filter(([interval, count]) => !isInterval(interval) || !Number.isSafeInteger(count) || Number(count) < 0)
    .map(([interval, count]) => `history must give a whole number of candles per known interval, got ${interval}: ${textOf(count)}`);
}
