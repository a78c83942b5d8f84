import { describe, expect, it } from 'vitest';
import { candlesOf, fill, KEY, slots } from '../../src/candles/candles.fixture.ts';
import { FsCandleStore } from '../../src/index.ts';
import { FaultDisk } from '../fault/fault-disk.ts';
import { FaultProcess, faultAt, type FaultPlan } from '../fault/fault-process.ts';
import { worlds } from '../fault/life.ts';
import { AFTER, codeOf, contentOf, DEEDS, DIRECTORY, equal, open, verify } from './candle-life.ts';

/** A life in which every deed is tried again until it is done. What failed must have kept nothing, unless it says that nobody knows. */
async function lived(plan?: FaultPlan): Promise<{ readonly disk: FaultDisk; readonly process: FaultProcess; readonly codes: readonly string[] }> {
  const disk = new FaultDisk();
  const process = new FaultProcess(disk, plan);
  const codes: string[] = [];
  const tried = async <T>(work: () => Promise<T>, failed: () => Promise<void>): Promise<T> => {
    for (;;) {
      try {
        return await work();
      } catch (cause) {
        codes.push(codeOf(cause));
        expect(codes.length, `failures: ${codes.join()}, ${String(cause)}`).toBeLessThan(9);
        await failed();
      }
    }
  };
  const store = await tried(() => open(process), async () => {});
  for (const [sure, deed] of DEEDS.entries()) {
    await tried(() => deed(store), async () => {
      const found = await contentOf(await open(new FaultProcess(disk)));
      const mayBeThere = codes.at(-1) === 'store/uncertain' && equal(found, AFTER[sure + 1]);
      if (!mayBeThere) expect(found, `after a ${codes.at(-1)}`).toEqual(AFTER[sure]);
    });
  }
  return { disk, process, codes };
}

const whole = await lived();

describe('A candle store whose disk fails at any call', () => {
  it.each([
    ['an error', 'EIO', 1, /^store\/(?:io|uncertain)$/],
    ['an error after the work was done', 'EIO-after', 1, /^store\/(?:io|uncertain)$/],
    ['no room', 'ENOSPC', 1, /^store\/(?:full|uncertain)$/],
    ['no room for a while', 'ENOSPC', 5, /^store\/(?:full|uncertain)$/],
  ] as const)('keeps what it said it has, nothing of what it refused, and goes on: %s', async (_what, fault, times, codes) => {
    for (const at of whole.process.worth(fault)) {
      const life = await lived(faultAt(at, fault, times)).catch((cause: unknown) => {
        throw new Error(`call ${at} (${whole.process.trace[at - 1]}): ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      });
      for (const code of life.codes) expect(code, `call ${at} (${life.process.trace[at - 1]})`).toMatch(codes);
      life.process.die();
      for (const [world, happen] of worlds(1, at).filter((_, i) => i % 2 === 1)) {
        const left = life.disk.copy();
        happen(left);
        await verify(left, DEEDS.length).catch((cause: unknown) => {
          throw new Error(`call ${at} (${life.process.trace[at - 1]}), ${world} survived: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
        });
      }
    }
  });

  it('does not notice that the system writes byte by byte', async () => {
    const { disk, codes } = await lived(() => 'short');
    expect(codes).toEqual([]);
    await verify(disk, DEEDS.length);
  });
});

describe('A fill without room on the disk', () => {
  it('is refused with store/full, can be tried again, leaves nothing behind, and what was there is read as before', async () => {
    const disk = new FaultDisk();
    const process = new FaultProcess(disk);
    const store = await open(process);
    await fill(store, slots(2, 22));
    const before = disk.files(DIRECTORY);
    process.next(...Array.from({ length: 100 }, () => 'ENOSPC' as const));
    const error: unknown = await fill(store, slots(22, 40)).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'store/full', retryable: true, message: expect.stringContaining('/srv/candles/binance/BTCUSDT/1m: there is no room left') as string });
    expect(disk.files(DIRECTORY)).toEqual(before);
    const after = await FsCandleStore.open({ directory: DIRECTORY, fileSystem: new FaultProcess(disk).fs });
    expect(await after.covered(KEY, slots(0, 100))).toEqual([slots(2, 22)]);
    expect(await fill(after, slots(22, 40))).toMatchObject({ added: candlesOf(slots(22, 40)).length });
  });
});
