import { InputError } from '@tradewright/core';
import type { Fault, FaultKind } from './fault.ts';
import type { FaultRule } from './rule.ts';

type Check = 'number' | readonly unknown[];
/** What each kind must have (`kind`), and what it may have (with a question mark). */
const FIELDS: { readonly [Kind in FaultKind]: Readonly<Record<string, Check>> } = {
  status: { status: 'number', 'retryAfterS?': 'number' },
  hang: {},
  cut: { at: ['before', 'middle'] },
  garbage: {},
  html: { 'status?': 'number' },
  empty: {},
  shape: { shape: ['object', 'null', 'number', 'texts', 'short-rows'] },
  missing: { 'rows?': 'number' },
  none: {},
  duplicate: {},
  disorder: { 'all?': [true, false] },
  unclosed: {},
  broken: { 'how?': ['high-below-low', 'nan', 'zero', 'off-grid'] },
  price: { 'factor?': 'number' },
  slow: { delayMs: 'number' },
  skew: { skewMs: 'number' },
  late: { lateMs: 'number' },
  'stream-refuse': { 'status?': 'number' },
  'stream-cut': {},
  'stream-silence': {},
  'stream-drop': {},
  'stream-late': { lateMs: 'number' },
  'stream-duplicate': {},
  'stream-garbage': {},
};

const RULE_FIELDS: ReadonlySet<string> = new Set(['fault', 'path', 'symbol', 'closed', 'nth', 'after', 'probability', 'count', 'inARow'] satisfies (keyof FaultRule)[]);

/**
 * A rule that came from outside.
 *
 * @throws {InputError} `fake-exchange/faults`
 */
export function checkRule(rule: unknown): FaultRule {
  if (typeof rule !== 'object' || rule === null || !('fault' in rule)) throw wrong(`A rule is an object with a fault, such as {"fault":{"kind":"garbage"}}, not ${JSON.stringify(rule)}.`);
  const odd = Object.keys(rule).find((field) => !RULE_FIELDS.has(field));
  if (odd !== undefined) throw wrong(`A rule has no ${odd}; it has ${[...RULE_FIELDS].join(' ')}.`);
  for (const fault of [rule.fault].flat()) checkFault(fault);
  return rule as FaultRule;
}

function checkFault(fault: unknown): asserts fault is Fault {
  const { kind, ...given } = (fault ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof kind !== 'string' || !Object.hasOwn(FIELDS, kind)) throw wrong(`There is no fault of kind ${JSON.stringify(kind)}; there are ${Object.keys(FIELDS).join(' ')}.`);
  const fields = FIELDS[kind as FaultKind];
  for (const [name, check] of Object.entries(fields)) {
    const value = given[name.replace('?', '')];
    if (value === undefined && name.endsWith('?')) continue;
    if (check === 'number' ? typeof value !== 'number' : !check.includes(value)) throw wrong(`${kind}: ${name.replace('?', '')} must be ${check === 'number' ? 'a number' : `one of ${check.join(' ')}`}, not ${JSON.stringify(value)}.`);
  }
}

function wrong(message: string): InputError {
  return new InputError('fake-exchange/faults', message);
}
