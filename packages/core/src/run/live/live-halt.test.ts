import { describe, expect, it } from 'vitest';
import type { Broker, OrderRequest, Placement } from '../../ports/broker.ts';
import type { Halt } from '../../ports/kill-switch.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { MINUTE_MS } from '../../units.ts';
import { PaperBroker } from '../paper-broker.ts';
import { candles, minute, Scripted, signal } from '../run.fixture.ts';
import { houseOn, opens, reasonOf, trade, waits } from './halt.fixture.ts';
import { FickleStore, IDLE_MACHINE, journal, NO_COSTS, pass, played, settle, words } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';
import { StoredKillSwitch } from './stored-kill-switch.ts';

describe('a halt', () => {
  it('has every signal refused with its reason, whether there are risk rules or not', async () => {
    const house = houseOn();
    const yes: RiskRule = { name: 'yes', judge: () => ({ allowed: true }) };
    const plain = trade(house);
    const ruled = trade(house, { symbol: 'ETH/USDT', risk: [yes], ledger: new RiskLedger({ store: house.store, riskName: 'slots' }) });
    await house.killSwitch.halt('the news');
    await pass(house.clock, 3 * MINUTE_MS);
    expect([plain, ruled].map((heard) => [words(heard.told), reasonOf(heard)])).toEqual(Array(2).fill([['refused 1'], [{ by: 'risk', reason: 'halted: the news' }]]));
  });

  it('lets an open position live, and a waiting entry come to nothing when its price comes', async () => {
    const house = houseOn();
    const market = new ArraySource(candles(-10, 60, { 4: [98, 98, 98, 98], 6: [111, 111, 111, 111] }));
    const [open, waiting] = [trade(house, { candles: market }), trade(house, { symbol: 'ETH/USDT', strategy: waits(), candles: market })];
    await pass(house.clock, 2.5 * MINUTE_MS);
    await house.killSwitch.halt('the news');
    await pass(house.clock, 6 * MINUTE_MS);
    expect([words(open.told), words(waiting.told)]).toEqual([['opened 1', 'take-profit 6'], ['scheduled 1', 'cancelled rejected 4']]);
  });

  it('that closes positions closes them at once, between two ticks, at the VWAP, and gives up what waits', async () => {
    const house = houseOn();
    const [open, waiting] = [trade(house), trade(house, { symbol: 'ETH/USDT', strategy: waits() })];
    await pass(house.clock, 2.5 * MINUTE_MS);
    const { commits } = house.store;
    await house.killSwitch.halt('the news', { closesPositions: true });
    await settle();
    expect([words(open.told), words(waiting.told), reasonOf(open)]).toEqual([['opened 1', 'command 2'], ['scheduled 1', 'cancelled command 2'], ['halted: the news']]);
    expect(house.store.commits - commits).toBe(4); // the halt, the exit order and its fill, what waited
  });

  it('ends when it is resumed', async () => {
    const house = houseOn();
    const heard = trade(house, { strategy: new Scripted({ 1: () => signal(), 2: () => signal() }) });
    await house.killSwitch.halt('the news');
    await pass(house.clock, 1.5 * MINUTE_MS);
    await house.killSwitch.resume();
    await pass(house.clock, 1 * MINUTE_MS);
    expect(words(heard.told)).toEqual(['refused 1', 'opened 2']);
  });

  it('survives a restart, and with it the end of what it had to close', async () => {
    const disk = new MemoryDisk();
    const store = (): FickleStore => new FickleStore(disk);
    const switchOn = (one: FickleStore): StoredKillSwitch => new StoredKillSwitch({ store: one, clock: IDLE_MACHINE });
    await played(0, 3, { store: store(), strategy: opens() });
    await switchOn(store()).halt('the news', { closesPositions: true });
    const [first, second] = [store(), store()];
    expect(words(await played(4, 6, { store: first, killSwitch: switchOn(first), strategy: opens(5) }))).toEqual(['restored opened', 'command 4', 'refused 5']);
    expect(words(await played(7, 9, { store: second, killSwitch: switchOn(second), strategy: opens(8) }))).toEqual(['refused 8']);
    await switchOn(store()).resume();
    const third = store();
    expect(words(await played(10, 12, { store: third, killSwitch: switchOn(third), strategy: opens(11) }))).toEqual(['opened 11']);
  });

  it('reaches other processes at their next signal, and at the next tick of what they hold', async () => {
    const [disk, clock] = [new MemoryDisk(), new FakeClock(minute(0))];
    const [mine, theirs] = [houseOn(disk, clock), houseOn(disk, clock)];
    const [open, idle] = [trade(theirs), trade(theirs, { symbol: 'ETH/USDT', strategy: opens(3) })];
    await pass(clock, 2.5 * MINUTE_MS);
    await mine.killSwitch.halt('the news', { closesPositions: true });
    await pass(clock, 1 * MINUTE_MS);
    expect([words(open.told), words(idle.told)]).toEqual([['opened 1', 'command 3'], ['refused 3']]);
  });

  it('that becomes known to a process has all of it close at once, also what was to live on at first', async () => {
    const [disk, clock] = [new MemoryDisk(), new FakeClock(minute(0))];
    const [mine, theirs] = [houseOn(disk, clock), houseOn(disk, clock)];
    const heard = trade(theirs);
    await pass(clock, 2.5 * MINUTE_MS);
    for (const closesPositions of [false, true]) {
      await mine.killSwitch.halt('the news', { closesPositions });
      await theirs.killSwitch.refresh();
      await settle();
      expect(words(heard.told)).toEqual(closesPositions ? ['opened 1', 'command 2'] : ['opened 1']);
    }
  });

  it('is read together with the slots, in one question', async () => {
    const house = houseOn();
    const keys: (readonly string[])[] = [];
    house.store.onLoad = (asked) => keys.push(asked);
    trade(house, { risk: [{ name: 'yes', judge: () => ({ allowed: true }) }], ledger: new RiskLedger({ store: house.store, riskName: 'slots' }) });
    await pass(house.clock, 3.5 * MINUTE_MS);
    expect(keys.slice(2)).toEqual(Array(3).fill(['risk:slots', 'halt:default'])); // before it opens, and while it is open
  });

  it.each([[true, 5], [false, 1]])('is read at each tick where other processes may have said it (%s), else once after a restart', async (isShared, times) => {
    const disk = new MemoryDisk();
    await played(0, 3, { store: new FickleStore(disk), strategy: opens() });
    const store = Object.assign(new FickleStore(disk), { can: { shareAcrossProcesses: isShared } });
    if (!isShared) Object.assign(store, { leases: undefined });
    let reads = 0;
    store.onLoad = (keys) => void (keys.includes('halt:default') && reads++);
    const ledger = new RiskLedger({ store, riskName: 'slots', capitalQuote: 1000 });
    const told = await played(4, 8, { store, ledger, killSwitch: new StoredKillSwitch({ store, clock: IDLE_MACHINE }), risk: [{ name: 'watcher', judge: () => ({ allowed: true }), watch: () => null }] });
    expect([words(told), reads]).toEqual([['restored opened'], times]);
  });

  it('while rules are still thinking has them refused all the same', async () => {
    const house = houseOn();
    let answer: () => void = () => undefined;
    const slow: RiskRule = { name: 'slow', judge: () => new Promise((resolve) => (answer = () => resolve({ allowed: true }))) };
    const heard = trade(house, { risk: [slow], ledger: new RiskLedger({ store: house.store, riskName: 'slots' }) });
    await pass(house.clock, 1.5 * MINUTE_MS);
    void house.killSwitch.halt('the news');
    answer();
    await settle();
    expect([words(heard.told), reasonOf(heard)]).toEqual([['refused 1'], [{ by: 'risk', reason: 'halted: the news' }]]);
  });

  it('of one account leaves others alone', async () => {
    const house = houseOn();
    await new StoredKillSwitch({ store: house.store, clock: house.clock, account: 'second' }).halt('the news');
    const heard = trade(house);
    await pass(house.clock, 2 * MINUTE_MS);
    expect(words(heard.told)).toEqual(['opened 1']);
  });

  it('may be said in a further place, which is looked at each time', async () => {
    let said: Halt | null = null;
    const house = houseOn(new MemoryDisk(), new FakeClock(minute(0)), () => said);
    const heard = trade(house, { strategy: new Scripted({ 1: () => signal(), 4: () => signal() }) });
    await pass(house.clock, 2.5 * MINUTE_MS);
    said = { reason: 'there is a file', atMs: minute(2), closesPositions: true };
    await pass(house.clock, 2 * MINUTE_MS);
    expect([words(heard.told), reasonOf(heard)]).toEqual([['opened 1', 'command 3', 'refused 4'], ['halted: there is a file', { by: 'risk', reason: 'halted: there is a file' }]]);
  });
});

