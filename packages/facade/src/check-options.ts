import { InputError } from '@tradewright/core';
import { textOf } from './text-of.ts';

export const CLOCK_FUNCTIONS: readonly string[] = ['nowMs', 'elapsedMs', 'breathe', 'sleep', 'after'];

/** The functions that each part must have; a part that is itself a function has none. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  clock: CLOCK_FUNCTIONS,
  machineClock: CLOCK_FUNCTIONS,
  store: ['load', 'commit', 'events', 'close'],
  broker: ['place', 'find', 'close'],
  killSwitch: ['halt', 'resume', 'reading', 'onHalt'],
  reports: ['write'],
  logger: ['log', 'debug', 'info', 'warn'],
};
/** Parts that say what they can promise. */
const DECLARES = ['store', 'broker'];
const FUNCTIONS = ['exchangeClient', 'clockOf'];
const TEXTS = ['account', 'holder'];
const KNOWN = ['config', ...FUNCTIONS, ...Object.keys(PARTS), ...TEXTS, 'leaseMs'];

/** @throws {InputError} `options/invalid` for what `createTradewright` cannot make an instance of */
export function checkOptions(options: unknown): void {
  const fail = (what: string): never => {
    throw new InputError('options/invalid', `createTradewright ${what}.`);
  };
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return fail(`takes an object with ${KNOWN.join(', ')}, or nothing, got ${textOf(options)}`);
  for (const [name, part] of Object.entries(options)) {
    if (!KNOWN.includes(name)) fail(`knows no part ${name}; known are ${KNOWN.join(', ')}`);
    if (part === undefined || name === 'config') continue;
    if (FUNCTIONS.includes(name) && typeof part !== 'function') fail(`needs a function as ${name}, got ${textOf(part)}`);
    if (TEXTS.includes(name) && (typeof part !== 'string' || part === '')) fail(`needs a text as ${name}, got ${textOf(part)}`);
    if (name === 'leaseMs' && !(typeof part === 'number' && part > 0 && part < Infinity)) fail(`needs a positive number of milliseconds as leaseMs, got ${textOf(part)}`);
    const missing = missingOf(part, PARTS[name] ?? []);
    if (DECLARES.includes(name) && missing.length === 0 && typeof Reflect.get(part as object, 'can') !== 'object') fail(`needs a ${name} that says what it can do in its field can`);
    if (missing.length > 0) fail(`needs a ${name} with the functions ${PARTS[name]!.join(', ')}; ${missing.join(', ')} is missing`);
  }
}

/** Those of the functions that something does not have. */
export function missingOf(part: unknown, functions: readonly string[]): string[] {
  return functions.filter((method) => typeof part !== 'object' || part === null || typeof Reflect.get(part, method) !== 'function');
}
