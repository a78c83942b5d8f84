import { seededRandom } from '@tradewright/core/testing';
import { writeSync } from 'node:fs';
import { fill, slots } from '../../src/candles/candles.fixture.ts';
import { FsCandleStore } from '../../src/index.ts';

// Fills pieces of one series, of a minute to a few hours, until it is killed, and says which it has done.
const [directory = '', seed = '0', slotCount = '0'] = process.argv.slice(2);
const [random, count] = [seededRandom(Number(seed)), Number(slotCount)];
const store = await FsCandleStore.open({ directory });
for (;;) {
  const from = Math.floor(random() * count);
  const to = Math.min(count, from + 1 + Math.floor(random() * 300));
  const { added, differing } = await fill(store, slots(from, to));
  writeSync(1, `${JSON.stringify({ from, to, added, differing })}\n`);
}
