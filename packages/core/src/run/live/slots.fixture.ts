import type { ActivePosition } from '../../ports/active-position.ts';
import type { StateStore, Write } from '../../ports/state-store.ts';
import type { MemoryDisk, MemoryStore } from '../../testing/memory-store.ts';
import type { TimestampMs } from '../../units.ts';
import { SharedStore } from './live.fixture.ts';
import { RiskLedger } from './risk-ledger.ts';
import type { RiskRecord } from './risk-record.ts';

export const slot = (symbol: string, openedAtMs: TimestampMs = 0): ActivePosition => ({
  symbol, strategyName: 'scripted', exchangeName: 'paper', quantity: 1, openedAtMs,
  plan: { id: `plan of ${symbol}`, side: 'long', entryPrice: 100, takeProfitPrice: 110, stopLossPrice: 95, lifetimeMs: 60_000, note: '', createdAtMs: 0, waits: false },
});

export const writeTo = (store: StateStore) => (write: Write): Promise<void> => store.commit({ writes: [write], events: [] });

/** One process: a store of its own on a disk, and a ledger. */
export interface SlotProcess {
  readonly store: MemoryStore;
  readonly ledger: RiskLedger;
  take(run: string, judged?: boolean): Promise<void>;
  free(run: string): Promise<void>;
}

export function processOn(disk: MemoryDisk, store: MemoryStore = new SharedStore(disk)): SlotProcess {
  const ledger = new RiskLedger({ store, riskName: 'slots' });
  return {
    store, ledger,
    take: (run, judged = false) => ledger.write(run, { position: slot(run), judged }, writeTo(store)),
    free: (run) => ledger.write(run, { position: null, judged: false }, writeTo(store)),
  };
}

/** Who holds a slot, according to the disk. */
export function slotsOn(disk: MemoryDisk): string[] {
  const json = disk.values.get('risk:slots')?.json;
  return json === undefined || json === null ? [] : Object.keys((JSON.parse(json) as RiskRecord).positions);
}
