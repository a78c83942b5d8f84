import { describe, expect, it } from 'vitest';
import type { AccountView } from '../../ports/account-view.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { MINUTE_MS, type TimestampMs } from '../../units.ts';
import { PaperBroker } from '../paper-broker.ts';
import { candles, minute, minutesOf, Scripted, signal } from '../run.fixture.ts';
import { Exchange, FickleStore, hear, pass, played, run, SharedStore, words, type Over } from './live.fixture.ts';
import { Lessons } from './lessons.ts';
import { RiskLedger } from './risk-ledger.ts';
import type { RiskRecord } from './risk-record.ts';

const flat = (price: number): readonly [number, number, number, number] => [price, price, price, price];

/** Notes what the account says whenever a rule is asked. */
class Spy implements RiskRule {
  readonly name = 'spy';
  readonly needsAccount = true;
  /** Equity by minute, at judgements and when the account is watched. */
  readonly judged: [minute: number, equityQuote: number][] = [];
  readonly watched: [minute: number, equityQuote: number, peakQuote: number, dayStartQuote: number][] = [];
  last: AccountView | null = null;

  judge({ account, nowMs }: { readonly account: AccountView | null; readonly nowMs: TimestampMs }): { readonly allowed: true } {
    this.judged.push([minutesOf(nowMs), account!.equityQuote]);
    this.last = account;
    return { allowed: true };
  }

  watch(account: AccountView, nowMs: TimestampMs): null {
    this.watched.push([minutesOf(nowMs), account.equityQuote, account.peakEquityQuote, account.dayStartEquityQuote]);
    return null;
  }
}

const ledgerOn = (store: SharedStore, capitalQuote = 1000): RiskLedger => new RiskLedger({ store, riskName: 'slots', capitalQuote });
const under = (disk: MemoryDisk, spy: Spy, over: Over = {}, capitalQuote = 1000): Over => {
  const store = new SharedStore(disk);
  return { store, ledger: ledgerOn(store, capitalQuote), risk: [spy], ...over };
};
const asks = (...minutes: readonly number[]): Scripted => new Scripted(Object.fromEntries(minutes.map((n) => [n, () => signal()])));

