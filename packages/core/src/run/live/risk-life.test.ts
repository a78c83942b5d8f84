import { expect, it } from 'vitest';
import { StoreError } from '../../error.ts';
import type { Candle } from '../../market/candle.ts';
import type { Broker } from '../../ports/broker.ts';
import type { RiskEvent, RiskRule, RiskVerdict } from '../../ports/risk-rule.ts';
import type { Change, StateStore } from '../../ports/state-store.ts';
import type { TradeEvent } from '../../signal/event.ts';
import type { Signal } from '../../signal/signal.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { pick, seededRandom, type Random } from '../../testing/random.ts';
import { paperFill } from '../paper-fill.ts';
import { candles, minute, minutesOf, Scripted, signal } from '../run.fixture.ts';
import { hear, NEVER, NO_COSTS, run, settle, SharedStore, type Heard } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';
import type { RiskRecord } from './risk-record.ts';
import { runKeyOf, storeKeyOf, type RunRecord } from './run-record.ts';

const SYMBOLS = ['A/USDT', 'B/USDT', 'C/USDT', 'D/USDT', 'E/USDT'];
const MINUTES = 24;
const LIVES = 30;
/** So many reservations and ends are remembered before nothing more is allowed. */
const ENOUGH = 20;
const flat = (price: number): readonly [number, number, number, number] => [price, price, price, price];
const namesOf = (symbol: string): { exchangeName: string; account: string; symbol: string; strategyName: string } => ({ exchangeName: '', account: 'default', symbol, strategyName: 'scripted' });

/** At most so many at once, and so many in all: remembers every reservation and every end. */
function limits(most: number): RiskRule<readonly string[]> {
  return {
    name: 'limits',
    initial: [],
    judge: ({ activePositions }, state): RiskVerdict => {
      if (activePositions.length >= most) return { allowed: false, reason: 'full' };
      return state.length < ENOUGH ? { allowed: true } : { allowed: false, reason: 'enough' };
    },
    fold: (state, event: RiskEvent) => (event.kind === 'reserved' || event.kind === 'closed' ? [...state, `${event.kind} ${event.position.symbol} ${event.position.plan.id}`] : state),
  };
}

/** A store that is slow, loses answers, and whose process may be killed at a commit. */
class Trouble extends SharedStore {
  readonly #random: Random;
  dead = false;
  isCalm = false;

  constructor(disk: MemoryDisk, random: Random) {
    super(disk);
    this.#random = random;
  }

  override async load(keys: readonly string[]): ReturnType<StateStore['load']> {
    await this.#wait();
    return super.load(keys);
  }

