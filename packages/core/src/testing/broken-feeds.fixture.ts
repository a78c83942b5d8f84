import type { Candle } from '../market/candle.ts';
import type { CandleFeed, FeedRequest } from '../ports/candle-feed.ts';
import { MINUTE_MS } from '../units.ts';
import type { ArrayFeed } from './array-feed.ts';
import type { FakeClock } from './fake-clock.ts';

type Break = (feed: ArrayFeed, candles: readonly Candle[], clock: FakeClock) => CandleFeed;

/** A feed that listens otherwise. */
function listening(listen: (sound: (request: FeedRequest) => AsyncIterable<Candle>, request: FeedRequest, candles: readonly Candle[], clock: FakeClock) => AsyncIterable<Candle>): Break {
  return (feed, candles, clock) => ({ name: feed.name, candles: (request) => listen((asked) => feed.candles(asked), request, candles, clock) });
}

/** A feed that asks for something else. */
function asking(change: (request: FeedRequest, clock: FakeClock) => FeedRequest): Break {
  return listening((sound, request, _candles, clock) => sound(change(request, clock)));
}

/** A feed that makes something else of each candle. */
function telling(tell: (candle: Candle, before: Candle | undefined) => readonly Candle[]): Break {
  return listening(async function* (sound, request) {
    let before: Candle | undefined;
    for await (const candle of sound(request)) {
      yield* tell(candle, before);
      before = candle;
    }
  });
}

/** Faults that feeds may have, each with a case that must catch it. */
export const BROKEN_FEEDS: Readonly<Record<string, readonly [caughtBy: string, breakIt: Break]>> = {
  'rounds volumes': ['CF-01', telling((candle) => [{ ...candle, volume: Math.round(candle.volume) }])],
  'repeats a candle': ['CF-02', telling((candle) => (candle.openTimeMs % (100 * MINUTE_MS) === 0 ? [candle, candle] : [candle]))],
  'begins now, whatever it is asked': ['CF-02', asking((request, clock) => ({ ...request, fromMs: Math.max(request.fromMs, clock.nowMs()) }))],
  'loses the candle between past and present': ['CF-02', listening(async function* (sound, request, _candles, clock) {
    const beganMs = clock.nowMs();
    for await (const candle of sound(request)) if (candle.openTimeMs > beganMs || candle.openTimeMs + MINUTE_MS <= beganMs) yield candle;
  })],
  'catches up one page only': ['CF-02', listening(async function* (sound, request, _candles, clock) {
    const beganMs = clock.nowMs();
    let count = 0;
    for await (const candle of sound(request)) if (count++ < 1000 || candle.openTimeMs + MINUTE_MS > beganMs) yield candle;
  })],
  'gives the candle that is forming': ['CF-03', listening(async function* (_sound, { fromMs, cancel }, candles, clock) {
    for (const candle of candles) {
      if (candle.openTimeMs < fromMs) continue;
      while (candle.openTimeMs > clock.nowMs()) await clock.sleep(candle.openTimeMs - clock.nowMs(), cancel);
      yield candle;
    }
  })],
  'fills a gap with the candle before': ['CF-04', telling((candle, before) => (before !== undefined && candle.openTimeMs > before.openTimeMs + MINUTE_MS ? [{ ...before, openTimeMs: before.openTimeMs + MINUTE_MS }, candle] : [candle]))],
  'waits for ever for what is missing': ['CF-04', listening(async function* (sound, request, _candles, clock) {
    let before: Candle | undefined;
    for await (const candle of sound(request)) {
      if (before !== undefined && candle.openTimeMs > before.openTimeMs + MINUTE_MS) await clock.sleep(Infinity, request.cancel);
      yield candle;
      before = candle;
    }
  })],
  'ends at a gap': ['CF-05', listening(async function* (sound, request) {
    let before: Candle | undefined;
    for await (const candle of sound(request)) {
      if (before !== undefined && candle.openTimeMs > before.openTimeMs + MINUTE_MS) return;
      yield candle;
      before = candle;
    }
  })],
  'begins now when it is asked for the future': ['CF-06', asking((request, clock) => ({ ...request, fromMs: Math.min(request.fromMs, clock.nowMs()) }))],
  'rounds its beginning down': ['CF-07', asking((request) => ({ ...request, fromMs: Math.floor(request.fromMs / MINUTE_MS) * MINUTE_MS }))],
  'gives only the newest candle': ['CF-08', listening(async function* (sound, request, candles, clock) {
    for await (const candle of sound(request)) {
      const closed = candles.filter(({ openTimeMs }) => openTimeMs + MINUTE_MS <= clock.nowMs()).at(-1)!;
      if (closed.openTimeMs <= candle.openTimeMs) yield candle;
    }
  })],
  'forgets what came while nobody asked': ['CF-09', listening(async function* (sound, request, _candles, clock) {
    for await (const candle of sound(request)) if (candle.openTimeMs + 3 * MINUTE_MS > clock.nowMs()) yield candle;
  })],
  'leaves out what is late': ['CF-10', listening((_sound, request, candles, clock) => ({
    async *[Symbol.asyncIterator]() {
      for (const candle of candles) {
        if (candle.openTimeMs < request.fromMs || candle.openTimeMs === Date.UTC(2024, 0, 1, 0, 1003)) continue;
        while (candle.openTimeMs + MINUTE_MS > clock.nowMs()) await clock.sleep(candle.openTimeMs + MINUTE_MS - clock.nowMs(), request.cancel);
        yield candle;
      }
    },
  }))],
  'has one iteration for all': ['CF-11', (feed) => {
    let only: AsyncIterable<Candle> | undefined;
    return { name: feed.name, candles: (request) => (only ??= feed.candles(request)) };
  }],
  'begins for everybody where it began for the first': ['CF-12', (feed) => {
    let fromMs: number | undefined;
    return { name: feed.name, candles: (request) => feed.candles({ ...request, fromMs: (fromMs ??= request.fromMs) }) };
  }],
  'throws when it is cancelled': ['CF-13', listening(async function* (sound, request) {
    yield* sound(request);
    if (request.cancel?.aborted === true) throw new Error('cancelled');
  })],
  'does not hear a cancel': ['CF-13', asking(({ cancel: _cancel, ...request }) => request)],
  'waits for a cancel that has been': ['CF-14', listening(async function* (sound, { cancel, ...request }) {
    if (cancel?.aborted === true) await new Promise<void>((resolve) => cancel.addEventListener('abort', resolve));
    yield* sound(request);
  })],
  'ends for all when one is cancelled': ['CF-15', (feed) => {
    let first: FeedRequest['cancel'];
    return {
      name: feed.name,
      candles(request) {
        first ??= request.cancel;
        return feed.candles({ ...request, ...(first === undefined ? {} : { cancel: first }) });
      },
    };
  }],
  'cannot be listened to again': ['CF-16', (feed) => {
    let left = false;
    return {
      name: feed.name,
      async *candles(request) {
        if (left) throw new Error('left');
        try {
          yield* feed.candles(request);
        } finally {
          left = true;
        }
      },
    };
  }],
  'keeps waiting for a cancel when it was left': ['CF-17', listening(async function* (sound, request) {
    request.cancel?.addEventListener('abort', () => undefined);
    yield* sound(request);
  })],
};
