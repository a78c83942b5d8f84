import type { Candle } from '../../market/candle.ts';
import { columnsOf, type CandleColumns } from '../../market/columns.ts';
import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { CandleRange, CandleSource } from '../../ports/candle-source.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Change, StateStore } from '../../ports/state-store.ts';
import type { TradeEvent } from '../../signal/event.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk, MemoryStore } from '../../testing/memory-store.ts';
import { MINUTE_MS, type DurationMs, type TimestampMs } from '../../units.ts';
import { PaperBroker } from '../paper-broker.ts';
import { candles, minute, minutesOf, Scripted, told } from '../run.fixture.ts';
import type { RunEvent } from '../event.ts';
import type { LiveEvent, LiveTold } from './event.ts';
import type { LiveRun } from './live-run.ts';
import { live } from './live.ts';
import type { LiveOptions } from './options.ts';
import { ReplayClock } from './replay-clock.ts';
import { storeKeyOf } from './run-record.ts';

/** The clock of a machine that has nothing to wait for. */
export const IDLE_MACHINE: Clock = { nowMs: () => 0, elapsedMs: () => 0, breathe: () => Promise.resolve(), sleep: () => Promise.resolve(), after: () => () => undefined };

export const NO_COSTS = { feeFrac: 0, slippageFrac: 0 };

/** Two stores on one disk stand for two processes. */
export class SharedStore extends MemoryStore {
  override readonly can = { shareAcrossProcesses: true as boolean } as MemoryStore['can'];
}

export type Over = Omit<Partial<LiveOptions>, 'rules'> & { readonly rules?: Partial<LiveOptions['rules']> };

/** A live run in a calm market without costs, unless told otherwise. */
export function run(clock: Clock, over: Over = {}): LiveRun {
  return live({
    symbol: 'BTC/USDT', strategy: new Scripted(), candles: new ArraySource(candles(-10, 300)), store: new MemoryStore(), broker: new PaperBroker(NO_COSTS), clock, wants: [], ...over,
    rules: { trigger: 'candle-range', costs: NO_COSTS, key: 'run', ...over.rules },
  });
}

/** Where the runs of these tests are kept. */
export const KEY = storeKeyOf({ exchangeName: '', account: 'default', symbol: 'BTC/USDT', strategyName: 'scripted' });

/** Trades live from a minute of the day to another, as fast as it goes, until it ends or that last minute is over. */
export async function played(from: number, to: number, over: Over = {}, hear: (told: LiveTold, run: LiveRun) => unknown = () => undefined): Promise<LiveTold[]> {
  const end = new AbortController();
  over.cancel?.addEventListener('abort', () => end.abort());
  const clock = new ReplayClock({ machine: IDLE_MACHINE, startMs: minute(from), endMs: minute(to) + MINUTE_MS - 1, onEnd: () => end.abort() }).join();
  const given = run(clock, { machineClock: IDLE_MACHINE, ...over, cancel: end.signal });
  const heard: LiveTold[] = [];
  for await (const one of given) {
    heard.push(one);
    await hear(one, given);
  }
  clock.leave();
  return heard;
}

/** Whatever a run tells, as it tells it. */
export interface Heard {
  readonly told: LiveTold[];
  /** Resolves when it has ended; rejects when it failed. */
  readonly ended: Promise<void>;
  readonly over: () => boolean;
}

export function hear(given: LiveRun, onTold: (told: LiveTold) => unknown = () => undefined): Heard {
  const heard: LiveTold[] = [];
  let over = false;
  const ended = (async () => {
    for await (const one of given) {
      heard.push(one);
      await onTold(one);
    }
  })().finally(() => (over = true));
  ended.catch(() => undefined);
  return { told: heard, ended, over: () => over };
}

/** Lets everything happen that waits for nothing but its turn: longer than any chain of promises in these tests. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 500; turns++) await Promise.resolve();
}

/** Lets time pass, a step at a time: whoever wakes has done its work before the next. */
export async function pass(clock: FakeClock, durationMs: DurationMs, stepMs: DurationMs = durationMs <= 1000 ? 100 : 1000): Promise<void> {
  await settle();
  for (let leftMs = durationMs; leftMs > 0; leftMs -= stepMs) {
    await clock.pass(Math.min(leftMs, stepMs));
    await settle();
  }
}

/** A clock that somebody may set. */
export class SetClock extends FakeClock {
  #setMs = 0;

  set(byMs: DurationMs): void {
    this.#setMs += byMs;
  }

  override nowMs(): TimestampMs {
    return super.nowMs() + this.#setMs;
  }
}

/** A cancel signal that counts who listens. */
export class CountedCancel implements CancelSignal {
  aborted = false;
  readonly listeners: Set<() => void> = new Set();

  abort(): void {
    this.aborted = true;
    for (const listener of [...this.listeners]) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }
}