  override async commit(change: Change): Promise<void> {
    await this.#wait();
    if (this.#strikes(0.01)) this.dead = true;
    await this.#wait();
    await super.commit(change);
    if (this.#strikes(0.02)) this.dead = true;
    await this.#wait();
    if (this.#strikes(0.05)) throw new StoreError('store/uncertain', 'the connection was lost', { retryable: true });
  }

  #strikes(chance: number): boolean {
    return !this.isCalm && this.#random() < chance;
  }

  async #wait(): Promise<void> {
    for (let turns = Math.floor(this.#random() * 4); turns > 0; turns--) await Promise.resolve();
    if (this.dead) await NEVER;
  }
}

/** Turns an entry down now and then, for the order's own sake: the same order gets the same answer in each life. */
const broker = (): Broker => ({
  name: 'moody',
  can: { placeOnce: true },
  find: () => null,
  close: async () => undefined,
  place: async (order) => {
    if (order.leg === 'entry' && minutesOf(order.atMs) % 5 === 0) return { kind: 'rejected', orderId: order.id, reason: 'no' };
    return { kind: 'filled', fill: paperFill(order, NO_COSTS) };
  },
});

/** Several runs in several processes under one rule, each process killed and started again. */
class World {
  readonly disk: MemoryDisk;
  readonly most: number;
  readonly clock = new FakeClock(minute(0));
  readonly #random: Random;
  readonly #processes: { store: Trouble; readonly symbols: readonly string[]; heard: readonly Heard[] }[];
  readonly #scripts: ReadonlyMap<string, ConstructorParameters<typeof Scripted>[0]>;
  readonly #market: readonly Candle[];
  kills = 0;
  /** Slots at once, after any write whatever. */
  mostSeen = 0;

  constructor(seed: number) {
    const random = seededRandom(seed);
    this.#random = random;
    this.most = pick(random, [1, 2, 3]);
    this.disk = new MemoryDisk(() => this.clock.nowMs());
    const set = this.disk.values.set.bind(this.disk.values);
    this.disk.values.set = (key, value) => {
      set(key, value);
      this.mostSeen = Math.max(this.mostSeen, this.#slots().length);
      return this.disk.values;
    };
    this.#market = candles(-10, MINUTES + 20, Object.fromEntries(Array.from({ length: MINUTES + 20 }, (_, n) => [n, flat(99 + 2 * random())])));
    this.#scripts = new Map(SYMBOLS.map((symbol) => [symbol, Object.fromEntries(Array.from({ length: MINUTES }, (_, n) => [n, this.#answer()]))]));
    this.#processes = [SYMBOLS.slice(0, 2), SYMBOLS.slice(2)].map((symbols) => ({ symbols, ...this.#start(symbols) }));
  }

  #answer(): () => Signal | null {
    const [wants, waits, lifetimeMinutes] = [this.#random() < 0.6, this.#random() < 0.3, 1 + Math.floor(this.#random() * 4)];
    return () => (wants ? signal('long', { lifetimeMinutes, ...(waits ? { entryPrice: 99.3 } : {}) }) : null);
  }

  #start(symbols: readonly string[]): { readonly store: Trouble; readonly heard: readonly Heard[] } {
    const store = new Trouble(this.disk, this.#random);
    const ledger = new RiskLedger({ store, riskName: 'slots' });
    const heard = symbols.map((symbol) => hear(run(this.clock, { symbol, store, ledger, risk: [limits(this.most)], broker: broker(), holder: symbol, strategy: new Scripted(this.#scripts.get(symbol)), candles: new ArraySource(this.#market) })));
    return { store, heard };
  }

  /** @returns what is wrong with what is stored */
  async play(): Promise<string[]> {
    const wrong: string[] = [];
    for (let seconds = 0; seconds < (MINUTES + 12) * 60; seconds += 15) {
      await this.clock.pass(15_000);
      await settle();
      for (const process of this.#processes) {
        if (seconds > MINUTES * 60) process.store.isCalm = true;
        if (!process.store.dead) continue;
        this.kills++;
        Object.assign(process, this.#start(process.symbols));
      }
      wrong.push(...this.#faults());
    }
    for (const { heard, symbols } of this.#processes) for (const [i, one] of heard.entries()) if (one.over()) wrong.push(`${symbols[i]} has ended: ${String(await one.ended.catch((error: unknown) => error))}`);
    return [...wrong, ...this.#faultsOfMemory()];
  }

  #record(): RiskRecord | null {
    const json = this.disk.values.get('risk:slots')?.json;
    return json === undefined || json === null ? null : (JSON.parse(json) as RiskRecord);
  }

  #slots(): string[] {
    return Object.keys(this.#record()?.positions ?? {});
  }

  /** More slots than are allowed, or one without its position, or the other way round. */
  #faults(): string[] {
    const slots = this.#slots();
    const holders = SYMBOLS.map(namesOf).filter((names) => holds(this.disk.values.get(storeKeyOf(names))?.json)).map(runKeyOf);
    const tooMany = this.mostSeen > this.most ? [`${this.mostSeen} slots of ${this.most}`] : [];
    return slots.toSorted().join() === holders.toSorted().join() ? tooMany : [...tooMany, `slots ${slots.join()} and positions ${holders.join()}`];
  }

  /** What the rule remembers against what the journal says happened. */
  #faultsOfMemory(): string[] {
    const lines = (this.#record()?.states['limits'] ?? []) as readonly string[];
    const [closed, reserved] = [lines.filter((line) => line.startsWith('closed')), lines.filter((line) => line.startsWith('reserved'))];
    const happened = { closed: [] as string[], opened: [] as string[], givenBack: [] as string[] };
    for (const { key, json } of this.disk.events) {
      const event = JSON.parse(json) as TradeEvent;
      const symbol = SYMBOLS.find((one) => key === storeKeyOf(namesOf(one)))!;
      if (event.kind === 'closed') happened.closed.push(`closed ${symbol} ${event.trade.plan.id}`);
      else if (event.kind === 'opened') happened.opened.push(`reserved ${symbol} ${event.position.plan.id}`);
      else if (event.kind === 'cancelled') happened.givenBack.push(`reserved ${symbol} ${event.plan.id}`);
    }
    const ended = new Set([...happened.opened, ...happened.givenBack]);
    return [
      ...(closed.join() === happened.closed.join() ? [] : [`closed: ${happened.closed.join()} happened, ${closed.join()} remembered`]),
      ...(new Set(reserved).size === reserved.length ? [] : [`reserved twice: ${reserved.join()}`]),
      ...happened.opened.filter((line) => !reserved.includes(line)).map((line) => `${line} was opened and is not remembered`),
      ...reserved.filter((line) => !ended.has(line)).map((line) => `${line} came to no end`),
      ...lines.flatMap((line, i) => (i >= ENOUGH && line.startsWith('reserved') ? [`${line} was allowed after ${i} others`] : [])),
    ];
  }
}

/** A waiting order holds no slot, unless its order is on the way. */
function holds(json: string | null | undefined): boolean {
  const state = json === null || json === undefined ? undefined : (JSON.parse(json) as RunRecord).state;
  return state?.kind === 'opened' || state?.kind === 'active' || (state?.kind === 'scheduled' && state.orderId !== null);
}

it('whenever processes die, no limit is exceeded, each reservation ends, and rules remember just what happened', async () => {
  let [kills, remembered] = [0, 0];
  for (let seed = 1; seed <= LIVES; seed++) {
    const world = new World(seed);
    expect([seed, await world.play()]).toEqual([seed, []]);
    kills += world.kills;
    remembered += world.disk.events.length;
  }
  // Else nothing would be proven.
  expect([kills > LIVES, remembered > LIVES * 20]).toEqual([true, true]);
});
