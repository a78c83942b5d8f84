import { backtest, type BacktestOptions, type RunEvent } from '@tradewright/core/run';
import { ArraySource, randomScenario, type Scenario } from '@tradewright/core/testing';
import type { Law } from './laws/law.ts';

/** Random runs per law: thousands in `npm test`, more by `LAWS_RUNS` in the nightly. */
export const RUNS = Number(process.env['LAWS_RUNS'] ?? 2000);

/** Of laws that the facade's tests run at full count, and of some beside the five of the issue. */
export const FEWER: number = Math.ceil(RUNS / 4);

const FIRST_SEED = Number(process.env['LAWS_SEED'] ?? 1);

/** How long a law may take in a test; machines are slow at times. */
export const LAW_TIMEOUT_MS = 300_000 + RUNS * 100;

/** The seeds of a law's runs. A failure names its seed; that run alone is then `LAWS_SEED=<seed> LAWS_RUNS=1`. */
export function* seeds(runs: number = RUNS): Generator<number> {
  for (let i = 0; i < runs; i++) yield FIRST_SEED + i;
}

/** The first seed for which a law does not hold, with what differs there, or `null`. */
export async function broken(law: Law, runs: number = RUNS): Promise<string | null> {
  for (const seed of seeds(runs)) {
    const found = await law(seed);
    if (found !== null) return `seed ${seed}: ${found}`;
  }
  return null;
}

export type Changes = Partial<BacktestOptions>;

/** A backtest of a scenario, with everything that may differ in `changes`. */
export function optionsOf(scenario: Scenario, changes: Changes = {}): BacktestOptions {
  return {
    symbol: 'BTCUSDT',
    strategy: scenario.strategy,
    candles: new ArraySource(scenario.candles, scenario.pageSize),
    fromMs: scenario.fromMs,
    toMs: scenario.toMs,
    frame: scenario.frame,
    rules: scenario.rules,
    ...changes,
  };
}

export async function eventsOf(options: BacktestOptions): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of backtest(options)) events.push(event);
  return events;
}

/** What a run decided: everything but remarks on the data. */
export function decisions(events: readonly RunEvent[]): RunEvent[] {
  return events.filter(({ kind }) => kind !== 'gap' && kind !== 'progress' && kind !== 'idle' && kind !== 'active' && kind !== 'waiting');
}

export { randomScenario };
