import { describe, expect, it } from 'vitest';
import { FsStateStore } from '../src/index.ts';
import { FaultDisk } from './fault/fault-disk.ts';
import { FaultProcess, faultAt, type Fault } from './fault/fault-process.ts';
import { Ledger } from './fault/ledger.ts';
import { live, options, randomly, verify, worlds } from './fault/life.ts';

/** A life on a new disk, which may end at a call. */
async function lived(at: number, fault: Fault): Promise<{ disk: FaultDisk; process: FaultProcess; ledger: Ledger }> {
  const [disk, ledger] = [new FaultDisk(), new Ledger()];
  const process = new FaultProcess(disk, faultAt(at, fault));
  await live(process, ledger);
  process.die();
  return { disk, process, ledger };
}

/** Runs a check and says where it failed. */
async function at(what: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (cause) {
    throw new Error(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const { process: whole, ledger: all } = await lived(Infinity, 'die-before');

describe('a store whose process dies and whose power fails', () => {
  it('lives through every kind of call in the first place', () => {
    expect(all.sure).toBe(13);
    expect(all.refusals).toEqual([]);
    expect(new Set(whole.trace.map((call) => call.split(' ')[0]))).toEqual(new Set(['stat', 'syncDirectory', 'makeDirectory', 'lock', 'unlock', 'list', 'create', 'open', 'read', 'write', 'sync', 'size', 'close', 'rename', 'remove']));
    expect(whole.trace.some((call) => /^remove .*snapshot$/.test(call)), 'an old snapshot was removed').toBe(true);
  });

  it.each(['die-before', 'die-after'] as const)('has every acknowledged commit and nothing by halves, %s any call', async (fault) => {
    for (const call of whole.changes) {
      const { disk, process, ledger } = await lived(call, fault);
      for (const [world, happen] of worlds(3, call * 10)) {
        await at(`${fault} call ${call} (${process.trace.at(-1)}), ${world} survived`, async () => {
          const left = disk.copy();
          happen(left);
          await verify(left, ledger.copy());
        });
      }
    }
  });

  it('has it when the recovery dies as well, at any call of it', async () => {
    for (const call of whole.changes.filter((_, i) => i % 2 === 0)) {
      const { disk, ledger } = await lived(call, 'die-after');
      disk.losePower(randomly(call));
      const recovery = new FaultProcess(disk.copy());
      await FsStateStore.open(options(recovery));
      for (const again of recovery.changes) {
        const [left, known] = [disk.copy(), ledger.copy()];
        const process = new FaultProcess(left, faultAt(again, 'die-after'));
        await FsStateStore.open(options(process)).catch(() => undefined);
        process.die();
        left.losePower(randomly(call * 100 + again));
        await at(`dead at call ${call}, recovery dead at its call ${again} (${process.trace.at(-1)})`, () => verify(left, known));
      }
    }
  });
});
