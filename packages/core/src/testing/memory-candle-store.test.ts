import { describe, expect, it } from 'vitest';
import type { CandleStore } from '../ports/candle-store.ts';
import { BROKEN_CANDLE_STORES } from './broken-candle-stores.fixture.ts';
import { runSuite } from './case.ts';
import { MemoryCandleDisk, MemoryCandleStore } from './memory-candle-store.ts';
import { candleStoreCases, type CandleStoreSubject } from './suites/candle-store.ts';

function memoryPlace(open: (disk: MemoryCandleDisk) => CandleStore = (disk) => new MemoryCandleStore(disk)): CandleStoreSubject {
  const disk = new MemoryCandleDisk();
  return { open: async () => open(disk) };
}

runSuite(candleStoreCases, { describe, it }, { name: 'MemoryCandleStore', fresh: () => memoryPlace() });

describe('The suite of candle stores', () => {
  it.each(Object.entries(BROKEN_CANDLE_STORES))('catches a store that %s', async (_fault, [caughtBy, open]) => {
    const one = candleStoreCases.find(({ id }) => id === caughtBy)!;
    await expect(one.run(() => memoryPlace(open))).rejects.toThrow(/./);
  });

  it('has a case with an id of its own for everything', () => {
    const ids = candleStoreCases.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, i) => `KS-${String(i + 1).padStart(2, '0')}`));
  });
});