/** Does not do as it is told at first. */
class Unwilling implements Broker {
  readonly name = 'unwilling';
  readonly can = { placeOnce: true } as const;
  readonly #paper = new PaperBroker(NO_COSTS);
  readonly #answer: (exits: number) => 'fail' | 'reject' | 'fill';
  #exits = 0;

  constructor(answer: (exits: number) => 'fail' | 'reject' | 'fill') {
    this.#answer = answer;
  }

  async place(order: OrderRequest): Promise<Placement> {
    const answer = order.leg === 'exit' ? this.#answer(++this.#exits) : 'fill';
    if (answer === 'fail') throw new Error('maintenance');
    return answer === 'fill' ? this.#paper.place(order) : { kind: 'rejected', orderId: order.id, reason: 'no' };
  }

  find(): Placement | null {
    return null;
  }

  async close(): Promise<void> {}
}

describe('a position that has to go, and that the broker', () => {
  it.each([
    ['does not let go', 'reject' as const, ['opened 1', 'failed broker/rejected 2', 'command 3']],
    ['cannot close just then', 'fail' as const, ['opened 1', 'failed broker/failed 2.5', 'command 2']],
  ])('%s, goes at the next tick; nobody is ended by that', async (_what, answer, expected) => {
    const house = houseOn();
    const heard = trade(house, { broker: new Unwilling((exits) => (exits === 1 ? answer : 'fill')) });
    await pass(house.clock, 2.5 * MINUTE_MS);
    await house.killSwitch.halt('the news', { closesPositions: true });
    await pass(house.clock, 2 * MINUTE_MS);
    expect([words(heard.told), heard.over()]).toEqual([expected, false]);
  });
});

it('a source that does not answer keeps no position from being closed', async () => {
  const disk = new MemoryDisk();
  const house = houseOn(disk);
  const market = new ArraySource(candles(-10, 60));
  let isDown = false;
  const heard = trade(house, { candles: { name: 'moody', candles: (range) => {
    if (isDown) throw new Error('no line');
    return market.candles(range);
  } } });
  await pass(house.clock, 2.5 * MINUTE_MS);
  isDown = true;
  await pass(house.clock, 1 * MINUTE_MS);
  await house.killSwitch.halt('the news', { closesPositions: true });
  await settle();
  expect([words(heard.told).filter((word) => !word.startsWith('failed')), (await journal(disk)).map(({ kind }) => kind)]).toEqual([['opened 1', 'command 2'], ['opened', 'closed']]);
});
