import { CandleSeries, columnsOf } from '@tradewright/core';
import { backtest, type BacktestOptions, type RunEvent } from '@tradewright/core/run';
import { ArraySource, oracle, randomLife, type Life, type OracleEvent, type OracleOptions } from '@tradewright/core/testing';
import { differentStories } from './told-twice.ts';

/**
 * The oracle law (issue 3): the engine and the oracle tell the same story of a random life, event by event and field by
 * field.
 *
 * @returns `null` when they do, else where they part
 */
export async function oracleLaw(seed: number): Promise<string | null> {
  return oracleDifference(randomLife(seed));
}

/** What may be different about the engine, to see that the law notices. */
export interface Sabotage {
  readonly changes?: Partial<BacktestOptions>;
  readonly stopAfter?: number;
  /** What is made of the engine's words before they are held against the oracle's. */
  readonly retell?: (event: OracleEvent) => OracleEvent;
}

export async function oracleDifference(life: Life, { changes, stopAfter, retell }: Sabotage = {}): Promise<string | null> {
  const events = await engineEvents({ ...engineOptions(life), ...changes }, stopAfter ?? life.stopAfter);
  const told = retell === undefined ? events : events.map(retell);
  const difference = differentStories(told, oracle(oracleOptions(life)));
  return difference === null ? null : `seed ${life.seed}: ${difference}`;
}

export function oracleOptions(life: Life): OracleOptions {
  return { ...life, symbol: 'BTCUSDT', exchangeName: 'array' };
}

const COMPARED: ReadonlySet<RunEvent['kind']> = new Set(['idle', 'scheduled', 'waiting', 'opened', 'active', 'partial', 'closed', 'cancelled', 'refused', 'failed']);

/** What the engine says, in the oracle's words; the consumer stops the run where the life wants it. */
async function engineEvents(options: BacktestOptions, stopAfter: number | undefined): Promise<OracleEvent[]> {
  const run = backtest(options);
  const events: OracleEvent[] = [];
  for await (const event of run) {
    if (!COMPARED.has(event.kind)) continue;
    events.push(inOracleWords(event));
    if (events.length === stopAfter) run.stop();
  }
  return events;
}

function inOracleWords(event: RunEvent): OracleEvent {
  if (event.kind === 'failed') return { kind: 'failed', atMs: event.atMs, message: event.error.message };
  if (event.kind === 'gap' || event.kind === 'progress') throw new TypeError(`${event.kind} is no event of a signal.`);
  return event;
}

export function engineOptions(life: Life): BacktestOptions {
  const { candles, vwap, sizer } = life;
  return {
    symbol: 'BTCUSDT',
    exchangeName: 'array',
    strategy: life.strategy,
    candles: life.held ? CandleSeries.over(columnsOf(candles), { vwap }) : new ArraySource(candles, life.pageSize),
    series: { vwap },
    fromMs: life.fromMs,
    toMs: life.toMs,
    frame: life.frame,
    rules: life.rules,
    risk: life.risk,
    ...(sizer === undefined ? {} : { sizer }),
    stepEvery: life.stepEvery,
    wants: life.wants,
  };
}
