import type { StateStore, Stored, StoredEvent } from '../../../ports/state-store.ts';
import type { TradeEvent } from '../../../signal/event.ts';
import type { DurationMs } from '../../../units.ts';
import { assert, assertRejects } from '../../assert.ts';
import type { SuiteCase } from '../../case.ts';

/** A new, empty place where a store can keep its state. */
export interface StateStoreSubject {
  /** Opens the store at this place. Again, after the first was closed or killed, is a restart; beside it, a second process. */
  open(): Promise<StateStore>;
  /** Leaves the store as `kill -9` would. Resolves when nothing of it can write any more. */
  kill(store: StateStore): Promise<void>;
  /** Nobody has the store open: makes its last commit look as if the crash had come in the middle of it. */
  tear?(): Promise<void>;
  /** Lets this much time pass by the clock of the leases: really, or by hand. */
  pass?(durationMs: DurationMs): Promise<void>;
  /** The case is over and its stores are closed: clears the place away. */
  dispose?(): Promise<void>;
}

/** What a store may do without, if its subject says why under `lacks`. */
export type StateStoreNeed = 'tear' | 'leases' | 'sharing';

/** A subject's place during one case. It closes what the case left open. */
export class Place {
  readonly #subject: StateStoreSubject;
  readonly #open: Set<StateStore> = new Set();

  constructor(subject: StateStoreSubject) {
    this.#subject = subject;
  }

  async open(): Promise<StateStore> {
    const store = await this.#subject.open();
    this.#open.add(store);
    return store;
  }

  /** Closes it in an orderly way and opens it again. */
  async restart(store: StateStore): Promise<StateStore> {
    this.#open.delete(store);
    await store.close();
    return this.open();
  }

  async kill(store: StateStore): Promise<void> {
    this.#open.delete(store);
    await this.#subject.kill(store);
  }

  async tear(): Promise<void> {
    const { tear } = this.#subject;
    assert(tear !== undefined, 'the subject has no tear(): give it one, or say under `lacks` why a commit cannot be torn');
    await tear.call(this.#subject);
  }

  async pass(durationMs: DurationMs): Promise<void> {
    const { pass } = this.#subject;
    assert(pass !== undefined, 'the store has leases, so its subject needs pass(): leases end with time');
    await pass.call(this.#subject, durationMs);
  }

  async leave(): Promise<void> {
    const closed = await Promise.allSettled([...this.#open].map((store) => store.close()));
    await this.#subject.dispose?.();
    for (const result of closed) if (result.status === 'rejected') throw result.reason;
  }
}

/** A case that gets a place, and leaves it closed. */
export function at(id: string, title: string, run: (place: Place) => Promise<void>, needs?: StateStoreNeed): SuiteCase<StateStoreSubject> {
  return {
    id,
    title,
    ...(needs === undefined ? {} : { needs }),
    async run(fresh) {
      const place = new Place(await fresh());
      try {
        await run(place);
      } finally {
        await place.leave();
      }
    },
  };
}

/** An event that can be told from others by its number. */
export function event(n: number): TradeEvent {
  return { kind: 'idle', atMs: n, knownAtMs: n, price: n + 0.5 };
}

/** Writes one key, with the events of these numbers at its new version. */
export function put(store: StateStore, key: string, expected: number, value: unknown, ...events: readonly number[]): Promise<void> {
  return store.commit({ writes: [{ key, expected, value }], events: events.map((n) => ({ key, version: expected + 1, event: event(n) })) });
}

export async function stored(store: StateStore, key: string): Promise<Stored | undefined> {
  return (await store.load([key])).get(key);
}

export async function eventsOf(store: StateStore, key: string, afterVersion: number = 0): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const one of store.events(key, afterVersion)) events.push(one);
  return events;
}

/** Version and number of each event of a key. */
export async function told(store: StateStore, key: string, afterVersion: number = 0): Promise<(readonly [version: number, n: number])[]> {
  return (await eventsOf(store, key, afterVersion)).map(({ version, event: { atMs } }) => [version, atMs]);
}

/** What the call failed with must carry this code. */
export async function assertCode(code: string, call: () => unknown, what: string): Promise<unknown> {
  const error = await assertRejects(call, what);
  assert(codeOf(error) === code, `${what}: expected an error ${code}, got ${codeOf(error) ?? String(error)}`);
  return error;
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Compares as JSON, whatever the order of an object's keys: a store may change that. */
export function assertSame(actual: unknown, expected: unknown, what: string): void {
  const seen = canonical(actual);
  const wanted = canonical(expected);
  assert(seen === wanted, `${what}: expected ${shortened(wanted)}, got ${shortened(seen)}`);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return String(JSON.stringify(value));
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join()}}`;
}

function shortened(text: string): string {
  return text.length <= 500 ? text : `${text.slice(0, 500)}… (${text.length} characters)`;
}
