import type { Broker, Clock, DurationMs, StateStore } from '@tradewright/core';
import { PaperBroker, type LiveOptions, type RiskLedger } from '@tradewright/core/run';
import type { GlobalConfig } from './config.ts';
import type { ExchangeSource } from './exchange-source.ts';
import type { RiskGate } from './risk-gate.ts';
import { checkOf, rulesOf, vwapOf } from './run-options.ts';
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
}

export interface LiveParts {
  readonly house: LiveHouse;
  readonly scope: RunScope;
  readonly source: ExchangeSource;
  readonly exchange: IExchangeSchema;
  readonly strategy: IStrategySchema;
  readonly config: Readonly<GlobalConfig>;
  readonly clock: Clock;
  readonly over: RunOver;
  readonly store: StateStore;
  readonly risk: { readonly gate: RiskGate; readonly ledger: RiskLedger } | null;
}

/** What the engine needs, from what was registered and configured. */
export function liveOptionsOf({ house, scope, source, exchange, strategy, config, clock, over, store, risk }: LiveParts): LiveOptions {
  const { account, machineClock, holder, leaseMs, broker } = house;
  const rules = rulesOf(config, 'vwap');
  return {
    symbol: scope.names.symbol,
    strategy: strategyOf(strategy, scope, risk?.gate ?? null),
    candles: config.CC_CANDLE_PREFETCH ? (exchange.source ?? source) : source,
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
    ...(risk === null ? {} : { risk: [risk.gate], ledger: risk.ledger }),
  };
}
