import { describe, expect, it } from 'vitest';
import type { Broker, OrderRequest, Placement } from '../../ports/broker.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import type { TradeEvent } from '../../signal/event.ts';
import type { Signal } from '../../signal/signal.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { MINUTE_MS } from '../../units.ts';
import { paperFill } from '../paper-fill.ts';
import { candles, minute, minutesOf, Scripted, signal, told } from '../run.fixture.ts';
import { FickleStore, IDLE_MACHINE, journal, NEVER, NO_COSTS, run, type Over } from './live.fixture.ts';
import { ReplayClock } from './replay-clock.ts';
import { RiskLedger } from './risk-ledger.ts';
import type { RiskRecord } from './risk-record.ts';

/** The last minute of every story. */
const LAST = 12;

type Ohlc = readonly [number, number, number, number];
type Trigger = 'candle-range' | 'vwap';

/** One way through the states of a signal. */
interface Story {
  readonly answers: Readonly<Record<number, () => Signal>>;
  readonly market?: Readonly<Record<number, Ohlc>>;
  readonly rules?: Over['rules'];
  readonly risk?: RiskRule;
  /** How the broker answers to an order it has not answered before. Default: it fills it. */
  readonly answer?: (order: OrderRequest, asked: number, executed: number) => 'fail' | 'reject' | 'fill';
  /** The run is told to stop when this tick is over. */
  readonly stopAfter?: number;
  /** What its journal holds when nobody interrupts it; absent: this trigger has no such story. */
  readonly tells: { readonly [key in Trigger]?: readonly string[] };
}

const long = (over: Partial<Signal> = {}) => (): Signal => signal('long', over);
const refuseAt = (at: 'creation' | 'activation'): RiskRule => ({ name: 'no', judge: (request) => (request.at === at ? { allowed: false, reason: 'no' } : { allowed: true }) });
const both = (...words: readonly string[]): Story['tells'] => ({ 'candle-range': words, vwap: words });
const flat = (price: number): Ohlc => [price, price, price, price];