/** An exchange that knows a candle when it has closed, or some time later. */
export class Exchange implements CandleSource {
  readonly name = 'exchange';
  readonly asked: CandleRange[] = [];
  /** Thrown at whoever asks; a promise is what they wait for. */
  trouble: unknown = null;
  readonly #clock: Clock;
  readonly #candles: readonly Candle[];
  readonly #lateMs: Readonly<Record<number, DurationMs>>;

  constructor(clock: Clock, given: readonly Candle[], lateMs: Readonly<Record<number, DurationMs>> = {}) {
    this.#clock = clock;
    this.#candles = given;
    this.#lateMs = lateMs;
  }

  async *candles(range: CandleRange): AsyncGenerator<CandleColumns> {
    this.asked.push(range);
    if (this.trouble instanceof Promise) await this.trouble;
    // oxlint-disable-next-line typescript/only-throw-error -- sources throw anything
    else if (this.trouble !== null) throw this.trouble;
    const known = this.#candles.filter(({ openTimeMs }) => openTimeMs >= range.fromMs && openTimeMs < range.toMs && this.#clock.nowMs() >= openTimeMs + MINUTE_MS + (this.#lateMs[minutesOf(openTimeMs)] ?? 0));
    yield columnsOf(known);
  }
}

/** A store whose commits and questions can be made to fail. */
export class FickleStore extends SharedStore {
  /** Called before each commit: may throw, or wait. */
  onCommit: (change: Change) => unknown = () => undefined;
  /** Called after each commit that was written. */
  onWritten: (change: Change) => unknown = () => undefined;
  onLoad: (keys: readonly string[]) => unknown = () => undefined;
  commits = 0;

  override async commit(change: Change): Promise<void> {
    await this.onCommit(change);
    await super.commit(change);
    this.commits++;
    await this.onWritten(change);
  }

  override async load(keys: readonly string[]): ReturnType<StateStore['load']> {
    await this.onLoad(keys);
    return super.load(keys);
  }
}

/** A process that can be stopped like one that gets SIGSTOP: what it waits for comes to it when it goes on. */
export class Stoppable {
  readonly store: FickleStore;
  readonly clock: Clock;
  #stopped = false;
  #waiting: (() => void)[] = [];

  constructor(disk: MemoryDisk, clock: Clock) {
    this.store = new FickleStore(disk);
    const { leases } = this.store;
    Object.assign(this.store, {
      leases: {
        acquire: async (...asked) => this.#when(() => leases.acquire(...asked)),
        renew: async (...asked) => this.#when(() => leases.renew(...asked)),
        release: async (token) => this.#when(() => leases.release(token)),
      } satisfies typeof leases,
    });
    this.store.onCommit = () => this.#when(() => undefined);
    this.store.onLoad = () => this.#when(() => undefined);
    this.clock = {
      nowMs: () => clock.nowMs(),
      elapsedMs: () => clock.elapsedMs(),
      breathe: () => clock.breathe(),
      after: (durationMs, call) => clock.after(durationMs, () => void this.#when(call)),
      sleep: (durationMs, cancel) => clock.sleep(durationMs, cancel).then(() => this.#when(() => undefined)),
    };
  }

  stop(): void {
    this.#stopped = true;
  }

  goOn(): void {
    this.#stopped = false;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #when<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.#stopped) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return work();
  }
}

/** Promises that nobody keeps. */
export const NEVER: Promise<never> = new Promise<never>(() => undefined);

const QUIET = new Set<LiveEvent['kind']>(['idle', 'waiting', 'active', 'ticked']);

/** What was told, in words: kind, reason, minute. Without the quiet events. */
export function words(heard: readonly LiveTold[]): string[] {
  return heard.map(({ event }) => event).filter(({ kind }) => !QUIET.has(kind)).map(wordOf);
}

/** The same with the quiet events. */
export function allWords(heard: readonly LiveTold[]): string[] {
  return heard.map(({ event }) => wordOf(event));
}

function wordOf(event: LiveEvent): string {
  switch (event.kind) {
    case 'failed':
      return `failed ${event.error.code} ${minutesOf(event.atMs)}`;
    case 'ticked':
      return `ticked ${event.state} ${minutesOf(event.atMs)}`;
    case 'restored':
      return `restored ${event.state.kind}`;
    case 'paused':
      return `paused ${event.error.code}`;
    case 'resumed':
      return `resumed after ${event.pausedMs} ms`;
    case 'standby':
      return event.lost ? 'standby, lost' : 'standby';
    case 'clock':
      return `clock ${event.jumpedMs / MINUTE_MS}, ticks from ${minutesOf(event.resumesAtMs)}`;
    default:
      return told([event as RunEvent])[0]!;
  }
}

/** The minutes at which a run ticked. */
export function ticks(heard: readonly LiveTold[]): number[] {
  return heard.flatMap(({ event }) => (event.kind === 'ticked' ? [minutesOf(event.atMs)] : []));
}

/** What a disk's journal holds of a run. */
export async function journal(disk: MemoryDisk, key: string = KEY): Promise<TradeEvent[]> {
  const events: TradeEvent[] = [];
  for await (const { event } of new MemoryStore(disk).events(key, 0)) events.push(event);
  return events;
}
