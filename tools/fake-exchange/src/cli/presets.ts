import { InputError } from '@tradewright/core';
import { checkRule } from '../faults/check-rule.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { HIDDEN_FAULTS, VISIBLE_FAULTS } from '../faults/random-faults.ts';
import type { FaultRule } from '../faults/rule.ts';

/** Plans that have a name. */
export const PRESETS: Readonly<Record<string, readonly FaultRule[]>> = {
  quiet: [],
  flaky: [{ fault: VISIBLE_FAULTS, probability: 0.1, inARow: 3 }],
  storm: [{ fault: VISIBLE_FAULTS, probability: 0.5, inARow: 3 }, { fault: { kind: 'stream-cut' }, probability: 0.2 }],
  slow: [{ fault: { kind: 'slow', delayMs: 2000 } }],
  down: [{ fault: { kind: 'status', status: 503 } }, { fault: { kind: 'stream-refuse' } }],
  banned: [{ fault: { kind: 'status', status: 418, retryAfterS: 120 } }],
  lying: [{ fault: [...HIDDEN_FAULTS, { kind: 'price' }], probability: 0.3 }],
  'cut-off': [{ fault: { kind: 'cut', at: 'middle' }, probability: 0.3 }, { fault: { kind: 'stream-cut' }, probability: 0.3 }],
  silent: [{ fault: { kind: 'stream-silence' }, after: 5 }],
};

/**
 * A plan by the name of a preset, or from JSON: a rule, a list of rules, or `{ "seed": 1, "rules": [] }`.
 *
 * @throws {InputError} `fake-exchange/faults`
 */
export function planOf(text: string): FaultPlan {
  if (Object.hasOwn(PRESETS, text)) return new FaultPlan(PRESETS[text]);
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw new InputError('fake-exchange/faults', `It is neither JSON nor one of ${Object.keys(PRESETS).join(' ')}.`, { cause });
  }
  const { seed, rules } = (Array.isArray(read) ? { rules: read } : isRecord(read) && 'rules' in read ? read : { rules: [read] }) as { readonly seed?: unknown; readonly rules: unknown };
  if (!Array.isArray(rules)) throw new InputError('fake-exchange/faults', 'rules must be a list.');
  return new FaultPlan(rules.map(checkRule), typeof seed === 'number' ? { seed } : {});
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
