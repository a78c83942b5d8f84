import { InputError } from '@tradewright/core';
import { textOf } from './text-of.ts';

/** The functions that each part must have; a part that is itself a function has none. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  clock: ['nowMs', 'elapsedMs', 'breathe', 'sleep', 'after'],
  reports: ['write'],
  logger: ['log', 'debug', 'info', 'warn'],
};
const KNOWN = ['config', 'exchangeClient', ...Object.keys(PARTS)];

/** @throws {InputError} `options/invalid` for what `createTradewright` cannot make an instance of */
export function checkOptions(options: unknown): void {
  const fail = (what: string): never => {
    throw new InputError('options/invalid', `createTradewright ${what}.`);
  };
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return fail(`takes an object with ${KNOWN.join(', ')}, or nothing, got ${textOf(options)}`);
  for (const [name, part] of Object.entries(options)) {
    if (!KNOWN.includes(name)) fail(`knows no part ${name}; known are ${KNOWN.join(', ')}`);
    if (part === undefined || name === 'config') continue;
    if (name === 'exchangeClient' && typeof part !== 'function') fail(`needs a function as exchangeClient, got ${textOf(part)}`);
    const missing = (PARTS[name] ?? []).filter((method) => typeof part !== 'object' || part === null || typeof Reflect.get(part, method) !== 'function');
    if (missing.length > 0) fail(`needs a ${name} with the functions ${PARTS[name]!.join(', ')}; ${missing.join(', ')} is missing`);
  }
}
