import type { Broker, Clock, DurationMs, KillSwitch, StateStore } from '@tradewright/core';
import { Container } from 'typedi';
import { Config } from './config.ts';
import { Events } from './events.ts';
import { Listeners } from './listeners.ts';
import { LiveStores } from './live-stores.ts';
import type { RunClock } from './lives.ts';
import { LoggerSwitch } from './logger.ts';
import { Persisted } from './persist/adapters.ts';
import { Registries } from './registries.ts';
import { FILES, type ReportWriter } from './report/report-writer.ts';
import { Reports } from './report/reports.ts';
import { Risks } from './risks.ts';
import { SystemClock } from './system-clock.ts';
import type { RunNames } from './tick-result.ts';
import type { IExchangeSchema, ILogger } from './types.ts';
import { CLOCK, CONFIG, EVENTS, LISTENERS, LIVE_STORES, LOGGER, PERSISTED, REGISTRIES, REPORTS, RISKS } from './tokens.ts';

/** The parts of one instance, resolved once: a look-up in the container is linear. */
export interface Parts {
  readonly clock: Clock;
  readonly config: Config;
  /** The client of a registered exchange. Throws `registry/unknown`. */
  readonly exchangeOf: (exchangeName: string, caller: string) => IExchangeSchema;
  readonly events: Events;
  readonly listeners: Listeners;
  readonly liveStores: LiveStores;
  readonly logger: LoggerSwitch;
  readonly persisted: Persisted;
  readonly registry: Registries;
  readonly reports: Reports;
  readonly risks: Risks;
}

/** Parts a user may bring. */
export interface Replacements {
  readonly clock?: Clock;
  /** Hears what the instance has to say, as `setLogger` would have it. */
  readonly logger?: ILogger;
  /** What stands in for a registered exchange wherever one is asked: a cache, a recorder, another source of candles. */
  readonly exchangeClient?: (schema: IExchangeSchema) => IExchangeSchema;
  /** Where `dump` writes reports to; files by default. */
  readonly reports?: ReportWriter;
  /**
   * Where live runs keep their state. Its owner closes it. Default: files in `./dump/data`, open while a live run is
   * under way; or the classes given to `PersistSignalAdapter` and its like.
   */
  readonly store?: StateStore;
  /** Whose money it is: runs of different accounts never touch. Default `default`. */
  readonly account?: string;
  /** Halts live runs. Default: a switch that is kept in the store. */
  readonly killSwitch?: KillSwitch;
  /** Executes the orders of live runs. Default: paper, at the configured costs. */
  readonly broker?: Broker;
  /** The clock a live run lives by, asked for when it is started; `leave` is called when it is over. Default: `clock`. */
  readonly clockOf?: (run: RunNames) => RunClock;
  /** The clock of the machine where runs live by others: for rests that stores, leases and exchanges need. Default: `clock`. */
  readonly machineClock?: Clock;
  /** Who this process is, for stores that several share. Default: made of host, process and chance. */
  readonly holder?: string;
  /** How long others wait for a process that does not answer any more. Default 15,000. */
  readonly leaseMs?: DurationMs;
}

let instances = 0;

/** Builds the parts of one instance in a container of its own. @returns them, and the function that disposes of them */
export function assemble(replacements: Replacements): { readonly parts: Parts; readonly dispose: () => void } {
  const id = `tradewright-${++instances}`;
  const container = Container.of(id);
  container.set({ id: CLOCK, value: replacements.clock ?? new SystemClock() });
  container.set({ id: CONFIG, factory: () => new Config(container.get(LOGGER)) });
  container.set({ id: EVENTS, factory: () => new Events() });
  container.set({ id: LISTENERS, factory: () => new Listeners(container.get(EVENTS)) });
  container.set({ id: LIVE_STORES, factory: () => new LiveStores(replacements.store, container.get(PERSISTED), container.get(LOGGER)) });
  container.set({ id: LOGGER, factory: () => new LoggerSwitch() });
  container.set({ id: PERSISTED, factory: () => new Persisted(replacements.machineClock ?? container.get(CLOCK)) });
  container.set({ id: REGISTRIES, factory: () => new Registries() });
  container.set({ id: REPORTS, factory: () => new Reports(replacements.reports ?? FILES) });
  container.set({ id: RISKS, factory: () => new Risks({ registry: container.get(REGISTRIES), events: container.get(EVENTS), clock: container.get(CLOCK), config: container.get(CONFIG) }) });
  const { logger, exchangeClient = (schema) => schema } = replacements;
  if (logger !== undefined) container.get(LOGGER).use(logger);
  const registry = container.get(REGISTRIES);
  const parts = {
    exchangeOf: (name: string, caller: string) => exchangeClient(registry.exchanges.get(name, caller)),
    clock: container.get(CLOCK),
    config: container.get(CONFIG),
    events: container.get(EVENTS),
    listeners: container.get(LISTENERS),
    liveStores: container.get(LIVE_STORES),
    logger: container.get(LOGGER),
    persisted: container.get(PERSISTED),
    registry,
    reports: container.get(REPORTS),
    risks: container.get(RISKS),
  };
  // A container lives as long as the process unless it is reset, and `reset` calls `destroy` on what it built.
  return { parts, dispose: () => void Container.reset(id) };
}
