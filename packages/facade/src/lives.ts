import { InputError, type CancelSignal, type Clock, type StateStore } from '@tradewright/core';
import { live, RiskLedger, type LiveRun } from '@tradewright/core/run';
import { CLOCK_FUNCTIONS, missingOf } from './check-options.ts';
import type { Parts } from './container.ts';
import { liveOptionsOf, type LiveHouse } from './live-options.ts';
import { LiveStream } from './live-stream.ts';
import type { RiskGate } from './risk-gate.ts';
import { RunRecord } from './report/run-record.ts';
import { checkContext, checkSymbol, type RunChoice } from './run-choice.ts';
import type { ListedLive } from './run-list.ts';
import { Runs, type Running } from './runs.ts';
import { scopedRun } from './scoped-run.ts';
import type { RunNames } from './tick-result.ts';
import type { IExchangeSchema, ILiveContext, IStrategySchema } from './types.ts';

/** A live run that is under way, or waits for its first question. */
export type RunningLive = Running<ILiveContext, LiveStream>;

/** A run's own clock; `leave` is called when the run is over. */
export type RunClock = Clock & { leave?(): void };

export interface LivesParts extends LiveHouse {
  /** Where a run that begins now keeps its state. */
  readonly storeNow: () => StateStore;
  readonly clockOf: (run: RunNames) => RunClock;
  /** Called when the last run has ended. */
  readonly rest: () => Promise<void>;
}

export interface LiveOrder {
  readonly symbol: string;
  readonly context: ILiveContext;
  /** Who starts it, for messages. */
  readonly caller: string;
  readonly cancel?: CancelSignal | undefined;
}

interface Checked {
  readonly strategy: IStrategySchema;
  readonly exchange: IExchangeSchema;
  readonly names: Readonly<ILiveContext>;
  readonly key: string;
  /** For messages. */
  readonly title: string;
}

/** The live runs of one instance. */
export class Lives {
  readonly #parts: Parts;
  readonly #house: LivesParts;
  readonly #runs: Runs<ILiveContext, LiveStream> = new Runs();
  /** By store, by the name of the profile. */
  readonly #ledgers = new WeakMap<StateStore, Map<string, RiskLedger>>();

  constructor(parts: Parts, house: LivesParts) {
    this.#parts = parts;
    this.#house = house;
  }

  get underWay(): boolean {
    return this.#runs.all.length > 0;
  }

  /** The last run of every symbol, strategy and exchange, also after its end. */
  list(): ListedLive[] {
    return this.#runs.list();
  }

  /** Stops the runs of a pair, as decision 20 has it. Resolves when they have ended or only wait for their consumer. */
  stop(symbol: string, strategyName: string, choice: RunChoice): Promise<void> {
    return this.#runs.stop(symbol, strategyName, choice);
  }

  /** Ends all runs where they stand. Resolves when nothing of them is on its way to the store any more. */
  async shutdown(): Promise<void> {
    await Promise.all(this.#runs.all.map(({ stream }) => stream.shutdown()));
    await this.#house.rest();
  }

  /** @throws {InputError} `run/symbol`, `run/context`, `registry/unknown`, `run/busy`, `live/options`, `live/clock` */
  prepare(order: LiveOrder): RunningLive {
    const checked = this.#checked(order);
    const clock = this.#clockOf({ symbol: order.symbol, ...checked.names });
    try {
      return this.#prepared(order, checked, clock);
    } catch (error) {
      clock.leave?.();
      throw error;
    }
  }

  #prepared({ symbol, cancel, caller }: LiveOrder, { strategy, exchange, names, key, title }: Checked, clock: RunClock): RunningLive {
    const { registry, events, reports, config: { values: config } } = this.#parts;
    const { machineClock } = this.#house;
    const { scope, source, over, log } = scopedRun(this.#parts, { mode: 'live', symbol, names, exchange, startMs: clock.nowMs(), clock: machineClock, nowMs: () => clock.nowMs(), cancel });
    const record = new RunRecord({ mode: 'live', symbol, ...names, frameName: '' });
    const store = this.#house.storeNow();
    const gate = this.#parts.risks.gate('live', strategy, { scope, record }, caller);
    over.addEventListener('abort', () => gate?.close());
    const risk = gate === null ? null : { gate, ledger: this.#ledgerOf(gate, store) };
    const run = live(liveOptionsOf({ house: this.#house, scope, source, exchange, strategy, config, clock, over, store, risk }));
    const start = (): LiveRun => {
      entry.begun();
      return run;
    };
    const release = registry.use(names, `live trading of ${title}`);
    const entry = this.#runs.entry(key, symbol, names);
    const onEnd = (failed: boolean): void => {
      entry.ended(failed);
      release();
      clock.leave?.();
      this.#runs.remove(key, running);
      if (this.#runs.all.length === 0) void this.#house.rest();
    };
    const running: RunningLive = { scope, entry, stream: new LiveStream({ start, schema: strategy, scope, events, log, over, clock, reports, record, onEnd }) };
    this.#runs.add(key, running);
    return running;
  }

  /** All runs under a profile that keep their state in one store share its slots. */
  #ledgerOf({ name: riskName, book }: RiskGate, store: StateStore): RiskLedger {
    const ledgers = this.#ledgers.get(store) ?? new Map<string, RiskLedger>();
    this.#ledgers.set(store, ledgers);
    const ledger = ledgers.get(riskName) ?? new RiskLedger({ store, riskName, book, account: this.#house.account });
    ledgers.set(riskName, ledger);
    return ledger;
  }

  #clockOf(run: RunNames): RunClock {
    const clock: unknown = this.#house.clockOf(run);
    const missing = missingOf(clock, CLOCK_FUNCTIONS);
    if (missing.length > 0) throw new InputError('live/clock', `clockOf must return a clock with the functions ${CLOCK_FUNCTIONS.join(', ')}; ${missing.join(', ')} is missing.`);
    return clock as RunClock;
  }

  #checked({ symbol, context, caller }: LiveOrder): Checked {
    const { registry, exchangeOf } = this.#parts;
    checkSymbol(symbol, caller);
    checkContext(context, '{ strategyName, exchangeName },', caller);
    const { strategyName, exchangeName } = context; // the user may change his object later
    const strategy = registry.strategies.get(strategyName, caller);
    const exchange = exchangeOf(exchangeName, caller);
    const key = JSON.stringify([symbol, strategyName, exchangeName]);
    const title = `${symbol} with ${strategyName} on ${exchangeName}`;
    this.#runs.demandFree(key, title, caller);
    return { strategy, exchange, names: { strategyName, exchangeName }, key, title };
  }
}
