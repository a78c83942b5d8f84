import type { Candle } from '../../../market/candle.ts';
import { MINUTE_MS } from '../../../units.ts';
import { assert, assertEqual } from '../../assert.ts';
import { cancelByHand } from '../../cancel-by-hand.ts';
import type { SuiteCase } from '../../case.ts';
import { at, CANDLES, fieldsOf, GRACE_MS, Listener, minute, without, type CandleFeedSubject, type FedExchange } from './place.ts';

/** Minute by minute, each closed candle must be the next that is heard. */
async function hearsEachMinute(listener: Listener, { advanceTo }: Pick<FedExchange, 'advanceTo'>, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) {
    await advanceTo(minute(n + 1) + GRACE_MS);
    await listener.hears([CANDLES[n]!], `minute ${n}`);
  }
}

/** What comes, and in which order. */
export const comingCases: readonly SuiteCase<CandleFeedSubject>[] = [
  at('CF-01', 'gives each candle from now on when it has closed, once, with its values', { nowMs: minute(1000) }, async (exchange, symbol) => {
    const listener = new Listener(exchange.feed, { symbol, fromMs: minute(1000) });
    await hearsEachMinute(listener, exchange, 1000, 1030);
    await listener.leave();
  }),
  at('CF-02', 'catches up from the past, and goes on without a gap or a repeat', { nowMs: minute(2500) + 30_000 }, async (exchange, symbol) => {
    const listener = new Listener(exchange.feed, { symbol, fromMs: minute(0) });
    await listener.hears(CANDLES.slice(0, 2500), 'the past');
    await hearsEachMinute(listener, exchange, 2500, 2520);
    await listener.leave();
  }),
  at('CF-03', 'never gives a candle that is still forming', { nowMs: minute(1000) + 1 }, async ({ feed, advanceTo }, symbol) => {
    const cancel = cancelByHand();
    const heard: Candle[] = [];
    let nowMs = minute(1000) + 1;
    const listen = async (): Promise<void> => {
      for await (const candle of feed.candles({ symbol, interval: '1m', fromMs: minute(998), cancel })) {
        assert(candle.openTimeMs + MINUTE_MS <= nowMs, `at ${new Date(nowMs).toISOString()} came the candle of ${new Date(candle.openTimeMs).toISOString()}`);
        heard.push(candle);
        if (heard.length === 12) return;
      }
    };
    const listening = listen();
    for (let stepMs = 0; stepMs < 11 * MINUTE_MS; stepMs += 15_000) {
      // The feed may look a little before this is over, never after.
      nowMs = minute(1000) + stepMs + 14_999;
      await advanceTo(nowMs);
    }
    await listening;
    assertEqual(heard.map(fieldsOf), CANDLES.slice(998, 1010).map(fieldsOf), 'candles');
  }),
  at('CF-04', 'keeps a gap a gap, and goes on after it', { nowMs: minute(1000), candles: without(1005, 1012) }, async (exchange, symbol) => {
    const listener = new Listener(exchange.feed, { symbol, fromMs: minute(1000) });
    await hearsEachMinute(listener, exchange, 1000, 1005);
    for (let n = 1005; n < 1015; n++) await exchange.advanceTo(minute(n + 1) + GRACE_MS);
    await listener.hears(CANDLES.slice(1012, 1015), 'after the gap');
    await hearsEachMinute(listener, exchange, 1015, 1018);
    await listener.leave();
  }),
  at('CF-05', 'catches up over gaps, also one that reaches into the future', { nowMs: minute(1000), candles: without(998, 1003).filter((_, i) => i < 100 || i >= 900) }, async (exchange, symbol) => {
    const listener = new Listener(exchange.feed, { symbol, fromMs: minute(50) });
    await listener.hears([...CANDLES.slice(50, 100), ...CANDLES.slice(900, 998)], 'the past');
    for (let n = 1000; n < 1006; n++) await exchange.advanceTo(minute(n + 1) + GRACE_MS);
    await listener.hears(CANDLES.slice(1003, 1006), 'after the gap');
    await listener.leave();
  }),
  at('CF-06', 'begins in the future where it is asked to', { nowMs: minute(1000) + 5000 }, async (exchange, symbol) => {
    const listener = new Listener(exchange.feed, { symbol, fromMs: minute(1007) });
    const first = listener.next();
    for (let n = 1000; n < 1008; n++) await exchange.advanceTo(minute(n + 1) + GRACE_MS);
    assertEqual(await first, CANDLES[1007], 'the first candle');
    await hearsEachMinute(listener, exchange, 1008, 1011);
    await listener.leave();
  }),
  at('CF-07', 'begins with the next candle when it is asked for an instant between two', { nowMs: minute(1000) + 5000 }, async (exchange, symbol) => {
    for (const fromMs of [minute(990) + 1, minute(990) + 59_999, minute(991)]) {
      const listener = new Listener(exchange.feed, { symbol, fromMs });
      await listener.hears(CANDLES.slice(991, 1000), `from ${fromMs - minute(990)} ms after a candle`);
      await listener.leave();
    }
    const listener = new Listener(exchange.feed, { symbol, fromMs: minute(1000) + 5000 });
    await exchange.advanceTo(minute(1002) + GRACE_MS);
    await listener.hears([CANDLES[1001]!], 'from now');
    await listener.leave();
  }),
  at('CF-08', 'gives all candles of several minutes that passed at once', { nowMs: minute(1000) }, async (exchange, symbol) => {
    const listener = new Listener(exchange.feed, { symbol, fromMs: minute(1000) });
    await hearsEachMinute(listener, exchange, 1000, 1002);
    for (const [from, to] of [[1002, 1009], [1009, 1010], [1010, 1400]] as const) {
      await exchange.advanceTo(minute(to) + GRACE_MS);
      await listener.hears(CANDLES.slice(from, to), `${to - from} minutes at once`);
    }
    await listener.leave();
  }),
  at('CF-09', 'keeps what comes while its listener is busy', { nowMs: minute(1000) }, async (exchange, symbol) => {
    const listener = new Listener(exchange.feed, { symbol, fromMs: minute(1000) });
    await hearsEachMinute(listener, exchange, 1000, 1001);
    for (let n = 1001; n < 1021; n++) await exchange.advanceTo(minute(n + 1) + GRACE_MS);
    await listener.hears(CANDLES.slice(1001, 1021), 'what it missed');
    await hearsEachMinute(listener, exchange, 1021, 1023);
    await listener.leave();
  }),
  at('CF-10', 'gives a candle that shows up late when it does, in its place', { nowMs: minute(1000) }, async (exchange, symbol) => {
    assert(exchange.holdBack !== undefined, 'the subject has no holdBack(): give it one, or say under `lacks` why a candle is never late');
    await exchange.holdBack(minute(1003), minute(1004) + 3000);
    const listener = new Listener(exchange.feed, { symbol, fromMs: minute(1000) });
    await hearsEachMinute(listener, exchange, 1000, 1003);
    for (const lateMs of [1000, 2000, 5000]) await exchange.advanceTo(minute(1004) + lateMs);
    await hearsEachMinute(listener, exchange, 1003, 1008);
    await listener.leave();
  }, 'late'),
];
