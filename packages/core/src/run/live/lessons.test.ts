import { describe, expect, it } from 'vitest';
import { StoreError } from '../../error.ts';
import type { Broker } from '../../ports/broker.ts';
import type { RiskEvent, RiskRule } from '../../ports/risk-rule.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { MINUTE_MS } from '../../units.ts';
import { candles, minute, minutesOf, Scripted, signal } from '../run.fixture.ts';
import { down } from './halt.fixture.ts';
import { FickleStore, hear, journal, pass, played, run, SharedStore, words, type Over } from './live.fixture.ts';
import { Lessons } from './lessons.ts';
import { RiskLedger } from './risk-ledger.ts';
import type { RiskRecord } from './risk-record.ts';

/** Writes down what it learns, and what it remembered whenever it was asked. */
class Diary implements RiskRule<readonly string[]> {
  readonly name = 'diary';
  readonly initial = [];
  readonly read: (readonly string[])[] = [];

  judge(_request: unknown, state: readonly string[]): { readonly allowed: true } {
    this.read.push(state);
    return { allowed: true };
  }

  fold(state: readonly string[], event: RiskEvent): readonly string[] {
    return event.kind === 'reserved' || event.kind === 'closed' ? [...state, `${event.kind} ${event.position.symbol} ${minutesOf(event.nowMs)}`] : state;
  }
}

const market = (): ArraySource => new ArraySource(candles(-10, 60, { 5: [100, 111, 100, 100] }));
const twice = (): Scripted => new Scripted({ 1: () => signal(), 8: () => signal('long', { lifetimeMinutes: 2 }) });
const WHOLE = ['reserved BTC/USDT 1', 'closed BTC/USDT 6', 'reserved BTC/USDT 8', 'closed BTC/USDT 10'];

const under = (store: FickleStore | SharedStore, diary: Diary, over: Over = {}): Over => ({ store, ledger: new RiskLedger({ store, riskName: 'slots' }), risk: [diary], strategy: twice(), candles: market(), ...over });

function remembered(disk: MemoryDisk): unknown {
  const json = disk.values.get('risk:slots')?.json;
  return json === undefined || json === null ? undefined : (JSON.parse(json) as RiskRecord).states['diary'];
}

describe('what rules learn from a live run', () => {
  it('is stored with what they learnt it from, and known when they judge next', async () => {
    const disk = new MemoryDisk();
    const diary = new Diary();
    await played(0, 20, under(new SharedStore(disk), diary));
    expect([diary.read, remembered(disk)]).toEqual([[[], WHOLE.slice(0, 2)], WHOLE]);
  });

  it('survives a restart', async () => {
    const disk = new MemoryDisk();
    const diary = new Diary();
    await played(0, 3, under(new SharedStore(disk), diary));
    await played(4, 20, under(new SharedStore(disk), diary));
    expect([diary.read, remembered(disk)]).toEqual([[[], WHOLE.slice(0, 2)], WHOLE]);
  });

  it('other processes know as well', async () => {
    const disk = new MemoryDisk();
    const diary = new Diary();
    await played(0, 3, under(new SharedStore(disk), new Diary()));
    await played(8, 8, under(new SharedStore(disk), diary, { symbol: 'ETH/USDT' }));
    expect(diary.read).toEqual([['reserved BTC/USDT 1']]);
  });

  it('they learn once, however often they are asked before the slot is taken: what came to nothing is not learnt', async () => {
    const disk = new MemoryDisk();
    const store = new FickleStore(disk);
    const diary = new Diary();
    const other = new RiskLedger({ store: new SharedStore(disk), riskName: 'slots' });
    store.onCommit = async ({ writes }) => {
      if (diary.read.length !== 1 || !writes.some(({ key }) => key === 'risk:slots')) return;
      diary.read.push(['somebody else is quicker']);
      await other.write('live:other', { position: null, judged: false }, (write) => new SharedStore(disk).commit({ writes: [write], events: [] }));
    };
    expect(words(await played(0, 20, under(store, diary)))).toEqual(['opened 1', 'take-profit 5', 'opened 8', 'time-expired 10']);
    expect([diary.read.slice(0, 3), remembered(disk)]).toEqual([[[], ['somebody else is quicker'], []], WHOLE]);
  });

  it('they learn once, also where the answer to a commit is lost again and again', async () => {
    const disk = new MemoryDisk();
    const store = new FickleStore(disk);
    store.onWritten = () => {
      throw new StoreError('store/uncertain', 'the connection was lost', { retryable: true });
    };
    const diary = new Diary();
    await played(0, 20, under(store, diary));
    expect([diary.read, remembered(disk)]).toEqual([[[], WHOLE.slice(0, 2)], WHOLE]);
  });

  it('is on top of what others have taught them meanwhile', async () => {
    const disk = new MemoryDisk();
    const diary = new Diary();
    const store = new FickleStore(disk);
    let others = 0;
    store.onCommit = async ({ events }) => {
      if (others > 0 || !events.some(({ event }) => event.kind === 'closed')) return;
      others++;
      await played(3, 3, under(new SharedStore(disk), new Diary(), { symbol: 'ETH/USDT', strategy: new Scripted({ 3: () => signal() }) }));
    };
    await played(0, 7, under(store, diary));
    expect(remembered(disk)).toEqual(['reserved BTC/USDT 1', 'reserved ETH/USDT 3', 'closed BTC/USDT 6']);
  });

  it('counts nothing of what the limits refused, as in a backtest', async () => {
    const disk = new MemoryDisk();
    await played(0, 3, under(new SharedStore(disk), new Diary(), { strategy: new Scripted({ 1: () => signal('long', { takeProfitPrice: 100.1 }) }) }));
    expect([(await journal(disk)).map(({ kind }) => kind), remembered(disk)]).toEqual([['refused'], undefined]);
  });

  it('stays when a run leaves its profile', async () => {
    const disk = new MemoryDisk();
    await played(0, 3, under(new SharedStore(disk), new Diary()));
    await played(4, 4, { store: new SharedStore(disk) });
    const record = JSON.parse(disk.values.get('risk:slots')!.json!) as RiskRecord;
    expect(record).toMatchObject({ positions: {}, states: { diary: ['reserved BTC/USDT 1'] } });
  });
});

