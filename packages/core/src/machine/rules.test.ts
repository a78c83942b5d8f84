import { describe, expect, it } from 'vitest';
import { RULES } from './machine.fixture.ts';
import { checkRules, DEFAULT_RULES, type Rules } from './rules.ts';

describe('rules', () => {
  it('that can be used are given back as they are', () => {
    expect(checkRules(RULES)).toBe(RULES);
  });

  it.each([
    ['no fee', { costs: { feeFrac: 0, slippageFrac: 0 } }],
    ['limits that are off', { limits: { minTakeProfitFrac: 0, minStopLossFrac: 0, maxStopLossFrac: 0, maxLifetimeMinutes: 0 } }],
    ['the VWAP as trigger', { trigger: 'vwap' }],
    ['target first', { intrabar: 'take-profit-first' }],
  ] as const)('may have %s', (_name, over) => {
    expect(() => checkRules({ ...RULES, ...over })).not.toThrow();
  });

  it.each([
    ['trigger', { trigger: 'auto' }],
    ['trigger', { trigger: undefined }],
    ['intrabar', { intrabar: 'worst-first' }],
    ['feeFrac', { costs: { feeFrac: -0.001, slippageFrac: 0 } }],
    ['slippageFrac', { costs: { feeFrac: 0, slippageFrac: Number.NaN } }],
    ['minTakeProfitFrac', { limits: { ...RULES.limits, minTakeProfitFrac: -1 } }],
    ['maxLifetimeMinutes', { limits: { ...RULES.limits, maxLifetimeMinutes: Infinity } }],
    ['askEveryMs', { askEveryMs: 0 }],
    ['scheduleAwaitMs', { scheduleAwaitMs: Infinity }],
    ['candleMs', { candleMs: Number.NaN }],
  ])('name the figure that cannot be used: %s', (field, over) => {
    expect(() => checkRules({ ...RULES, ...over } as Rules)).toThrow(expect.objectContaining({ name: 'InputError', code: 'rules/invalid', message: expect.stringContaining(`Rules of run: ${field} must be`) }));
  });

  it('default to the costs and limits of the seeds, stop first', () => {
    expect(DEFAULT_RULES).toEqual({
      intrabar: 'stop-loss-first', costs: { feeFrac: 0.001, slippageFrac: 0.001 }, scheduleAwaitMs: 7_200_000, candleMs: 60_000, partials: { profitFracs: [], lossFracs: [] },
      limits: { minTakeProfitFrac: 0.005, minStopLossFrac: 0.005, maxStopLossFrac: 0.2, maxLifetimeMinutes: 1440 },
    });
  });
});