describe('the account behind a live run', () => {
  it('begins with its capital, follows an open position to its last close, and keeps what a trade has won', async () => {
    const spy = new Spy();
    await played(0, 13, under(new MemoryDisk(), spy, { strategy: asks(1, 12), candles: new ArraySource(candles(-10, 60, { 3: flat(104), 4: flat(102), 5: flat(111) })) }));
    expect(spy.watched.map(([at, equity, peak]) => [at, equity, peak])).toEqual([[1, 1000, 1000], [2, 1000, 1000], [3, 1000, 1000], [4, 1004, 1004], [5, 1002, 1004], [12, 1010, 1010], [13, 1010, 1010]]);
    expect(spy.judged).toEqual([[1, 1000], [12, 1010]]);
  });

  it('pays slippage and the fee of an entry when it is filled, and those of an exit when it is left', async () => {
    const costs = { feeFrac: 0.001, slippageFrac: 0.001 };
    const spy = new Spy();
    await played(0, 8, under(new MemoryDisk(), spy, { strategy: asks(1, 8), candles: new ArraySource(candles(-10, 60, { 5: flat(111) })), broker: new PaperBroker(costs), rules: { costs } }));
    expect(spy.watched[1]![1]).toBeCloseTo(1000 - 0.1 - 0.1001, 10);
    expect(spy.judged[1]![1]).toBeCloseTo(1000 + (110 * 0.999 - 100 * 1.001) - 0.1001 - 0.110 * 0.999, 10);
  });

  it('shows its equity to those who only look, and is none the wiser for when they do', async () => {
    const [clock, store] = [new FakeClock(minute(0)), new SharedStore()];
    const ledger = ledgerOn(store);
    hear(run(clock, { store, ledger, risk: [new Spy()], strategy: asks(1), candles: new ArraySource(candles(-10, 60, { 3: flat(104) })) }));
    await pass(clock, 4.5 * MINUTE_MS);
    expect([ledger.equityAt(minute(4)), ledger.equityAt(minute(3 * 24 * 60))]).toEqual([1004, 1004]);
    expect(ledger.accountAt(minute(4))).toMatchObject({ equityQuote: 1004, dayStartEquityQuote: 1000 });
    expect(new RiskLedger({ store, riskName: 'without' }).equityAt(minute(4))).toBeNull();
  });

  it('is the sizer’s as well, also where no rule judges', async () => {
    const store = new SharedStore();
    const seen: number[] = [];
    await played(0, 8, { store, ledger: ledgerOn(store), sizer: { name: 'all', size: ({ account }) => (seen.push(account!.equityQuote), account!.equityQuote / 100) }, strategy: asks(1, 8), candles: new ArraySource(candles(-10, 60, { 5: flat(111) })) });
    expect(seen).toEqual([1000, 1100]);
  });

  it('remembers over a restart what was won, how high it was and how the day began', async () => {
    const disk = new MemoryDisk();
    const market = (): ArraySource => new ArraySource(candles(-10, 60, { 3: flat(104), 4: flat(97) }));
    await played(0, 3, under(disk, new Spy(), { strategy: asks(1), candles: market() }));
    await played(4, 5, under(disk, new Spy(), { candles: market() }));
    const spy = new Spy();
    await played(6, 6, under(disk, spy, { candles: market() }));
    expect(spy.watched).toEqual([[6, 1000, 1004, 1000]]);
  });

  it('begins each UTC day with the equity at its first look', async () => {
    const spy = new Spy();
    await played(1437, 1442, under(new MemoryDisk(), spy, { strategy: asks(1437), candles: new ArraySource(candles(1400, 1500, { 1438: flat(104), 1439: flat(103), 1440: flat(105) })) }));
    expect(spy.watched.map(([at, , , dayStart]) => [at, dayStart])).toEqual([[1437, 1000], [1438, 1000], [1439, 1000], [1440, 1003], [1441, 1003], [1442, 1003]]);
  });

  it('knows closes of what is traded in this process, and nothing of other symbols', async () => {
    const spy = new Spy();
    const closes: unknown[] = [];
    await played(0, 3, under(new MemoryDisk(), spy, { strategy: asks(3), candles: new ArraySource(candles(-10, 60, { 1: flat(101), 2: flat(103) })) }), () => {
      if (spy.last === null || closes.length > 0) return;
      const mine = spy.last.closes({ symbol: 'BTC/USDT', exchangeName: '' }, '1m', 2);
      closes.push(mine?.length, mine?.close(0), mine?.close(1), spy.last.markOf({ symbol: 'BTC/USDT', exchangeName: '' }), spy.last.markOf({ symbol: 'ETH/USDT', exchangeName: '' }), spy.last.closes({ symbol: 'ETH/USDT', exchangeName: '' }, '1m', 2));
    });
    expect(closes).toEqual([2, 101, 103, 103, null, null]);
  });

  it('that was given more has won nothing by that', async () => {
    const disk = new MemoryDisk();
    const market = (): ArraySource => new ArraySource(candles(-10, 60, { 3: flat(104) }));
    await played(0, 5, under(disk, new Spy(), { strategy: asks(1), candles: market() }));
    const spy = new Spy();
    await played(6, 6, under(disk, spy, { candles: market() }, 1500));
    expect(spy.watched).toEqual([[6, 1500, 1504, 1500]]);
  });
});

