import { backtest, type BacktestOptions, type RunEvent } from '@tradewright/core/run';
import { ArraySource, randomScenario, type Scenario } from '@tradewright/core/testing';

/** Random runs per law: thousands in `npm test`, more by `LAWS_RUNS` in the nightly. */
export const RUNS = Number(process.env['LAWS_RUNS'] ?? 2000);

/** The seeds of a law's runs. A failure names its seed; that run alone is then `LAWS_SEED=<seed> LAWS_RUNS=1`. */
export function* seeds(): Generator<number> {
  const first = Number(process.env['LAWS_SEED'] ?? 1);
  for (let i = 0; i < RUNS; i++) yield first + i;
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
