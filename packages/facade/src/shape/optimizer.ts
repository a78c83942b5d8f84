import { textOf } from '../text-of.ts';
import type { IOptimizerTemplate } from '../types.ts';
import { commonFailures, functionFailures, functionsOf, isName, isObject, nameFailures, rangeFailures, type Fields } from './fields.ts';

const TEMPLATES: readonly (keyof IOptimizerTemplate)[] = [
  'getTopBanner', 'getUserMessage', 'getAssistantMessage', 'getWalkerTemplate', 'getExchangeTemplate', 'getFrameTemplate', 'getStrategyTemplate', 'getLauncherTemplate', 'getTextTemplate', 'getJsonTemplate', 'getJsonDumpTemplate',
];

export function optimizerFailures(schema: Fields): string[] {
  return [
    ...nameFailures(schema, ['optimizerName']),
    ...listFailures(schema, 'rangeTrain', rangeFailures),
    ...rangeFailures(schema.rangeTest, 'rangeTest'),
    ...listFailures(schema, 'source', sourceFailures),
    ...functionFailures(schema, ['getPrompt']),
    ...functionsOf(schema, 'template', TEMPLATES),
    ...commonFailures(schema, ['onData', 'onCode', 'onDump', 'onSourceData']),
  ];
}

function listFailures(schema: Fields, field: string, failuresOf: (one: unknown, where: string) => string[]): string[] {
  const list = schema[field];
  if (!Array.isArray(list) || list.length === 0) return [`${field} must be a non-empty array, got ${textOf(list)}`];
  return list.flatMap((one: unknown, i) => failuresOf(one, `${field}[${i}]`));
}

function sourceFailures(source: unknown, where: string): string[] {
  if (typeof source === 'function') return [];
  if (!isObject(source) || typeof source.fetch !== 'function') return [`${where} must be a function or an object with a function fetch, got ${textOf(source)}`];
  const failures = isName(source.name) ? [] : [`${where}.name must be a non-empty string, got ${textOf(source.name)}`];
  for (const field of ['user', 'assistant']) if (source[field] !== undefined && typeof source[field] !== 'function') failures.push(`${where}.${field} must be a function, got ${textOf(source[field])}`);
  return failures;
}
