import type { BacktestOptions } from '@tradewright/core/run';
import { randomLife, type Life, type OracleEvent } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { oracleDifference, oracleLaw, type Sabotage } from './laws/oracle-law.ts';

const RUNS = Number(process.env['LAWS_RUNS'] ?? 10_000);
const FIRST_SEED = Number(process.env['LAWS_SEED'] ?? 1);
const MINUTE_MS = 60_000;
/** However many runs are wanted. */
const LIMIT_MS = 24 * 3_600_000;
/** A broken engine must show within so many lives. */
const PATIENCE = 300;

describe('the oracle law', () => {
  it('the engine tells what the oracle foretells, event by event and field by field', async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      const difference = await oracleLaw(seed);
      if (difference !== null) expect.fail(difference);
    }
  }, LIMIT_MS);

  it.each<[string, (life: Life) => Partial<BacktestOptions>]>([
    ['with the other intrabar policy', ({ rules }) => ({ rules: { ...rules, intrabar: rules.intrabar === 'stop-loss-first' ? 'take-profit-first' : 'stop-loss-first' } })],
    ['with the other trigger', ({ rules }) => ({ rules: { ...rules, trigger: rules.trigger === 'vwap' ? 'candle-range' : 'vwap' } })],
    ['with a fee one millionth higher', ({ rules }) => ({ rules: { ...rules, costs: { ...rules.costs, feeFrac: rules.costs.feeFrac + 1e-6 } } })],
    ['without slippage', ({ rules }) => ({ rules: { ...rules, costs: { ...rules.costs, slippageFrac: 0 } } })],
    ['that lets orders wait a minute longer', ({ rules }) => ({ rules: { ...rules, scheduleAwaitMs: rules.scheduleAwaitMs + MINUTE_MS } })],
    ['with partial levels a hair away', ({ rules }) => ({ rules: { ...rules, partials: { ...rules.partials, profitFracs: rules.partials.profitFracs.map((frac) => frac - 1e-6) } } })],
    ['without a limit to stops', ({ rules }) => ({ rules: { ...rules, limits: { ...rules.limits, maxStopLossFrac: 0 } } })],
    ['with another VWAP window', ({ vwap }) => ({ series: { vwap: { ...vwap, count: vwap.count + 1 } } })],
    ['without its second risk rule', ({ risk }) => ({ risk: risk.slice(0, 1) })],
    ['that asks one frame too long', ({ toMs }) => ({ toMs: toMs + MINUTE_MS })],
  ])('notices an engine %s', async (_how, change) => {
    expect(await noticed((life) => ({ changes: change(life) }))).not.toBeNull();
  });

  it('notices an engine that lets positions live a minute longer than it says', async () => {
    expect(await noticed(({ strategy }) => ({ changes: { strategy: longer(strategy) }, retell: shorter }))).toMatch(/time-expired/);
  });

  it('notices an engine that does not stop', async () => {
    expect(await noticed(() => ({ stopAfter: Infinity }))).not.toBeNull();
  });
});

/** The first difference that a broken engine makes. */
async function noticed(sabotage: (life: Life) => Sabotage): Promise<string | null> {
  for (let seed = 1; seed <= PATIENCE; seed++) {
    const { rules, ...rest } = randomLife(seed);
    // A series brings its own VWAP, and a limit on lifetimes would be told of.
    const life = { ...rest, held: false, rules: { ...rules, limits: { ...rules.limits, maxLifetimeMinutes: 0 } } };
    const difference = await oracleDifference(life, sabotage(life));
    if (difference !== null) return difference;
  }
  return null;
}

/** Asks for lives one minute longer. */
function longer(strategy: Life['strategy']): Life['strategy'] {
  return {
    ...strategy,
    ask(context) {
      const answer = strategy.ask(context);
      if (answer instanceof Promise || typeof answer !== 'object' || answer === null || !(Number.isInteger(answer.lifetimeMinutes) && answer.lifetimeMinutes > 0)) return answer;
      return { ...answer, lifetimeMinutes: answer.lifetimeMinutes + 1 };
    },
  };
}

/** Takes the minute back in words, so that only what happens gives it away. */
function shorter(event: OracleEvent): OracleEvent {
  return retold(event) as OracleEvent;
}

function retold(value: unknown, field = ''): unknown {
  if (field === 'lifetimeMinutes' && Number.isInteger(value) && Number(value) > 0) return Number(value) - 1;
  if (field === 'lifetimeMs' || field === 'expiresAtMs') return Number(value) - MINUTE_MS;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => retold(entry));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, retold(entry, key)]));
}
