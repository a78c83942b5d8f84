import type { Candle, Change, Clock, RiskRule, StateStore, Stored, StoredEvent, TradeEvent } from '@tradewright/core';
import { live, PaperBroker, ReplayClock, RiskLedger, storeKeyOf, type LiveOptions, type LiveRun, type LiveTold } from '@tradewright/core/run';
import { ArraySource, MemoryDisk, MemoryStore, randomLife, type Life } from '@tradewright/core/testing';

const MINUTE_MS = 60_000;

/** The clock of a machine that has nothing to wait for. */
const MACHINE: Clock = {
  nowMs: () => 0,
  elapsedMs: () => 0,
  breathe: () => Promise.resolve(),
  sleep: () => Promise.resolve(),
  after: () => () => undefined,
};

/** A random life that begins on a minute, looked at every minute, whose strategy sees the same past in both shells. */
export interface LiveLife extends Life {
  readonly names: { readonly exchangeName: string; readonly account: string; readonly symbol: string; readonly strategyName: string };
}

/** Says no by what it has heard of reservations and ends, and when: whoever forgets or doubles one of them goes another way. */
const GRUDGE: RiskRule<number> = {
  name: 'grudge',
  initial: 0,
  judge: ({ nowMs }, heard) => ((heard * 31 + nowMs / MINUTE_MS) % 5 < 1 ? { allowed: false, reason: 'a grudge' } : { allowed: true }),
  fold: (heard, event) => (event.kind === 'reserved' || event.kind === 'closed' ? (heard * 3 + event.nowMs / MINUTE_MS + event.kind.length) % 100_003 : heard),
};

export function liveLife(seed: number, maxCandles?: number): LiveLife {
  const life = randomLife(seed, maxCandles);
  const fromMs = Math.ceil(life.fromMs / MINUTE_MS) * MINUTE_MS;
  const strategy = { ...life.strategy, history: { ...life.strategy.history, '1m': 1500 } };
  const risk = life.risk.length === 0 ? [] : [...life.risk, GRUDGE];
  return { ...life, fromMs, frame: '1m', strategy, risk, names: { exchangeName: 'paper', account: 'default', symbol: 'BTC/USDT', strategyName: strategy.name } };
}

/** When the last candle closes. */
export function endOf({ candles }: Pick<Life, 'candles'>): number {
  return candles.at(-1)!.openTimeMs + MINUTE_MS;
}

export interface LiveWorld {
  readonly life: LiveLife;
  readonly store: StateStore;
  readonly startMs: number;
  readonly endMs: number;
  readonly changes?: Partial<LiveOptions>;
  /** Told the clock before anything happens. */
  readonly onClock?: (clock: ReplayClock) => void;
}

/** Runs live from an instant to another as fast as it goes; hands over whatever is told. */
export async function replay({ life, store, startMs, endMs, changes = {}, onClock }: LiveWorld, hear: (told: LiveTold, run: LiveRun) => void): Promise<void> {
  const end = new AbortController();
  const clock = new ReplayClock({ machine: MACHINE, startMs, endMs, onEnd: () => end.abort() });
  onClock?.(clock);
  const mine = clock.join();
  const { exchangeName, symbol } = life.names;
  const run = live({
    symbol, exchangeName, store, clock: mine, broker: new PaperBroker(life.rules.costs), candles: new ArraySource(life.candles as Candle[], life.pageSize),
    strategy: life.strategy, rules: { ...life.rules, key: 'run' }, series: { vwap: life.vwap }, risk: life.risk, cancel: end.signal,
    ...(life.sizer === undefined ? {} : { sizer: life.sizer }),
    ...(life.risk.length === 0 ? {} : { ledger: new RiskLedger({ store, riskName: 'moody' }) }),
    ...changes,
  });
  for await (const told of run) hear(told, run);
  mine.leave();
}

/** Events as a journal can hold them. What a refused signal held that no store can keep is left out of the comparison. */
export function asKept(events: readonly TradeEvent[]): object[] {
  return events.map((event) => JSON.parse(JSON.stringify(event.kind === 'refused' ? { ...event, signal: null, refusal: event.refusal.by } : event)) as object);
}

/** The journal of a run. */
export async function journalOf(store: StateStore, life: LiveLife): Promise<TradeEvent[]> {
  const events: TradeEvent[] = [];
  for await (const { event } of store.events(storeKeyOf(life.names), 0)) events.push(event);
  return events;
}

/** Thrown by nobody: what a killed process waits for. */
const NEVER = new Promise<never>(() => undefined);

/** A store whose process is killed at a commit: before it is written, or when it is written and nobody has heard of it. */
export class KillableStore implements StateStore {
  readonly name = 'killable';
  readonly can = { shareAcrossProcesses: false } as const;
  readonly #inner: MemoryStore;
  readonly #after: number;
  readonly #written: boolean;
  readonly #kill: () => void;
  #commits = 0;

  constructor(disk: MemoryDisk, after: number, written: boolean, kill: () => void) {
    this.#inner = new MemoryStore(disk);
    this.#after = after;
    this.#written = written;
    this.#kill = kill;
  }

  load(keys: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
    return this.#inner.load(keys);
  }

  async commit(change: Change): Promise<void> {
    if (++this.#commits < this.#after) return this.#inner.commit(change);
    if (this.#commits === this.#after && this.#written) await this.#inner.commit(change);
    this.#kill();
    return NEVER;
  }

  events(key: string, afterVersion: number): AsyncIterable<StoredEvent> {
    return this.#inner.events(key, afterVersion);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

