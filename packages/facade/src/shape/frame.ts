import { INTERVALS } from '@tradewright/core';
import { textOf } from '../text-of.ts';
import { choiceFailures, commonFailures, dateFailures, functionFailures, isAscending, nameFailures, type Fields } from './fields.ts';

export function frameFailures(schema: Fields): string[] {
  const { startDate, endDate } = schema;
  const dates = dateFailures(schema, ['startDate', 'endDate']);
  if (dates.length === 0 && !isAscending(startDate, endDate)) dates.push(`startDate ${textOf(startDate)} must be before endDate ${textOf(endDate)}`);
  return [
    ...nameFailures(schema, ['frameName']),
    ...choiceFailures(schema, 'interval', INTERVALS),
    ...dates,
    ...(schema.getTimeframe === undefined ? [] : functionFailures(schema, ['getTimeframe'])),
    ...commonFailures(schema, ['onTimeframe']),
  ];
}
