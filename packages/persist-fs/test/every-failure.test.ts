import { describe, expect, it } from 'vitest';
import { FsStateStore, type FsStateStoreOptions } from '../src/index.ts';
import { FaultDisk } from './fault/fault-disk.ts';
import { FaultProcess, faultAt, type FaultPlan } from './fault/fault-process.ts';
import { Ledger } from './fault/ledger.ts';
import { live, options, verify, worlds } from './fault/life.ts';

async function lived(plan?: FaultPlan): Promise<{ disk: FaultDisk; process: FaultProcess; ledger: Ledger }> {
  const [disk, ledger] = [new FaultDisk(), new Ledger()];
  const process = new FaultProcess(disk, plan);
  await live(process, ledger);
  return { disk, process, ledger };
}

const { process: whole } = await lived();
const JOURNAL = '/srv/dump/data/journal/00000001.journal';

/** A store with three commits in it that writes nothing but its journal. */
async function running(): Promise<{ disk: FaultDisk; process: FaultProcess; ledger: Ledger; store: FsStateStore }> {
  const [disk, ledger] = [new FaultDisk(), new Ledger()];
  const process = new FaultProcess(disk);
  const store = await FsStateStore.open(quiet(process));
  for (let n = 0; n < 3; n++) await ledger.commit(store, 1);
  return { disk, process, ledger, store };
}

function quiet(process: FaultProcess): FsStateStoreOptions {
  return options(process, { projection: null, segmentBytes: 1e6 });
}

describe('a store whose disk fails at any call', () => {
  it.each([
    ['an error', 'EIO'],
    ['an error after the work was done', 'EIO-after'],
    ['no room', 'ENOSPC'],
    ['no room for a while', 'ENOSPC', 4],
  ] as const)('keeps what it acknowledged, forgets what it refused, and works again when started again: %s', async (_what, fault, times: number = 1) => {
    for (const at of whole.worth(fault)) {
      const { disk, process, ledger } = await lived(faultAt(at, fault, times));
      expect(ledger.sure, `commits when call ${at} fails`).toBe(13);
      process.die();
      for (const [world, happen] of worlds(1, at).filter(([name]) => name !== 'everything')) {
        const left = disk.copy();
        happen(left);
        await verify(left, ledger.copy()).catch((cause: unknown) => {
          throw new Error(`call ${at} (${process.trace[at - 1]}), ${world} survived: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
        });
      }
    }
  });

  it('does not notice that the system writes byte by byte', async () => {
    const { disk, ledger } = await lived(() => 'short');
    expect([ledger.sure, ledger.refusals]).toEqual([13, []]);
    await verify(disk, ledger);
  });
});

describe('a commit that the disk fails', () => {
  it('is refused for want of room, whole, and lands when there is room', async () => {
    const { process, ledger, store } = await running();
    process.next('ENOSPC');
    expect(await ledger.commit(store, 4)).toBe(true);
    expect(ledger.refusals).toEqual(['store/full', 'store/full', 'store/full', 'store/full']);
    await ledger.check(store);
    expect(await ledger.commit(store, 4)).toBe(true);
    expect(ledger.sure).toBe(7);
  });

  it('leaves nothing behind when room ran out in the middle of its record, not even after a power cut', async () => {
    const { disk, process, ledger, store } = await running();
    const before = disk.file(JOURNAL).seen;
    process.next('short', 'ENOSPC');
    await ledger.commit(store, 1);
    expect(ledger.refusals).toEqual(['store/full']);
    expect(process.trace.slice(-4).map((call) => call.split(' ')[0])).toEqual(['write', 'write', 'truncate', 'sync']);
    expect(disk.file(JOURNAL).seen.equals(before)).toBe(true);
  });

  it('is told that nobody knows when the sync failed, and the store takes nothing more, and never syncs again', async () => {
    const { process, ledger, store } = await running();
    process.next(undefined, 'EIO');
    expect(await ledger.commit(store, 2)).toBe(false);
    const { calls } = process;
    await ledger.commit(store, 1);
    expect(ledger.refusals).toEqual(['store/uncertain', 'store/uncertain', 'store/failed']);
    for (const ask of [() => store.load(['run:0']), () => store.events('run:0', 0).next()]) await expect(ask()).rejects.toMatchObject({ code: 'store/failed', retryable: false });
    await store.close();
    expect(process.trace.slice(calls).map((call) => call.split(' ')[0])).toEqual(['close', 'remove', 'unlock']);
  });

  it('is surely not written when the write itself failed, but the store takes nothing more', async () => {
    const { disk, process, ledger, store } = await running();
    process.next('EIO-after');
    await ledger.commit(store, 1);
    await ledger.commit(store, 1);
    expect(ledger.refusals).toEqual(['store/failed', 'store/failed']);
    process.die();
    disk.losePower((most) => most);
    await ledger.check(await FsStateStore.open(quiet(new FaultProcess(disk))));
    expect(ledger.sure).toBe(3);
  });

  it.each([['truncate', ['ENOSPC', 'EIO']], ['sync', ['ENOSPC', undefined, 'EIO']]] as const)('is uncertain when taking it back fails at %s', async (_call, faults) => {
    const { process, ledger, store } = await running();
    process.next(...faults);
    await ledger.commit(store, 1);
    await ledger.commit(store, 1);
    expect(ledger.refusals).toEqual(['store/uncertain', 'store/failed']);
  });

  it('that was shown after a failed sync stays, although the system takes it for written', async () => {
    const { disk, process, ledger, store } = await running();
    process.next(undefined, 'EIO');
    await ledger.commit(store, 1);
    await store.close();
    await ledger.check(await FsStateStore.open(quiet(new FaultProcess(disk))));
    expect(ledger.sure, 'the system still shows it').toBe(4);
    disk.locks.clear();
    disk.losePower(() => 0);
    await ledger.check(await FsStateStore.open(quiet(new FaultProcess(disk))));
  });
});