const STORIES: Readonly<Record<string, Story>> = {
  'nothing happens': { answers: {}, tells: both() },
  'a position reaches its target': { answers: { 2: long() }, market: { 5: flat(111) }, tells: { 'candle-range': ['opened 2', 'take-profit 5'], vwap: ['opened 2', 'take-profit 6'] } },
  'a position is stopped out': { answers: { 2: long() }, market: { 5: flat(94) }, tells: { 'candle-range': ['opened 2', 'stop-loss 5'], vwap: ['opened 2', 'stop-loss 6'] } },
  'a position runs out of time': { answers: { 2: long({ lifetimeMinutes: 4 }) }, tells: both('opened 2', 'time-expired 6') },
  'an entry waits, opens and closes': { answers: { 2: long({ entryPrice: 98 }) }, market: { 4: flat(98), 7: flat(111) }, tells: { 'candle-range': ['scheduled 2', 'opened 4', 'take-profit 7'], vwap: ['scheduled 2', 'opened 5', 'take-profit 8'] } },
  'an entry opens and is stopped out on one candle': { answers: { 2: long({ entryPrice: 98 }) }, market: { 4: [99, 99, 90, 99] }, tells: { 'candle-range': ['scheduled 2', 'opened 4', 'stop-loss 4'] } },
  'an entry is overrun': { answers: { 2: long({ entryPrice: 98 }) }, market: { 4: flat(94) }, tells: { 'candle-range': ['scheduled 2', 'cancelled stop-loss 4'], vwap: ['scheduled 2', 'cancelled stop-loss 5'] } },
  'an entry waits in vain': { answers: { 2: long({ entryPrice: 98 }) }, rules: { scheduleAwaitMs: 4 * MINUTE_MS }, tells: both('scheduled 2', 'cancelled timeout 6') },
  'an entry waits in vain until between two minutes': { answers: { 2: long({ entryPrice: 98 }) }, rules: { scheduleAwaitMs: 3.5 * MINUTE_MS }, tells: both('scheduled 2', 'cancelled timeout 5.5') },
  'an entry is not admitted when its price comes': { answers: { 2: long({ entryPrice: 98 }) }, market: { 4: flat(98) }, risk: refuseAt('activation'), tells: { 'candle-range': ['scheduled 2', 'cancelled rejected 4'], vwap: ['scheduled 2', 'cancelled rejected 5'] } },
  'a signal is not admitted': { answers: { 2: long() }, risk: refuseAt('creation'), tells: both('refused 2') },
  'a signal makes no sense': { answers: { 2: long({ takeProfitPrice: 90 }), 4: () => 'buy' as never }, tells: both('refused 2', 'refused 4') },
  'a signal is beyond the limits': { answers: { 2: long({ takeProfitPrice: 100.1 }) }, risk: { name: 'yes', judge: () => ({ allowed: true }) }, tells: both('refused 2') },
  'a strategy throws': { answers: { 2: () => { throw new Error('no'); }, 3: long({ lifetimeMinutes: 3 }) }, tells: both('opened 3', 'time-expired 6') },
  'a slot is taken and given back': { answers: { 2: long({ lifetimeMinutes: 2 }), 5: long({ entryPrice: 98 }) }, market: { 6: flat(98), 8: flat(111) }, risk: { name: 'one', judge: ({ activePositions }) => (activePositions.length === 0 ? { allowed: true } : { allowed: false, reason: 'full' }) }, tells: { 'candle-range': ['opened 2', 'time-expired 4', 'scheduled 5', 'opened 6', 'take-profit 8'], vwap: ['opened 2', 'time-expired 4', 'scheduled 5', 'opened 7', 'take-profit 9'] } },
  'a slot is held to the end': { answers: { 2: long({ entryPrice: 98 }) }, market: { 4: flat(98) }, risk: { name: 'yes', judge: () => ({ allowed: true }) }, tells: { 'candle-range': ['scheduled 2', 'opened 4'], vwap: ['scheduled 2', 'opened 5'] } },
  'levels are passed on the way': {
    answers: { 2: long({ lifetimeMinutes: 7 }) }, market: { 3: flat(103), 4: flat(97), 5: flat(106) }, rules: { partials: { profitFracs: [0.1, 0.3, 0.5], lossFracs: [0.4, 0.8] } },
    tells: { 'candle-range': ['opened 2', 'partial 3', 'partial 3', 'partial 4', 'partial 5', 'time-expired 9'], vwap: ['opened 2', 'partial 4', 'partial 4', 'partial 5', 'partial 6', 'time-expired 9'] },
  },
  'one signal follows the other at once': { answers: { 2: long(), 6: long({ takeProfitPrice: 120, stopLossPrice: 105, lifetimeMinutes: 2 }), 7: long({ lifetimeMinutes: 2 }) }, market: { 5: flat(111) }, tells: { 'candle-range': ['opened 2', 'take-profit 5', 'opened 6', 'stop-loss 6', 'opened 7', 'time-expired 9'], vwap: ['opened 2', 'take-profit 6', 'opened 7', 'time-expired 9'] } },
  'the broker turns an entry down': { answers: { 2: long(), 4: long({ lifetimeMinutes: 2 }) }, answer: ({ atMs }) => (minutesOf(atMs) === 2 ? 'reject' : 'fill'), tells: both('cancelled rejected 2', 'opened 4', 'time-expired 6') },
  'the broker fails at first': { answers: { 2: long({ lifetimeMinutes: 4 }) }, answer: (_order, asked) => (asked === 1 ? 'fail' : 'fill'), tells: both('opened 2', 'time-expired 6') },
  'the broker turns an exit down': { answers: { 2: long() }, market: { 5: flat(111) }, answer: (_order, _asked, executed) => (executed === 1 ? 'reject' : 'fill'), tells: { 'candle-range': ['opened 2', 'take-profit 5'], vwap: ['opened 2', 'take-profit 6'] } },
  'a stop gives up what waits': { answers: { 2: long({ entryPrice: 98 }), 6: long() }, stopAfter: 4, tells: both('scheduled 2', 'cancelled stopped 4') },
  'a stop lets live what is open': { answers: { 2: long(), 8: long() }, market: { 6: flat(111) }, stopAfter: 4, tells: { 'candle-range': ['opened 2', 'take-profit 6'], vwap: ['opened 2', 'take-profit 7'] } },
};

/** Executes each order once, whoever sends it. */
class Bank implements Broker {
  readonly name = 'bank';
  readonly can = { placeOnce: true } as const;
  readonly executed: OrderRequest[] = [];
  readonly #answer: NonNullable<Story['answer']>;
  readonly #asked = new Map<string, number>();
  readonly #known = new Map<string, Placement>();

  constructor({ answer = () => 'fill' }: Story) {
    this.#answer = answer;
  }

