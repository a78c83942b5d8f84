import { MemoryStore, FakeClock } from '@tradewright/core/testing';
import type { Candle } from '@tradewright/core';
import { StoredKillSwitch } from '@tradewright/core/run';
import type { FakeExchange, Fault } from '@tradewright/fake-exchange';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, type Composed } from '../src/compose.ts';
import { parseOptions } from '../src/options.ts';
import { directoryWith } from './cli.ts';
import { candlesAround, exchangeWith } from './exchange-place.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2024, 5, 1, 12, 0, 30);

/** Writes down what it is shown each time it is asked. */
const WITNESS = `export default {
  strategyName: 'witness', interval: '1m',
  getSignal(symbol, when, context) {
    const view = context.series('1m', 30);
    globalThis.shown ??= [];
    globalThis.shown.push({ whenMs: when.getTime(), candles: view.map((...row) => row) });
    return null;
  },
};`;

interface Shown {
  readonly whenMs: number;
  readonly candles: readonly (readonly number[])[];
}

const shown = (): readonly Shown[] => Reflect.get(globalThis, 'shown') as readonly Shown[] ?? [];
const rowOf = ({ openTimeMs, open, high, low, close, volume }: Candle): number[] => [openTimeMs, open, high, low, close, volume];

/** One live run whose time goes by as fast as its questions are answered. */
class Session {
  readonly clock = new FakeClock(START_MS);
  readonly candles = candlesAround(START_MS);
  #exchange: FakeExchange | undefined;
  #composed: Composed | undefined;
  #ended: Promise<void> | undefined;

  get exchange(): FakeExchange {
    return this.#exchange!;
  }

