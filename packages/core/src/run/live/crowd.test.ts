import { expect, it } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { minute, Scripted, signal } from '../run.fixture.ts';
import { hear, pass, run, SharedStore, words } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';

const PROCESSES = 40;

it('of many processes that want a slot at the same minute all get one in the end: being outrun ends nobody', async () => {
  const disk = new MemoryDisk();
  const clock = new FakeClock(minute(0));
  const heard = Array.from({ length: PROCESSES }, (_, i) => {
    const store = new SharedStore(disk);
    const ledger = new RiskLedger({ store, riskName: 'slots' });
    return hear(run(clock, { symbol: `S${i}/USDT`, store, ledger, risk: [{ name: 'yes', judge: () => ({ allowed: true }) }], strategy: new Scripted({ 0: () => signal('long', { lifetimeMinutes: 600 }) }) }));
  });
  await pass(clock, 30_000);
  expect(heard.filter(({ over }) => over())).toEqual([]);
  expect(heard.map(({ told }) => words(told)[0])).toEqual(Array.from({ length: PROCESSES }, () => 'opened 0'));
});

it('a broker that never answers holds up its own run only, also where others share its risk profile', async () => {
  const disk = new MemoryDisk();
  const clock = new FakeClock(minute(0));
  const store = new SharedStore(disk);
  const ledger = new RiskLedger({ store, riskName: 'slots' });
  const risk = [{ name: 'yes', judge: () => ({ allowed: true as const }) }];
  const stuck = { name: 'stuck', can: { placeOnce: true }, place: () => new Promise<never>(() => undefined), find: () => null, close: async () => undefined };
  const scripted = (at: number): Scripted => new Scripted({ [at]: () => signal('long', { lifetimeMinutes: 600 }) });
  hear(run(clock, { symbol: 'A/USDT', store, ledger, risk, broker: stuck, strategy: scripted(0) }));
  const other = hear(run(clock, { symbol: 'B/USDT', store, ledger, risk, strategy: scripted(1) }));
  await pass(clock, 2 * 60_000);
  expect(words(other.told)).toContain('opened 1');
});
