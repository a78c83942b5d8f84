import { describe, expect, it } from 'vitest';
import { runSuite } from './case.ts';
import { MemoryCandleDisk, MemoryCandleStore } from './memory-candle-store.ts';
import { candleStoreCases } from './suites/candle-store.ts';

runSuite(candleStoreCases, { describe, it }, {
  name: 'MemoryCandleStore',
  fresh() {
    const disk = new MemoryCandleDisk();
    return { open: async () => new MemoryCandleStore(disk) };
  },
});

describe('The suite of candle stores', () => {
  it('has a case with an id of its own for everything', () => {
    const ids = candleStoreCases.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, i) => `KS-${String(i + 1).padStart(2, '0')}`));
  });
});
