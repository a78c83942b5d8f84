import { describe, expect, it } from 'vitest';
import { FaultDisk } from '../fault/fault-disk.ts';
import { FaultProcess, faultAt, type Fault } from '../fault/fault-process.ts';
import { worlds } from '../fault/life.ts';
import { AFTER, contentOf, DEEDS, open, verify } from './candle-life.ts';

/** A life on a new disk, which may end at a call. @returns how many deeds it was told are done */
async function lived(at: number, fault: Fault): Promise<{ readonly disk: FaultDisk; readonly process: FaultProcess; readonly sure: number }> {
  const disk = new FaultDisk();
  const process = new FaultProcess(disk, faultAt(at, fault));
  let sure = 0;
  try {
    const store = await open(process);
    for (const deed of DEEDS) {
      await deed(store);
      sure++;
    }
  } catch (cause) {
    if (!process.isDead) throw cause;
  }
  process.die();
  return { disk, process, sure };
}

const whole = await lived(Infinity, 'die-before');

describe('A candle store whose process dies and whose power fails', () => {
  it('lives through every kind of call in the first place', async () => {
    expect(whole.sure).toBe(DEEDS.length);
    expect(await contentOf(await open(new FaultProcess(whole.disk)))).toEqual(AFTER.at(-1));
    expect(new Set(whole.process.trace.map((call) => call.split(' ')[0]))).toEqual(new Set(['stat', 'syncDirectory', 'makeDirectory', 'lock', 'unlock', 'list', 'create', 'open', 'read', 'write', 'sync', 'size', 'close', 'rename', 'remove']));
  });

  it.each(['die-before', 'die-after'] as const)('has every fill that was done and none by halves, %s any call', async (fault) => {
    for (let call = 1; call <= whole.process.calls; call++) {
      const { disk, process, sure } = await lived(call, fault);
      for (const [world, happen] of worlds(2, call * 10)) {
        const left = disk.copy();
        happen(left);
        await verify(left, sure).catch((cause: unknown) => {
          throw new Error(`${fault} call ${call} (${process.trace.at(-1)}), ${world} survived: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
        });
      }
    }
  });
});