  async begin(): Promise<void> {
    this.#exchange = await exchangeWith(this.candles, { nowMs: () => this.clock.nowMs() });
    const parsed = parseOptions(['strategy.mjs', '--exchange', 'binance', '--exchange-url', this.exchange.url, '--symbol', 'AAAUSDT', '--timeout', '20000', '--retries', '2'], '0');
    if (!('options' in parsed)) throw new Error('no options');
    const directory = directoryWith({ 'strategy.mjs': WITNESS });
    const store = new MemoryStore();
    this.#composed = await compose({ options: parsed.options, directory, store, killSwitch: new StoredKillSwitch({ store, clock: this.clock }), machine: this.clock, replayed: null, clockOf: null, kill: null, onNotice: () => undefined });
    const { instance, runs: [run] } = this.#composed;
    const { symbol, ...names } = run!;
    this.#ended = (async () => {
      for await (const _ of instance.Live.run(symbol, names));
    })();
  }

  /** Time goes by until the strategy was asked at an instant, or so many minutes are over. */
  async until(whenMs: number, mostMinutes = 5): Promise<void> {
    const lastMs = whenMs + mostMinutes * MINUTE_MS;
    while (this.clock.nowMs() < lastMs && !shown().some((one) => one.whenMs >= whenMs)) {
      // Around a tick the grace of five seconds must be enough for timers that go by real time.
      const isTick = this.clock.nowMs() % MINUTE_MS < 6_000;
      await this.clock.pass(isTick ? 250 : 750);
      this.exchange.tick();
      await setTimeout(isTick ? 5 : 1);
      // Time stands still while an answer is on its way that nothing holds up.
      for (let i = 0; i < 200 && this.exchange.requests.some(({ status, fault }) => status === null && fault === undefined); i++) await setTimeout(1);
    }
  }

  async end(): Promise<void> {
    await this.#composed?.instance.shutdown();
    for (let i = 0; i < 1000; i++) {
      const over = await Promise.race([this.#ended!.then(() => true), setTimeout(1, false)]);
      if (over) break;
      await this.clock.pass(100);
    }
    await this.#composed?.remote?.close();
  }
}

const session = new Session();
beforeAll(() => session.begin());
afterAll(() => session.end());

const SOON_MINUTES = 10;

/** The strategy was shown all that closed, when it was asked last. */
function isWhole(): boolean {
  const last = shown().at(-1)!;
  return last.candles.length === between(session.candles, last).length;
}

/** Each strikes whatever fits it in the minute that begins, and is over with the next one. */
const FAULTS: readonly (readonly [what: string, fault: Fault])[] = [
  ['429 with Retry-After', { kind: 'status', status: 429, retryAfterS: 1 }],
  ['418 with Retry-After', { kind: 'status', status: 418, retryAfterS: 5 }],
  ['503', { kind: 'status', status: 503 }],
  ['no answer', { kind: 'hang' }],
  ['connections that are cut before the answer', { kind: 'cut', at: 'before' }],
  ['connections that are cut in the middle of it', { kind: 'cut', at: 'middle' }],
  ['no JSON', { kind: 'garbage' }],
  ['a page for people', { kind: 'html' }],
  ['an empty answer', { kind: 'empty' }],
  ['JSON of another shape', { kind: 'shape', shape: 'null' }],
  ['rows that are too short', { kind: 'shape', shape: 'short-rows' }],
  ['answers without the newest candles', { kind: 'missing' }],
  ['answers without candles', { kind: 'none' }],
  ['candles twice', { kind: 'duplicate' }],
  ['candles in disorder', { kind: 'disorder', all: true }],
  ['a candle in the making', { kind: 'unclosed' }],
  ['a broken candle', { kind: 'broken', how: 'high-below-low' }],
  ['candles that come ten seconds late', { kind: 'late', lateMs: 10_000 }],
  ['a clock that is two minutes behind', { kind: 'skew', skewMs: -120_000 }],
  ['a stream that is refused', { kind: 'stream-refuse' }],
  ['a stream that is cut', { kind: 'stream-cut' }],
  ['a stream that says nothing', { kind: 'stream-silence' }],
  ['a stream that leaves events out', { kind: 'stream-drop' }],
  ['events that come late', { kind: 'stream-late', lateMs: 20_000 }],
  ['events twice', { kind: 'stream-duplicate' }],
  ['a stream of garbage', { kind: 'stream-garbage' }],
];

describe('a live run, when its exchange gives for a minute', () => {
  it.each(FAULTS)('%s, sees nothing but candles as they are, and soon after all of them', async (_what, fault) => {
    const { clock, exchange, candles } = session;
    const strikesMs = Math.ceil((clock.nowMs() + 1) / MINUTE_MS) * MINUTE_MS;
    const first = shown().length;
    // ccxt prints whatever garbage a stream says.
    exchange.faults.add({ fault, ...(fault.kind === 'stream-garbage' ? { count: 2 } : {}) });
    await session.until(strikesMs, 0.9);
    exchange.faults.clear();
    // On a busy machine an answer may take longer than the grace of a clock that is led by hand: then the next tick has it.
    for (let minutes = 2; minutes <= SOON_MINUTES && (minutes === 2 || !isWhole()); minutes++) await session.until(strikesMs + minutes * MINUTE_MS);
    const seen = shown().slice(first);
    expect(seen.at(-1)!.whenMs).toBeGreaterThanOrEqual(strikesMs + 2 * MINUTE_MS);
    // Whatever was missing while it lasted, nothing was ever wrong, early or out of order.
    for (const one of seen) expect(one.candles).toEqual(between(candles, one).filter((row) => one.candles.some(([openTimeMs]) => openTimeMs === row[0])));
    expect(seen.at(-1)!.candles).toEqual(between(candles, seen.at(-1)!));
  });
});

/** The thirty candles before an instant. */
function between(candles: readonly Candle[], { whenMs }: Shown): number[][] {
  return candles.filter(({ openTimeMs }) => openTimeMs < whenMs && openTimeMs >= whenMs - 30 * MINUTE_MS).map(rowOf);
}
