import type { CancelSignal } from '../../../ports/cancel-signal.ts';
import type { SuiteCase } from '../../case.ts';
import { assert } from '../../assert.ts';
import { alreadyCancelled, cancelByHand } from '../../cancel-by-hand.ts';
import { ALWAYS, assertHolds, at, candlesOf, fill, KEY, minutes, within, type CandleStoreSubject } from './place.ts';

const SPAN = minutes(0, 50_000);
const CANDLES = candlesOf(SPAN);

/** Readers that leave, and readers that come together. */
export const readingCases: readonly SuiteCase<CandleStoreSubject>[] = [
  at('KS-43', 'can be left in the middle, again and again, and read and closed afterwards', async (place) => {
    let store = await place.open();
    await fill(store, SPAN, CANDLES);
    for (let i = 0; i < 30; i++) {
      for await (const page of store.candles(KEY, SPAN)) {
        assert(page.length <= CANDLES.length, 'a page has a length');
        break;
      }
    }
    await assertHolds(store, ALWAYS, CANDLES, 'after leaving');
    await fill(store, minutes(50_000, 50_010), []);
    store = await place.restart(store);
    await assertHolds(store, ALWAYS, CANDLES, 'after a restart');
  }),
  at('KS-44', 'gives nothing more, and hangs on nothing, once it is cancelled', async (place) => {
    const store = await place.open();
    await fill(store, SPAN, CANDLES);
    const inTheMiddle = cancelByHand();
    const read = async (cancel: CancelSignal, each: () => void = () => {}): Promise<number> => {
      let count = 0;
      for await (const page of store.candles(KEY, SPAN, cancel)) {
        count += page.length;
        each();
      }
      return count;
    };
    assert(await read(alreadyCancelled()) < CANDLES.length, 'a cancelled question was answered in full');
    let pages = 0;
    await read(inTheMiddle, () => {
      pages++;
      inTheMiddle.fire();
    });
    assert(pages === 1, `${pages - 1} pages came after it was cancelled`);
    await assertHolds(store, ALWAYS, CANDLES, 'afterwards');
    const never = cancelByHand();
    await read(never);
    assert(never.listeners === 0, `${never.listeners} still wait for the cancel when all was read`);
  }),
  at('KS-45', 'answers many questions at once, each with its own candles', async (place) => {
    const store = await place.open();
    await fill(store, SPAN, CANDLES);
    const spans = Array.from({ length: 20 }, (_, i) => minutes(i * 2301, i * 2301 + 700 * (i % 9)));
    await Promise.all(spans.map((span, i) => assertHolds(store, span, within(span, CANDLES), `question ${i}`)));
  }),
];
