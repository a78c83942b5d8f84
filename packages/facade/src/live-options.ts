import { checkRules, DEFAULT_RULES, intervalMs, MINUTE_MS, type Broker, type Clock, type DurationMs, type KillSwitch, type Rules, type StateStore } from '@tradewright/core';
import { PaperBroker, runKeyOf, type LiveOptions, type RiskLedger, type RunNames } from '@tradewright/core/run';
import type { GlobalConfig } from './config.ts';
import type { ExchangeSource } from './exchange-source.ts';
import type { RunLimits } from './run-limits.ts';
import { checkOf, rulesOf, vwapOf, waysOf } from './run-options.ts';
import type { RunOver } from './run-over.ts';
import type { RunScope } from './run-scope.ts';
import { strategyOf } from './strategy.ts';
import type { IExchangeSchema, IStrategySchema } from './types.ts';

/** What is the same for all live runs of an instance. */
export interface LiveHouse {
  readonly account: string;
  /** The clock of the machine, whatever clock a run lives by. */
  readonly machineClock: Clock;
  /** Who this process is, for stores that several share. */
  readonly holder: string;
  readonly leaseMs: DurationMs | undefined;
  /** Absent: paper. */
  readonly broker: Broker | undefined;
  readonly killSwitch: KillSwitch | undefined;
}

export interface LiveParts {
  readonly house: LiveHouse;
  readonly scope: RunScope;
  readonly source: ExchangeSource;
  readonly exchange: IExchangeSchema;
  readonly strategy: IStrategySchema;
  readonly config: Readonly<GlobalConfig>;
  readonly rules: Rules;
  readonly clock: Clock;
  readonly over: RunOver;
  readonly store: StateStore;
  readonly limits: RunLimits;
  /** The slots of its risk profile. */
  readonly ledger: RiskLedger | null;
  readonly killSwitch: KillSwitch;
}

/** How a run trades. @throws {InputError} `rules/invalid` for a configuration that was set unsafely */
export function liveRulesOf(config: Readonly<GlobalConfig>, { interval }: IStrategySchema, names: RunNames): Rules {
  return checkRules({ ...DEFAULT_RULES, ...rulesOf(config, 'vwap'), key: runKeyOf(names), askEveryMs: intervalMs(interval), candleMs: MINUTE_MS });
}

/** What the engine needs, from what was registered and configured. */
export function liveOptionsOf({ house, scope, source, exchange, strategy, config, rules, clock, over, store, limits, ledger, killSwitch }: LiveParts): LiveOptions {
  const ways = waysOf(exchange, source, config);
  const { account, machineClock, holder, leaseMs, broker } = house;
  return {
    symbol: scope.names.symbol,
    strategy: strategyOf(strategy, scope, limits),
    candles: ways.candles,
    ...(ways.feed === undefined ? {} : { feed: ways.feed }),
    exchangeName: exchange.exchangeName,
    account,
    rules,
    series: { vwap: vwapOf(config), check: checkOf(config) },
    gaps: config.CC_CANDLE_GAP,
    graceMs: config.CC_CANDLE_GRACE_MS,
    askTimeoutMs: config.CC_MAX_SIGNAL_GENERATION_SECONDS * 1000,
    broker: broker ?? new PaperBroker(rules.costs),
    clock,
    machineClock,
    store,
    holder,
    cancel: over,
    ...(leaseMs === undefined ? {} : { leaseMs }),
    killSwitch,
    ...(limits.gate === null || ledger === null ? {} : { risk: [limits.gate], ledger }),
    ...(limits.sizer === null ? {} : { sizer: limits.sizer }),
  };
}
