import { InputError, type CancelSignal, type Clock, type Halt, type KillSwitch, type TimestampMs } from '@tradewright/core';
import { live, type LiveRun, type RiskLedger } from '@tradewright/core/run';
import { CLOCK_FUNCTIONS, missingOf } from './check-options.ts';
import type { Parts } from './container.ts';
import { liveOptionsOf, liveRulesOf, type LiveHouse } from './live-options.ts';
import type { LiveStores } from './live-stores.ts';
import { LiveStream } from './live-stream.ts';
import { RunRecord } from './report/run-record.ts';
import { RunOver } from './run-over.ts';
import { runLimits } from './run-limits.ts';
import { checkContext, checkSymbol, type RunChoice } from './run-choice.ts';
import type { ListedLive } from './run-list.ts';
import { Runs, type Running } from './runs.ts';
import { scopedRun } from './scoped-run.ts';
import type { RunNames } from './tick-result.ts';
import { toError } from './to-error.ts';
import type { IExchangeSchema, ILiveContext, IStrategySchema } from './types.ts';

/** A live run that is under way, or waits for its first question. */
export type RunningLive = Running<ILiveContext, LiveStream>;

/** A run's own clock; `leave` is called when the run is over. */
export type RunClock = Clock & { leave?(): void };

export interface LivesParts extends LiveHouse {
  readonly stores: LiveStores;
  readonly clockOf: (run: RunNames) => RunClock;
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
  readonly #over = new RunOver(undefined);

  constructor(parts: Parts, house: LivesParts) {
    this.#parts = parts;
    this.#house = house;
  }

  /** What halts the runs that begin now, and those that began with the same store. */
  get killSwitch(): KillSwitch {
    const { killSwitch, stores, account, machineClock } = this.#house;
    return killSwitch ?? stores.killSwitch(stores.current, { account, clock: machineClock, cancel: this.#over, onPause: (error) => this.#parts.events.subject('error').next(error) });
  }

  /** Lets go of files that no run has open. */
  async rest(): Promise<void> {
    if (!this.underWay) await this.#house.stores.rest();
  }

  /** Whether the account is halted, as the store has it. @throws {StoreError} */
  async readHalt(): Promise<Halt | null> {
    const { killSwitch } = this;
    const { key } = killSwitch;
    const learn = killSwitch.reading();
    learn((await this.#house.stores.current.load([key])).get(key));
    return killSwitch.halted;
  }

  /** What rules of a profile remember they forget: one of them, or all. @throws {InputError} `registry/unknown`, `risk/rule` */
  async resetRules(riskName: string, ruleName: string | null, caller: string): Promise<void> {
    const { risks } = this.#parts;
    if (ruleName !== null) risks.demandRule(riskName, ruleName, caller);
    const rule = risks.rulesOf(riskName, caller);
    if (rule !== null) await this.#ledgerOf(riskName, caller).reset(ruleName, this.#house.machineClock.nowMs(), [rule]);
  }

  /** The equity behind the runs of a profile; `null` where it has no capital. @throws {InputError} `registry/unknown` */
  equityOf(riskName: string, atMs: TimestampMs, caller: string): number | null {
    return this.#parts.risks.capitalOf(riskName, caller) === undefined ? null : this.#ledgerOf(riskName, caller).equityAt(atMs);
  }

  #ledgerOf(riskName: string, caller: string): RiskLedger {
    const { risks } = this.#parts;
    const { stores, account } = this.#house;
    return stores.ledger(stores.current, { riskName, book: risks.profile('live', riskName, caller).book, account, capital: risks.capitalOf(riskName, caller) });
  }

  /** Nobody waits any more for what is to be written outside of runs. */
  dispose(): void {
    this.#over.end();
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
    await this.#house.stores.rest();
  }

  /** @throws {InputError} `run/symbol`, `run/context`, `registry/unknown`, `run/busy`, `live/options`, `live/clock`, `risk/capital`, `sizing/…` */
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
    const capital = this.#parts.risks.capitalOf(strategy.riskName, caller);
    const limits = runLimits(this.#parts, { riskName: strategy.riskName, sizingName: strategy.sizingName, scope, record, hasCapital: capital !== undefined, caller });
    const { gate } = limits;
    over.whenOver(() => gate?.close());
    const { account, stores } = this.#house;
    const rules = liveRulesOf(config, strategy, { symbol, account, ...names });
    const store = stores.forRun({ names: { symbol, account, ...names }, rules, nowMs: () => clock.nowMs() });
    const ledger = gate === null ? null : stores.ledger(store, { riskName: gate.name, book: gate.book, account, capital });
    const run = live(liveOptionsOf({ house: this.#house, scope, source, exchange, strategy, config, rules, clock, over, store, limits, ledger, killSwitch: this.killSwitch }));
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
      if (this.#runs.all.length > 0) return;
      this.#house.stores.rest().catch((error: unknown) => {
        log.refused('store not closed', toError(error));
        events.emit('error', toError(error), scope.origin);
      });
    };
    const running: RunningLive = { scope, entry, stream: new LiveStream({ start, schema: strategy, scope, events, log, over, clock, reports, record, gate, onEnd }) };
    this.#runs.add(key, running);
    return running;
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
