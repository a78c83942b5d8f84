import { describe, expect, it } from 'vitest';
import type { AccountView } from '../../ports/account-view.ts';
import type { RiskEvent, RiskRule, RiskVerdict } from '../../ports/risk-rule.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { MINUTE_MS } from '../../units.ts';
import { candles, minute, minutesOf, Scripted, signal } from '../run.fixture.ts';
import { FickleStore, hear, journal, NEVER, pass, played, run, SharedStore, words, type Over } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';
import type { RiskRecord } from './risk-record.ts';
import { storeKeyOf } from './run-record.ts';

const flat = (price: number): readonly [number, number, number, number] => [price, price, price, price];

/** Closes everything at a loss of 3, and then refuses until it is reset. Remembers when it stopped. */
const stop: RiskRule<readonly number[]> = {
  name: 'stop',
  needsAccount: true,
  initial: [],
  judge: (_request, state): RiskVerdict => (state.at(-1) !== undefined && state.at(-1)! >= 0 ? { allowed: false, reason: 'stopped' } : { allowed: true }),
  fold: (state, event: RiskEvent) => (event.kind === 'stopped' && event.ruleName === 'stop' ? [...state, minutesOf(event.nowMs)] : event.kind === 'reset' ? [...state, -1] : state),
  watch: ({ equityQuote, capitalQuote }: AccountView) => (equityQuote <= capitalQuote - 3 ? `equity ${equityQuote}` : null),
};

/** Falls by 4 in the third minute, and stays above every stop-loss. */
const falling = (): ArraySource => new ArraySource(candles(-10, 60, Object.fromEntries(Array.from({ length: 57 }, (_, n) => [n + 3, flat(96)]))));
const opens = (...minutes: readonly number[]): Scripted => new Scripted(Object.fromEntries((minutes.length === 0 ? [1] : minutes).map((n) => [n, () => signal('long', { stopLossPrice: 90 })])));

const ledgerOn = (store: FickleStore): RiskLedger => new RiskLedger({ store, riskName: 'slots', capitalQuote: 1000 });

interface Process {
  readonly store: FickleStore;
  readonly ledger: RiskLedger;
  readonly over: Over;
}

function processOn(disk: MemoryDisk, rules: readonly RiskRule[] = [stop]): Process {
  const store = new FickleStore(disk);
  const ledger = ledgerOn(store);
  return { store, ledger, over: { store, ledger, risk: rules, strategy: opens(), candles: falling() } };
}

function recordOn(disk: MemoryDisk): RiskRecord {
  return JSON.parse(disk.values.get('risk:slots')!.json!) as RiskRecord;
}

async function tradesOf(disk: MemoryDisk, symbol = 'BTC/USDT'): Promise<unknown[]> {
  const events = await journal(disk, storeKeyOf({ exchangeName: '', account: 'default', symbol, strategyName: 'scripted' }));
  return events.flatMap((event) => (event.kind === 'closed' ? [[event.trade.reason, event.trade.reasonText]] : []));
}