describe('an account that several runs share', () => {
  it('sees the open positions of all of them at their last closes', async () => {
    const clock = new FakeClock(minute(0));
    const [store, spy] = [new SharedStore(), new Spy()];
    const ledger = ledgerOn(store);
    const risk = [spy];
    hear(run(clock, { symbol: 'A/USDT', store, ledger, risk, strategy: asks(1), candles: new ArraySource(candles(-10, 60, { 3: flat(104), 4: flat(104), 5: flat(104) })) }));
    hear(run(clock, { symbol: 'B/USDT', store, ledger, risk, strategy: asks(5) }));
    await pass(clock, 5.5 * MINUTE_MS);
    expect(spy.judged).toEqual([[1, 1000], [5, 1004]]);
  });

  it('is looked at with all prices of one instant, though candles come in one after another: no peak that never was', async () => {
    const clock = new FakeClock(minute(0));
    const [store, spy] = [new SharedStore(), new Spy()];
    const [ledger, risk] = [ledgerOn(store), [spy]];
    const [rising, falling] = [108, 96].map((price) => candles(-10, 60, Object.fromEntries(Array.from({ length: 57 }, (_, n) => [n + 3, flat(price)]))));
    hear(run(clock, { symbol: 'A/USDT', store, ledger, risk, strategy: asks(1), candles: new Exchange(clock, rising!) }));
    hear(run(clock, { symbol: 'B/USDT', store, ledger, risk, strategy: asks(1), candles: new Exchange(clock, falling!, { 3: 2000, 4: 2000 }) }));
    await pass(clock, 5.5 * MINUTE_MS);
    expect(spy.watched.filter(([at]) => at >= 4).map(([at, equity, peak]) => [at, equity, peak])).toEqual([[4, 1000, 1000], [4, 1004, 1004], [5, 1004, 1004], [5, 1004, 1004]]);
  });

  it('lags by no more than a minute where a symbol has no candles any more', async () => {
    const clock = new FakeClock(minute(0));
    const [store, spy] = [new SharedStore(), new Spy()];
    const [ledger, risk] = [ledgerOn(store), [spy]];
    hear(run(clock, { symbol: 'A/USDT', store, ledger, risk, strategy: asks(1), candles: new Exchange(clock, candles(-10, 60, { 7: flat(96), 8: flat(96) })) }));
    hear(run(clock, { symbol: 'B/USDT', store, ledger, risk, strategy: asks(1), candles: new Exchange(clock, candles(-10, 4)) }));
    await pass(clock, 9.5 * MINUTE_MS);
    expect([8, 9].map((at) => spy.watched.find(([minutes]) => minutes === at)?.[1])).toEqual([1000, 996]);
  });

  it('goes by what another process has seen last of a symbol that is not traded here, and by the entry before it has', async () => {
    const disk = new MemoryDisk();
    const theirs = under(disk, new Spy(), { symbol: 'A/USDT', strategy: asks(1), candles: new ArraySource(candles(-10, 60, { 3: flat(104), 4: flat(106) })) });
    await played(0, 2, theirs);
    const early = new Spy();
    await played(3, 3, under(disk, early, { symbol: 'B/USDT', strategy: asks(3) }));
    await played(3, 5, under(disk, new Spy(), { symbol: 'A/USDT', candles: new ArraySource(candles(-10, 60, { 3: flat(104), 4: flat(106) })) }));
    const late = new Spy();
    await played(6, 6, under(disk, late, { symbol: 'C/USDT', strategy: asks(6) }));
    expect([early.judged, late.judged]).toEqual([[[3, 1000]], [[6, 1006]]]);
  });

  it('counts a result once, before it is stored and after', async () => {
    const store = new SharedStore();
    const ledger = ledgerOn(store);
    const lessons = new Lessons();
    const equities: number[] = [];
    ledger.attach('a', lessons);
    lessons.add({ kind: 'closed', nowMs: 1, equityQuote: null, position: {} as never, trade: {} as never, netQuote: -40 });
    equities.push(ledger.accountAt(2)!.equityQuote);
    await ledger.write('a', { position: null, judged: false, events: lessons.events }, (write) => store.commit({ writes: [write], events: [] }));
    equities.push(ledger.accountAt(3)!.equityQuote);
    expect(equities).toEqual([960, 960]);
  });

  it('is written down once a minute while nothing happens, whoever of them looks at it', async () => {
    const [clock, disk] = [new FakeClock(minute(0)), new MemoryDisk()];
    const store = new FickleStore(disk);
    const [ledger, risk] = [ledgerOn(store), [new Spy()]];
    const rising = candles(-10, 60, Object.fromEntries(Array.from({ length: 30 }, (_, n) => [n + 2, flat(100 + n / 10)])));
    // The candles of one come later than those of the other.
    for (const lateMs of [0, 1000, 2000]) {
      const market = new Exchange(clock, rising, Object.fromEntries(rising.map(({ openTimeMs }) => [minutesOf(openTimeMs), lateMs])));
      hear(run(clock, { symbol: `${lateMs}/USDT`, store, ledger, risk, strategy: asks(1), candles: market }));
    }
    await pass(clock, 5.5 * MINUTE_MS);
    const before = store.commits;
    await pass(clock, 10 * MINUTE_MS);
    expect([store.commits - before, (JSON.parse(disk.values.get('risk:slots')!.json!) as RiskRecord).account?.marks.peakEquityQuote]).toEqual([10, expect.closeTo(1003.3, 9)]);
  });

  it('writes nothing at quiet ticks where no rule watches it', async () => {
    const store = new FickleStore();
    const loads: unknown[] = [];
    store.onLoad = (keys) => loads.push(keys);
    const rule: RiskRule = { name: 'yes', judge: () => ({ allowed: true }) };
    const told = await played(0, 20, { store, ledger: ledgerOn(store), risk: [rule], strategy: new Scripted({ 0: () => signal() }, '30m') });
    // To find out where it stands, and what others hold: when it begins, and before its rules judge. The order, then its fill.
    expect([words(told), loads.length, store.commits]).toEqual([['opened 0'], 3, 2]);
  });
});

it.each([0, -1, NaN, Infinity])('a capital of %s is refused', (capitalQuote) => {
  expect(() => ledgerOn(new SharedStore(), capitalQuote)).toThrow(expect.objectContaining({ code: 'risk/capital' }));
});

it('a rule that needs an account is fine where the ledger has one', () => {
  const store = new SharedStore();
  expect(() => run(new FakeClock(), { store, risk: [new Spy()], ledger: ledgerOn(store) })).not.toThrow();
});