it('a position that closes between a judgement and its reservation has the rules asked again: they have learnt something', async () => {
  const store = new SharedStore(new MemoryDisk());
  const ledger = new RiskLedger({ store, riskName: 'slots' });
  const commit = (write: Parameters<Parameters<RiskLedger['write']>[2]>[0]): Promise<void> => store.commit({ writes: [write], events: [] });
  await ledger.look('a');
  await ledger.write('b', { position: null, judged: false, rules: [new Diary()], events: [{ kind: 'reserved', nowMs: 0, equityQuote: null, position: { symbol: 'B' } as never }] }, commit);
  await expect(ledger.write('a', { position: null, judged: true }, commit)).rejects.toMatchObject({ code: 'store/conflict', key: 'risk:slots' });
});

it.each([
  ['a position that another run has closed', { kind: 'closed', nowMs: 0, position: { symbol: 'A' }, trade: {}, netQuote: 1 } as never],
  ['a reservation that came to nothing', { kind: 'released' } as const],
])('the slot of %s is free when that is written down, not before', async (_what, end) => {
  const disk = new MemoryDisk();
  const store = new SharedStore(disk);
  const ledger = new RiskLedger({ store, riskName: 'slots' });
  const commit = (write: Parameters<Parameters<RiskLedger['write']>[2]>[0]): Promise<void> => store.commit({ writes: [write], events: [] });
  const lessons = new Lessons();
  ledger.attach('a', lessons);
  lessons.add(end);
  await ledger.look('b');
  await expect(ledger.write('b', { position: null, judged: true }, commit)).rejects.toMatchObject({ code: 'store/conflict', key: 'risk:slots' });
  await ledger.write('a', { position: null, judged: false, events: lessons.events }, commit);
  await ledger.look('b');
  await ledger.write('b', { position: null, judged: true }, commit);
});

it('the slot of an entry that the broker turned down is free when that is written down, not before', async () => {
  const [store, clock] = [new FickleStore(), new FakeClock(minute(0))];
  const ledger = new RiskLedger({ store, riskName: 'slots' });
  const one: RiskRule = { name: 'one', judge: ({ activePositions: { length } }) => (length < 1 ? { allowed: true } : { allowed: false, reason: 'full' }) };
  const unwilling: Broker = { name: 'unwilling', can: { placeOnce: true }, place: ({ id }) => ({ kind: 'rejected', orderId: id, reason: 'no money' }), find: () => null, close: async () => {} };
  let isDown = true;
  const taken: string[][] = [];
  store.onCommit = ({ writes, events }) => {
    if (isDown && events.some(({ event }) => event.kind === 'cancelled')) throw down;
    taken.push(...writes.filter(({ key }) => key === 'risk:slots').map(({ value }) => Object.keys((value as RiskRecord).positions)));
  };
  const entersAt = (at: number): Scripted => new Scripted({ [at]: () => signal() });
  const [first, second] = [
    hear(run(clock, { store, ledger, risk: [one], symbol: 'A/USDT', strategy: entersAt(1), broker: unwilling })),
    hear(run(clock, { store, ledger, risk: [one], symbol: 'B/USDT', strategy: entersAt(2) })),
  ];
  await pass(clock, 2.5 * MINUTE_MS);
  expect(words(second.told)).toEqual([]);
  isDown = false;
  await pass(clock, 10_000);
  expect([words(first.told).filter((word) => !/paused|resumed/.test(word)), words(second.told)]).toEqual([['cancelled rejected 1'], ['opened 2']]);
  expect(taken.map(({ length }) => length)).toEqual([1, 0, 1]);
});

it('slots that an older version stored are read; its rules remembered nothing', async () => {
  const disk = new MemoryDisk();
  await played(0, 3, under(new SharedStore(disk), new Diary()));
  const { positions, riskName } = JSON.parse(disk.values.get('risk:slots')!.json!) as RiskRecord;
  const { version } = disk.values.get('risk:slots')!;
  await new SharedStore(disk).commit({ writes: [{ key: 'risk:slots', expected: version, value: { format: 1, riskName, positions } }], events: [] });
  await played(4, 20, under(new SharedStore(disk), new Diary()));
  expect(remembered(disk)).toEqual(WHOLE.slice(1));
});
