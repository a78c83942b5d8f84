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

  it('has every fill that was done and none by halves, wherever it dies', async () => {
    for (const call of whole.process.changes) {
      const { disk, process, sure } = await lived(call, 'die-before');
      for (const [world, happen] of worlds(1, call * 10)) {
        const left = disk.copy();
        happen(left);
        await verify(left, sure).catch((cause: unknown) => {
          throw new Error(`dead before call ${call} (${process.trace.at(-1)}), ${world} survived: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
        });
      }
    }
  });

  it('has them when a second process dies in the next fill and only then the power fails, after any rename', async () => {
    const renames = whole.process.trace.flatMap((call, i) => (call.startsWith('rename') ? [i + 1] : []));
    for (const call of renames) {
      const { disk, sure } = await lived(call, 'die-after');
      for (let again = 1; ; again++) {
        const left = disk.copy();
        const process = new FaultProcess(left, faultAt(again, 'die-after'));
        const isDone = await open(process).then((store) => DEEDS[sure]!(store)).then(() => true, () => false);
        if (isDone) break;
        for (const [world, happen] of worlds(3, call * 100 + again).slice(3)) {
          const after = left.copy();
          happen(after);
          await verify(after, sure).catch((cause: unknown) => {
            throw new Error(`dead at call ${call}, the second at its call ${again} (${process.trace.at(-1)}), ${world} survived: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
          });
        }
      }
    }
  });
});