  async place(order: OrderRequest): Promise<Placement> {
    const before = this.#known.get(order.id);
    if (before !== undefined) return before;
    const asked = (this.#asked.get(order.id) ?? 0) + 1;
    this.#asked.set(order.id, asked);
    const answer = this.#answer(order, asked, this.executed.length);
    if (answer === 'fail') throw new Error('maintenance');
    const placement: Placement = answer === 'fill' ? { kind: 'filled', fill: paperFill(order, NO_COSTS) } : { kind: 'rejected', orderId: order.id, reason: 'no' };
    this.#known.set(order.id, placement);
    this.executed.push(order);
    return placement;
  }

  find(orderId: string): Placement | null {
    return this.#known.get(orderId) ?? null;
  }

  async close(): Promise<void> {}
}

/** How a process comes to its end before the story does. */
type Death =
  | { readonly at: 'commit'; readonly number: number; readonly written: boolean }
  | { readonly at: 'tick'; readonly minute: number; readonly how: 'killed' | 'shut down' };

interface World {
  readonly story: Story;
  readonly trigger: Trigger;
  readonly disk: MemoryDisk;
  readonly bank: Bank;
}

interface Life {
  readonly commits: number;
  /** The minute in which it died; `null`: it lived to the end. */
  readonly diedIn: number | null;
}

/** One process, from a minute of the day on. */
async function live({ story, trigger, disk, bank }: World, from: number, death: Death | null): Promise<Life> {
  const { answers, market = {}, rules = {}, risk, stopAfter = Infinity } = story;
  const end = new AbortController();
  const time = new ReplayClock({ machine: IDLE_MACHINE, startMs: minute(from), endMs: minute(LAST) + MINUTE_MS - 1, onEnd: () => end.abort() });
  const store = new FickleStore(disk);
  let diedIn: number | null = null;
  let over: () => void = () => undefined;
  const dead = new Promise<void>((resolve) => (over = resolve));
  const die = (): typeof NEVER => {
    diedIn = Math.floor(minutesOf(time.nowMs));
    over();
    return NEVER;
  };
  if (death?.at === 'commit') {
    if (death.written) store.onWritten = () => (store.commits === death.number ? die() : undefined);
    else store.onCommit = () => (store.commits === death.number - 1 ? die() : undefined);
  }
  const ledger = new RiskLedger({ store, riskName: 'slots' });
  const given = run(time.join(), {
    store, broker: bank, holder: 'the machine', machineClock: IDLE_MACHINE, cancel: end.signal, strategy: new Scripted(answers), candles: new ArraySource(candles(-10, 30, market)), series: { vwap: { count: 1, intervalMs: MINUTE_MS } }, ledger,
    ...(risk === undefined ? {} : { risk: [risk] }), rules: { ...rules, trigger },
  });
  // What was told to stop is told so again after a restart.
  if (from > stopAfter) given.stop();
  const heard = (async () => {
    for await (const { event } of given) {
      if (event.kind !== 'ticked') continue;
      const now = minutesOf(event.atMs);
      if (now === stopAfter) given.stop();
      if (death?.at !== 'tick' || death.minute !== now) continue;
      diedIn = now;
      if (death.how === 'killed') await die();
      end.abort();
    }
  })();
  await Promise.race([heard, dead]);
  return { commits: store.commits, diedIn };
}

function slotsOn(disk: MemoryDisk): number {
  const json = disk.values.get('risk:slots')?.json;
  return json === undefined || json === null ? 0 : Object.keys((JSON.parse(json) as RiskRecord).positions).length;
}

async function outcome({ disk, bank }: World): Promise<object> {
  const events: readonly TradeEvent[] = await journal(disk);
  return { events, orders: bank.executed, slots: slotsOn(disk) };
}

const worldOf = (story: Story, trigger: Trigger): World => ({ story, trigger, disk: new MemoryDisk(), bank: new Bank(story) });

/** Every way to die, and how many minutes later another process may go on so that nothing is missed. */
function deaths(commits: number, { stopAfter }: Story): (readonly [Death, readonly number[]])[] {
  const all: [Death, readonly number[]][] = [];
  for (let number = 1; number <= commits; number++) for (const written of [false, true]) all.push([{ at: 'commit', number, written }, [0]]);
  // A stop that came just before is forgotten with the process: told again a minute later, it comes a minute later.
  for (let at = 0; at < LAST; at++) for (const how of ['killed', 'shut down'] as const) all.push([{ at: 'tick', minute: at, how }, at === stopAfter ? [0] : [0, 1]]);
  return all;
}

const TOLD = Object.entries(STORIES).flatMap(([what, story]) => (['candle-range', 'vwap'] as const).flatMap((trigger) => (story.tells[trigger] === undefined ? [] : [[what, trigger, story] as const])));

describe('stopped anywhere and started again, a run goes on as if nobody had stopped it:', () => {
  it.each(TOLD)('%s (%s)', async (_what, trigger, story) => {
    const whole = worldOf(story, trigger);
    const { commits } = await live(whole, 0, null);
    const expected = await outcome(whole);
    expect(told(await journal(whole.disk))).toEqual(story.tells[trigger]);
    for (const [death, resumes] of deaths(commits, story)) {
      for (const later of resumes) {
        const world = worldOf(story, trigger);
        const { diedIn } = await live(world, 0, death);
        // A story that was over before this death has nothing to go on with.
        if (diedIn !== null) await live(world, diedIn + later, null);
        expect({ death, later, ...(await outcome(world)) }).toEqual({ death, later, ...expected });
      }
    }
  });

  it.each(TOLD)('and again and again, at every commit: %s (%s)', async (_what, trigger, story) => {
    const whole = worldOf(story, trigger);
    await live(whole, 0, null);
    for (const written of [false, true]) {
      const world = worldOf(story, trigger);
      let from = 0;
      // A process that gets one commit done, and one that dies before its second.
      for (let lives = 0; lives < 200; lives++) {
        const { diedIn } = await live(world, from, { at: 'commit', number: written ? 1 : 2, written });
        if (diedIn === null) break;
        from = diedIn;
      }
      expect({ written, ...(await outcome(world)) }).toEqual({ written, ...(await outcome(whole)) });
    }
  });
});