describe('a rule that has everything closed', () => {
  it('closes at the VWAP with its reason, remembers it, and lets nothing open until it is reset', async () => {
    const disk = new MemoryDisk();
    const { over, ledger } = processOn(disk);
    const told = await played(0, 12, { ...over, strategy: opens(1, 6, 9) }, async ({ event }) => {
      if (event.kind === 'ticked' && event.atMs === minute(7)) await ledger.reset('stop', event.atMs, [stop]);
    });
    expect(words(told)).toEqual(['opened 1', 'command 4', 'refused 6', 'opened 9']);
    expect([recordOn(disk).states, recordOn(disk).stops, await tradesOf(disk)]).toEqual([{ stop: [4, -1] }, { stop: { reason: 'equity 996', atMs: minute(4) } }, [['command', 'equity 996']]]);
  });

  it('closes what all runs of the process have at once, and gives up what waits', async () => {
    const disk = new MemoryDisk();
    const clock = new FakeClock(minute(0));
    const { over } = processOn(disk);
    const [first, second, third] = [
      hear(run(clock, { ...over, symbol: 'A/USDT' })),
      hear(run(clock, { ...over, symbol: 'B/USDT', candles: new ArraySource(candles(-10, 60)) })),
      hear(run(clock, { ...over, symbol: 'C/USDT', candles: new ArraySource(candles(-10, 60)), strategy: new Scripted({ 2: () => signal('long', { entryPrice: 98 }) }) })),
    ];
    await pass(clock, 4.5 * MINUTE_MS);
    expect([first, second, third].map(({ told }) => words(told))).toEqual([['opened 1', 'command 4'], ['opened 1', 'command 4'], ['scheduled 2', 'cancelled command 4']]);
    expect(recordOn(disk)).toMatchObject({ positions: {}, states: { stop: [4] } });
  });

  it('has other processes close at their next tick; they write it down no second time', async () => {
    const disk = new MemoryDisk();
    const clock = new FakeClock(minute(0));
    const [mine, theirs] = [processOn(disk), processOn(disk)];
    const heard = [hear(run(clock, { ...mine.over, symbol: 'A/USDT' })), hear(run(clock, { ...theirs.over, symbol: 'B/USDT' }))];
    await pass(clock, 6.5 * MINUTE_MS);
    expect([heard.map(({ told }) => words(told)), recordOn(disk).states]).toEqual([[['opened 1', 'command 4'], ['opened 1', 'command 4']], { stop: [4] }]);
  });

  it('judges exits first: what its candle has stopped out was stopped out', async () => {
    const disk = new MemoryDisk();
    const { over } = processOn(disk);
    const told = await played(0, 6, { ...over, strategy: new Scripted({ 1: () => signal() }), candles: new ArraySource(candles(-10, 60, { 3: [100, 100, 94, 96] })) });
    expect(words(told)).toEqual(['opened 1', 'stop-loss 3']);
  });

  it('that keeps saying so says it once', async () => {
    const disk = new MemoryDisk();
    const said: number[] = [];
    const nagging: RiskRule<readonly number[]> = { ...stop, watch: (_account, nowMs) => (said.push(minutesOf(nowMs)), 'no more') };
    const { over, store } = processOn(disk, [nagging]);
    let failing = 3;
    // The broker lets go at the fourth attempt only.
    const told = await played(0, 9, { ...over, broker: { name: 'slow', can: { placeOnce: true }, find: () => null, close: async () => undefined, place: async (order) => {
      if (order.leg === 'exit' && failing-- > 0) throw new Error('maintenance');
      return { kind: 'filled', fill: { orderId: order.id, atMs: order.atMs, price: order.price, quotedPrice: order.price, quantity: order.quantity, feeFrac: 0 } };
    } } });
    expect([words(told).filter((word) => !word.startsWith('failed')), recordOn(disk).states, said.length > 1, store.commits > 0]).toEqual([['opened 1', 'command 1'], { stop: [1] }, true, true]);
  });

  it('that throws is told of, and closes nothing', async () => {
    const broken: RiskRule = { name: 'broken', judge: () => ({ allowed: true }), watch: () => {
      throw new Error('no idea');
    } };
    const { over } = processOn(new MemoryDisk(), [broken]);
    const told = await played(0, 3, over);
    expect(words(told)).toEqual(['opened 1', 'failed risk/watch 1', 'failed risk/watch 2', 'failed risk/watch 3']);
  });

  it('is not asked where there is no money to look at', async () => {
    const store = new SharedStore();
    const asked: unknown[] = [];
    const rule: RiskRule = { name: 'rule', judge: () => ({ allowed: true }), watch: () => (asked.push(1), 'no') };
    await played(0, 5, { store, ledger: new RiskLedger({ store, riskName: 'slots' }), risk: [rule], strategy: opens() });
    expect(asked).toEqual([]);
  });

  it('asks no store at quiet ticks but for what others have said', async () => {
    const { over, store } = processOn(new MemoryDisk());
    const loads: (readonly string[])[] = [];
    store.onLoad = (keys) => loads.push(keys);
    await played(0, 30, { ...over, strategy: new Scripted({ 20: () => signal() }), candles: new ArraySource(candles(-10, 60)) });
    // Two to find out where it stands, one before it judges, ten while it holds.
    expect(loads.length).toBe(2 + 1 + 10);
  });
});

/** A process that dies at its nth commit. */
async function killedAt(disk: MemoryDisk, number: number, written: boolean): Promise<number | null> {
  const { over, store } = processOn(disk);
  let diedAt: number | null = null;
  let now = 0;
  let over_: () => void = () => undefined;
  const dead = new Promise<void>((resolve) => (over_ = resolve));
  const die = (): typeof NEVER => {
    diedAt = now;
    over_();
    return NEVER;
  };
  if (written) store.onWritten = () => (store.commits === number ? die() : undefined);
  else store.onCommit = () => (store.commits === number - 1 ? die() : undefined);
  const lived = played(0, 8, over, ({ tick }) => {
    now = tick === null ? now : minutesOf(tick.whenMs);
  });
  await Promise.race([lived, dead]);
  return diedAt;
}

it('a process that is killed at any commit around a stop closes after its restart, once', async () => {
  const whole = new MemoryDisk();
  await played(0, 8, processOn(whole).over);
  for (let number = 1; ; number++) {
    let killed = false;
    for (const written of [false, true]) {
      const disk = new MemoryDisk();
      const diedAt = await killedAt(disk, number, written);
      killed ||= diedAt !== null;
      await played(diedAt === null ? 8 : Math.max(0, diedAt), 12, processOn(disk).over);
      expect([number, written, await tradesOf(disk), recordOn(disk).positions, (recordOn(disk).states['stop'] as number[]).length]).toEqual([number, written, [['command', 'equity 996']], {}, 1]);
    }
    if (!killed) break;
  }
});
