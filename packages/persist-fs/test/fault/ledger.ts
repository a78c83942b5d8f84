import { StoreError, type Change, type StateStore, type StoredEvent, type TradeEvent } from '@tradewright/core';
import { expect } from 'vitest';

const KEYS = ['run:counter', 'run:0', 'run:1', 'run:2', 'risk:never'] as const;
/** Lengths that end in the same sector, in the next one, and several further on. */
const PADDING = [3, 90, 700, 1, 1300, 40, 220];

/** Commit number `n` counts on, writes or removes another key, and tells an event of each. */
function change(n: number, padding: readonly number[]): Change {
  const [key, turn] = [`run:${n % 3}`, Math.floor(n / 3)];
  return {
    writes: [
      { key: 'run:counter', expected: n, value: n + 1 },
      { key, expected: turn, value: turn % 3 === 2 ? null : { n, text: 'ö'.repeat(padding[n % padding.length]!) } },
    ],
    events: [
      { key: 'run:counter', version: n + 1, event: event(n) },
      { key, version: turn + 1, event: event(n) },
    ],
  };
}

function event(n: number): TradeEvent {
  return { kind: 'idle', atMs: n, knownAtMs: n, price: 1 };
}

/** What a store was asked to keep, what it promised, and what must therefore be found in it. */
export class Ledger {
  /** Commits that must be there. */
  sure = 0;
  /** Commits behind them that may be there. */
  maybe = 0;
  /** Codes of refusals, in order. */
  readonly refusals: string[] = [];
  readonly #padding: readonly number[];

  /** @param padding - lengths of the values, in turn */
  constructor(padding: readonly number[] = PADDING) {
    this.#padding = padding;
  }

  copy(): Ledger {
    return Object.assign(new Ledger(this.#padding), { sure: this.sure, maybe: this.maybe });
  }

  /** Commits as many at once as told. @returns whether the store can go on */
  async commit(store: StateStore, count: number): Promise<boolean> {
    const first = this.sure;
    this.maybe = count;
    const results = await Promise.allSettled(Array.from({ length: count }, (_, i) => store.commit(change(first + i, this.#padding)).then(() => this.#acknowledged(first + i))));
    const codes = results.flatMap((result) => (result.status === 'fulfilled' ? [] : [codeOf(result.reason)]));
    this.refusals.push(...codes);
    if (codes.every((code) => code !== 'store/uncertain' && code !== 'dead')) this.maybe = 0;
    return codes.every((code) => code === 'store/full' || code === 'store/conflict');
  }

  /** Everything that must be there is, wholly, and nothing else. From now on all of it must stay. */
  async check(store: StateStore): Promise<void> {
    const state = await store.load(KEYS);
    const count = state.get('run:counter')?.version ?? 0;
    expect(count, 'commits that are there').toBeGreaterThanOrEqual(this.sure);
    expect(count, 'commits that are there').toBeLessThanOrEqual(this.sure + this.maybe);
    expect(state).toEqual(stateAfter(count, this.#padding));
    for (const key of KEYS) expect(await eventsOf(store, key), `events of ${key}`).toEqual(eventsAfter(count, key, this.#padding));
    this.sure = count;
    this.maybe = 0;
  }

  #acknowledged(n: number): void {
    expect(n, 'commits are acknowledged in order').toBe(this.sure);
    this.sure++;
    this.maybe--;
  }
}

function stateAfter(count: number, padding: readonly number[]): Map<string, unknown> {
  const state = new Map<string, unknown>();
  for (let n = 0; n < count; n++) for (const { key, expected, value } of change(n, padding).writes) state.set(key, { version: expected + 1, value });
  return state;
}

/** What the projection of the tests shows, by path. */
export function filesAfter(count: number): Map<string, unknown> {
  const live = [...stateAfter(count, PADDING)].map(([key, stored]) => [key, (stored as { value: unknown }).value] as const);
  return new Map(live.filter(([, value]) => value !== null).map(([key, value]) => [`p/${key.replace(':', '%3A')}.json`, value]));
}

function eventsAfter(count: number, key: string, padding: readonly number[]): StoredEvent[] {
  return Array.from({ length: count }, (_, n) => change(n, padding).events.filter((one) => one.key === key)).flat();
}

export async function eventsOf(store: StateStore, key: string, afterVersion = 0): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const one of store.events(key, afterVersion)) events.push(one);
  return events;
}

/** `dead` for what is no error of a store. */
export function codeOf(reason: unknown): string {
  if (reason instanceof StoreError) return reason.code;
  return reason instanceof Error && 'code' in reason && typeof reason.code === 'string' && reason.code.startsWith('store/') ? reason.code : 'dead';
}
