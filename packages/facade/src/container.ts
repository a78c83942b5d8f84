import type { Clock } from '@tradewright/core';
import { Container } from 'typedi';
import { Config } from './config.ts';
import { Events } from './events.ts';
import { Listeners } from './listeners.ts';
import { LoggerSwitch } from './logger.ts';
import { Registries } from './registries.ts';
import { FILES, type ReportWriter } from './report/report-writer.ts';
import { Reports } from './report/reports.ts';
import { Risks } from './risks.ts';
import { SystemClock } from './system-clock.ts';
import type { IExchangeSchema, ILogger } from './types.ts';
import { CLOCK, CONFIG, EVENTS, LISTENERS, LOGGER, REGISTRIES, REPORTS, RISKS } from './tokens.ts';

/** The parts of one instance, resolved once: a look-up in the container is linear. */
export interface Parts {
  readonly clock: Clock;
  readonly config: Config;
  /** The client of a registered exchange. Throws `registry/unknown`. */
  readonly exchangeOf: (exchangeName: string, caller: string) => IExchangeSchema;
  readonly events: Events;
  readonly listeners: Listeners;
  readonly logger: LoggerSwitch;
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
  container.set({ id: LOGGER, factory: () => new LoggerSwitch() });
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
    logger: container.get(LOGGER),
    registry,
    reports: container.get(REPORTS),
    risks: container.get(RISKS),
  };
  // A container lives as long as the process unless it is reset, and `reset` calls `destroy` on what it built.
  return { parts, dispose: () => void Container.reset(id) };
}
