import { textOf } from '../text-of.ts';
import { commonFailures, functionFailures, isObject, nameFailures, type Fields } from './fields.ts';

export function exchangeFailures(schema: Fields): string[] {
  const failures = [...nameFailures(schema, ['exchangeName']), ...functionFailures(schema, ['getCandles', 'formatPrice', 'formatQuantity']), ...commonFailures(schema, ['onCandleData'])];
  const { maxCandlesPerRequest: page, source, feed } = schema;
  if (page !== undefined && !(Number.isSafeInteger(page) && Number(page) > 0)) failures.push(`maxCandlesPerRequest must be a positive integer, got ${textOf(page)}`);
  if (source !== undefined && !(isObject(source) && typeof source.candles === 'function')) failures.push('source must have a function candles');
  if (feed !== undefined && !(isObject(feed) && typeof feed.candles === 'function')) failures.push('feed must have a function candles');
  return failures;
}
