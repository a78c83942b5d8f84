import { InputError, type Rules, type StateStore, type TimestampMs } from '@tradewright/core';
import { RiskLedger, StoredKillSwitch, type PositionBook, type RunNames, type StoredKillSwitchParts } from '@tradewright/core/run';
import { FsStateStore } from '@tradewright/persist-fs';
import { LazyStore } from './lazy-store.ts';
import type { LoggerSwitch } from './logger.ts';
import type { Persisted } from './persist/adapters.ts';
import { KvStateStore } from './persist/kv-state-store.ts';

/** A run that is about to begin. */
export interface StoredRun {
  readonly names: RunNames;
  readonly rules: Rules;
  readonly nowMs: () => TimestampMs;
}

/** The slots of which profile. */
export interface LedgerOrder {
  readonly riskName: string;
  readonly book: PositionBook;
  readonly account: string;
  /** The money behind all runs under it, in quote currency. */
  readonly capital: number | undefined;
}

interface OpenLedger {
  readonly ledger: RiskLedger;
  readonly capital: number | undefined;
}

export interface KillSwitchOrder extends Omit<StoredKillSwitchParts, 'store'> {
  readonly account: string;
}

/** Where live runs keep their state: in what the user brought, in the classes he gave, else in files. */
export class LiveStores {
  readonly #given: StateStore | undefined;
  readonly #persisted: Persisted;
  readonly #files: LazyStore;
  readonly #classes: KvStateStore;
  readonly #switches = new WeakMap<StateStore, StoredKillSwitch>();
  /** By store, by key: the runs under a profile that keep their state in one store share its slots. */
  readonly #ledgers = new WeakMap<StateStore, Map<string, OpenLedger>>();

  constructor(given: StateStore | undefined, persisted: Persisted, logger: LoggerSwitch) {
    const warn = (message: string): void => logger.warn('state store', message);
    this.#given = given;
    this.#persisted = persisted;
    this.#files = new LazyStore('files(./dump/data)', () => FsStateStore.open({ onWarning: ({ message }) => warn(message) }));
    this.#classes = new KvStateStore(persisted, warn);
  }

  /** The store of what begins now. */
  get current(): StateStore {
    return this.#given ?? (this.#persisted.given ? this.#classes : this.#files);
  }

  /** The store of a run that begins now. */
  forRun({ names, rules, nowMs }: StoredRun): StateStore {
    const store = this.current;
    if (store === this.#classes) this.#classes.know(names, rules, nowMs);
    return store;
  }

  /** What halts all runs of an account that keep their state in a store. */
  killSwitch(store: StateStore, { account, ...parts }: KillSwitchOrder): StoredKillSwitch {
    const known = this.#switches.get(store);
    if (known !== undefined) return known;
    const made = new StoredKillSwitch({ store, account, ...parts });
    this.#switches.set(store, made);
    if (store === this.#classes) this.#classes.knowHalt(made.key, account);
    return made;
  }

  /** The slots of a risk profile. @throws {InputError} `live/options` for one whose money is another than before */
  ledger(store: StateStore, { riskName, book, account, capital }: LedgerOrder): RiskLedger {
    const ledgers = this.#ledgers.get(store) ?? new Map<string, OpenLedger>();
    this.#ledgers.set(store, ledgers);
    const known = ledgers.get(riskName);
    if (known !== undefined && known.capital !== capital) throw new InputError('live/options', `Risk profile ${riskName} trades with ${known.capital === undefined ? 'no capital' : `a capital of ${known.capital}`} in this process already, and its account has begun with that. Use a profile of another name, or start the process anew.`);
    if (known !== undefined) return known.ledger;
    const ledger = new RiskLedger({ store, riskName, book, account, ...(capital === undefined ? {} : { capitalQuote: capital }) });
    ledgers.set(riskName, { ledger, capital });
    if (store === this.#classes) this.#classes.knowRisk(ledger.key, riskName, account);
    return ledger;
  }

  /** Lets go of what nobody uses for now. A store that was brought is its owner's to close. */
  rest(): Promise<void> {
    return this.#files.close();
  }
}
