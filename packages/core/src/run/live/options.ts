import { InputError } from '../../error.ts';
import { intervalMs } from '../../market/interval.ts';
import { CandleSeries, type SeriesOptions } from '../../market/series.ts';
import { checkRules, DEFAULT_RULES, type Rules } from '../../machine/rules.ts';
import type { Broker } from '../../ports/broker.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { CandleFeed } from '../../ports/candle-feed.ts';
import type { CandleSource } from '../../ports/candle-source.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KillSwitch } from '../../ports/kill-switch.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import type { Sizer } from '../../ports/sizer.ts';
import type { StateStore } from '../../ports/state-store.ts';
import type { Strategy } from '../../ports/strategy.ts';
import { MINUTE_MS, type DurationMs } from '../../units.ts';
import { declarationsOf } from '../history.ts';
import type { BacktestOptions, QuietKind } from '../options.ts';
import { checkRiskRules } from '../rule-memory.ts';
import type { RiskLedger } from './risk-ledger.ts';
import { runKeyOf, type RunNames } from './run-record.ts';

export interface LiveOptions {
  readonly symbol: string;
  readonly strategy: Strategy;
  readonly exchangeName?: string;
  /** Default `default`. */
  readonly account?: string;
  /** One-minute candles, asked for at each tick. */
  readonly candles: CandleSource;
  /** Says what closes as it closes; `candles` is then asked for the past only, and where the feed fails. */
  readonly feed?: CandleFeed;
  /** The trigger must be chosen; the rest has the seeds' defaults. */
  readonly rules: BacktestOptions['rules'];
  readonly store: StateStore;
  readonly clock: Clock;
  /** The clock of the machine, where `clock` is that of a replay: for rests that stores and leases need, and slow strategies. Default: `clock`. */
  readonly machineClock?: Clock;
  readonly broker: Broker;
  readonly risk?: readonly RiskRule[];
  /** The slots that the rules look at, and the money behind them, shared by the runs of an account. Needed with `risk`. */
  readonly ledger?: RiskLedger;
  /** Halts it, with all other runs of the account; kept in the same store. */
  readonly killSwitch?: KillSwitch;
  /** Default: one unit of base currency. */
  readonly sizer?: Sizer;
  readonly series?: Pick<SeriesOptions, 'vwap' | 'check'>;
  /** What a gap in the candles means. Default `skip`. */
  readonly gaps?: 'skip' | 'error';
  /** Quiet events wanted beside the transitions. Default: all. */
  readonly wants?: readonly Exclude<QuietKind, 'progress'>[];
  /** How long a tick waits for its candle. Default 5,000. */
  readonly graceMs?: DurationMs;
  /** A strategy that has not answered after this time has given no signal. Default 180,000. */
  readonly askTimeoutMs?: DurationMs;
  /** Who this process is, for stores that several share. Default: a name made of the clock. */
  readonly holder?: string;
  /** How long others wait for a process that does not answer any more. Default 15,000. */
  readonly leaseMs?: DurationMs;
  /** Ends the run where it stands: everything stays stored, a restart goes on (decision 20). */
  readonly cancel?: CancelSignal;
}

export function namesOf({ exchangeName = '', account = 'default', symbol, strategy }: LiveOptions): RunNames {
  return { exchangeName, account, symbol, strategyName: strategy.name };
}

/** @throws {InputError} `rules/invalid`, `live/options`, `risk/name`, `risk/capital`, `strategy/history`, `series/vwap` */
export function rulesOf(options: LiveOptions): Rules {
  const { rules, strategy, risk = [], ledger, graceMs = 0, leaseMs = 1, askTimeoutMs = 1 } = options;
  if (risk.length > 0 && ledger === undefined) throw new InputError('live/options', `A live run of ${options.symbol} with risk rules needs a ledger for its slots.`);
  checkRiskRules(risk, ledger?.hasAccount === true);
  if (!(graceMs >= 0 && graceMs < MINUTE_MS)) throw new InputError('live/options', `graceMs must be from 0 to below a minute, not ${graceMs}.`);
  for (const [name, value] of Object.entries({ leaseMs, askTimeoutMs })) if (!(value > 0 && value < Infinity)) throw new InputError('live/options', `${name} must be positive, not ${value}.`);
  // What would only come to light at the first tick is better said now.
  declarationsOf(strategy);
  void new CandleSeries(options.series);
  // An explicit `undefined` erases no default (decision 16).
  const given = Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined)) as typeof rules;
  return checkRules({ ...DEFAULT_RULES, ...given, key: rules.key ?? runKeyOf(namesOf(options)), askEveryMs: intervalMs(strategy.interval), candleMs: MINUTE_MS });
}
