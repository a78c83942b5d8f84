import { assertEqual } from '../../assert.ts';
import { alreadyCancelled, cancelByHand } from '../../cancel-by-hand.ts';
import type { SuiteCase } from '../../case.ts';
import { at, CANDLES, GRACE_MS, Listener, minute, type CandleFeedSubject } from './place.ts';

/** Several listeners, and how they leave. */
export const leavingCases: readonly SuiteCase<CandleFeedSubject>[] = [
  at('CF-11', 'gives two listeners of one symbol the same', { nowMs: minute(1000) }, async ({ feed, advanceTo }, symbol) => {
    const listeners = [new Listener(feed, { symbol, fromMs: minute(1000) }), new Listener(feed, { symbol, fromMs: minute(1000) })];
    for (let n = 1000; n < 1010; n++) {
      await advanceTo(minute(n + 1) + GRACE_MS);
      await Promise.all(listeners.map((listener, i) => listener.hears([CANDLES[n]!], `listener ${i}, minute ${n}`)));
    }
    for (const listener of listeners) await listener.leave();
  }),
  at('CF-12', 'gives each listener what it asked for, whoever came before', { nowMs: minute(1000) }, async ({ feed, advanceTo }, symbol) => {
    const first = new Listener(feed, { symbol, fromMs: minute(1000) });
    await advanceTo(minute(1003) + GRACE_MS);
    await first.hears(CANDLES.slice(1000, 1003), 'the first');
    const second = new Listener(feed, { symbol, fromMs: minute(990) });
    await second.hears(CANDLES.slice(990, 1003), 'the second');
    await advanceTo(minute(1005) + GRACE_MS);
    await Promise.all([first, second].map((listener, i) => listener.hears(CANDLES.slice(1003, 1005), `listener ${i}`)));
    await first.leave();
    await advanceTo(minute(1006) + GRACE_MS);
    await second.hears([CANDLES[1005]!], 'the second when the first has left');
    await second.leave();
  }),
  at('CF-13', 'ends quietly when it is cancelled while somebody waits', { nowMs: minute(1000) }, async ({ feed, advanceTo }, symbol) => {
    const cancel = cancelByHand();
    const listener = new Listener(feed, { symbol, fromMs: minute(999), cancel });
    await listener.hears([CANDLES[999]!], 'before');
    const waiting = listener.next();
    cancel.fire();
    assertEqual(await waiting, undefined, 'what comes');
    await advanceTo(minute(1003));
    assertEqual(await listener.next(), undefined, 'what comes later');
  }),
  at('CF-14', 'ends quietly when it was cancelled before it began', { nowMs: minute(1000) }, async ({ feed }, symbol) => {
    for (const fromMs of [minute(900), minute(1000), minute(1100)]) {
      const listener = new Listener(feed, { symbol, fromMs, cancel: alreadyCancelled() });
      assertEqual(await listener.next(), undefined, 'what comes');
    }
  }),
  at('CF-15', 'goes on for one listener when another is cancelled', { nowMs: minute(1000) }, async ({ feed, advanceTo }, symbol) => {
    const cancel = cancelByHand();
    const [one, other] = [new Listener(feed, { symbol, fromMs: minute(1000), cancel }), new Listener(feed, { symbol, fromMs: minute(1000) })];
    const waiting = one.next();
    const next = other.next();
    cancel.fire();
    assertEqual(await waiting, undefined, 'what comes to the cancelled one');
    await advanceTo(minute(1001) + GRACE_MS);
    assertEqual((await next)?.openTimeMs, minute(1000), 'what the other one hears');
    await other.leave();
  }),
  at('CF-16', 'can be left between two candles, and listened to again', { nowMs: minute(1000) }, async ({ feed, advanceTo }, symbol) => {
    for (let n = 1000; n < 1005; n++) {
      await advanceTo(minute(n + 1) + GRACE_MS);
      for await (const candle of feed.candles({ symbol, interval: '1m', fromMs: minute(n) })) {
        assertEqual(candle.openTimeMs, minute(n), 'the first candle');
        break;
      }
    }
    const listener = new Listener(feed, { symbol, fromMs: minute(1000) });
    await listener.hears(CANDLES.slice(1000, 1005), 'afterwards');
    await listener.leave();
  }),
  at('CF-17', 'lets go of its cancel signal when it is left, and stays quiet', { nowMs: minute(1000) }, async ({ feed, advanceTo }, symbol) => {
    const cancel = cancelByHand();
    const listener = new Listener(feed, { symbol, fromMs: minute(999), cancel });
    await listener.hears([CANDLES[999]!], 'before');
    await listener.leave();
    assertEqual(cancel.listeners, 0, 'who still waits for the cancel');
    cancel.fire();
    await advanceTo(minute(1002) + GRACE_MS);
    assertEqual(await listener.next(), undefined, 'what comes');
  }),
];
