import { StoreError } from '../../error.ts';
import type { Halt } from '../../ports/kill-switch.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { minute, Scripted, signal } from '../run.fixture.ts';
import { FickleStore, hear, run, type Heard, type Over } from './live.fixture.ts';
import { StoredKillSwitch } from './stored-kill-switch.ts';

export const SECOND_MS = 1000;

export const down: StoreError = new StoreError('store/failed', 'no connection', { retryable: true });
export const opens = (at: number = 1): Scripted => new Scripted({ [at]: () => signal() });
export const waits = (at: number = 1): Scripted => new Scripted({ [at]: () => signal('long', { entryPrice: 98 }) });

export interface House {
  readonly clock: FakeClock;
  readonly store: FickleStore;
  readonly killSwitch: StoredKillSwitch;
}

/** One process. */
export function houseOn(disk: MemoryDisk = new MemoryDisk(), clock: FakeClock = new FakeClock(minute(0)), elsewhere?: () => Halt | null): House {
  const store = new FickleStore(disk);
  return { clock, store, killSwitch: new StoredKillSwitch({ store, clock, ...(elsewhere === undefined ? {} : { elsewhere }) }) };
}

export const trade = ({ clock, store, killSwitch }: House, over: Over = {}): Heard => hear(run(clock, { store, killSwitch, strategy: opens(), ...over }));

/** Why signals were refused, and positions closed. */
export const reasonOf = ({ told }: Heard): unknown[] => told.flatMap<unknown>(({ event }) => (event.kind === 'refused' ? [event.refusal] : event.kind === 'closed' ? [event.trade.reasonText] : []));
