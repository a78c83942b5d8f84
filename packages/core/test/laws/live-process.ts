import type { Change, Clock, StateStore, Stored } from '@tradewright/core';
import { live, RiskLedger, type PaperBroker } from '@tradewright/core/run';
import { ArraySource, MemoryStore, type MemoryDisk } from '@tradewright/core/testing';
import type { LiveLife } from './live-world.ts';

/** What happens to a process at its next commit. */
export interface Accident {
  readonly kind: 'killed' | 'stopped';
  /** When the commit is written already. */
  readonly written: boolean;
  /** Later it does not happen any more. */
  readonly untilMs: number;
}

/** Thrown by nobody: what a killed process waits for. */
const NEVER = new Promise<never>(() => undefined);

/** A store that others have open, too, and that hears of commits before and after they are written. */
class SharedStore extends MemoryStore {
  override readonly can = { shareAcrossProcesses: true as boolean } as MemoryStore['can'];
  readonly #wait: () => Promise<void> | undefined;
  readonly #pass: (written: boolean) => void;

  constructor(disk: MemoryDisk, wait: () => Promise<void> | undefined, pass: (written: boolean) => void) {
    super(disk);
    this.#wait = wait;
    this.#pass = pass;
    const { acquire, renew, release } = this.leases;
    const waited = async <T>(work: () => Promise<T>): Promise<T> => {
      await wait();
      const result = await work();
      await wait();
      return result;
    };
    Object.assign(this.leases, { acquire: (...asked) => waited(() => acquire(...asked)), renew: (...asked) => waited(() => renew(...asked)), release: (token) => waited(() => release(token)) } satisfies StateStore['leases']);
  }

  override async load(keys: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
    await this.#wait();
    const found = await super.load(keys);
    await this.#wait();
    return found;
  }

  override async commit(change: Change): Promise<void> {
    this.#pass(false);
    await this.#wait();
    await super.commit(change);
    this.#pass(true);
    await this.#wait();
  }
}

/** A process that trades a life. It may be killed, stopped for a while like one that gets SIGSTOP, or shut down. */
export class LiveProcess {
  /** To happen at its next commit. */
  accident: Accident | null = null;
  state: 'running' | 'stopped' | 'dead' = 'running';
  /** Resolves when it has ended by itself; rejects when it failed. */
  readonly ended: Promise<void>;
  readonly #cancel = new AbortController();
  #gate: { readonly opened: Promise<void>; readonly open: () => void } | null = null;

  constructor(life: LiveLife, holder: string, disk: MemoryDisk, clock: Clock, broker: PaperBroker, leaseMs: number) {
    const store = new SharedStore(disk, () => this.#wait(), (written) => this.#commit(written));
    const mine: Clock = {
      nowMs: () => clock.nowMs(),
      elapsedMs: () => clock.elapsedMs(),
      breathe: () => clock.breathe(),
      after: (durationMs, call) => clock.after(durationMs, () => void Promise.resolve(this.#wait()).then(call)),
      sleep: (durationMs, cancel) => clock.sleep(durationMs, cancel).then(() => this.#wait()),
    };
    const run = live({
      symbol: life.names.symbol, exchangeName: life.names.exchangeName, store, clock: mine, broker, holder, leaseMs, candles: new ArraySource(life.candles, life.pageSize), cancel: this.#cancel.signal,
      strategy: life.strategy, rules: { ...life.rules, key: 'run' }, series: { vwap: life.vwap }, risk: life.risk, wants: [],
      ...(life.sizer === undefined ? {} : { sizer: life.sizer }), ...(life.risk.length === 0 ? {} : { ledger: new RiskLedger({ store, riskName: 'moody' }) }),
    });
    this.ended = (async () => {
      for await (const _ of run);
    })();
    this.ended.catch(() => undefined);
  }

  shutDown(): void {
    this.#cancel.abort();
  }

  kill(): void {
    this.state = 'dead';
  }

  stop(): void {
    this.state = 'stopped';
    let open: () => void = () => undefined;
    this.#gate = { opened: new Promise<void>((resolve) => (open = resolve)), open: () => open() };
  }

  goOn(): void {
    this.state = 'running';
    this.#gate?.open();
    this.#gate = null;
  }

  #wait(): Promise<void> | undefined {
    return this.state === 'dead' ? NEVER : this.#gate?.opened;
  }

  #commit(written: boolean): void {
    if (this.accident?.written !== written) return;
    if (this.accident.kind === 'killed') this.kill();
    else this.stop();
    this.accident = null;
  }
}
