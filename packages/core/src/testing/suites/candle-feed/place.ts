import type { Candle } from '../../../market/candle.ts';
import type { CandleFeed, FeedRequest } from '../../../ports/candle-feed.ts';
import { MINUTE_MS, type TimestampMs } from '../../../units.ts';
import { assert, assertEqual } from '../../assert.ts';
import type { SuiteCase } from '../../case.ts';
import { randomCandles } from '../../random-candles.ts';

/** An exchange whose time goes on only when it is told to. */
export interface FedExchange {
  readonly feed: CandleFeed;
  /** The clock of the exchange and of the feed goes on to this instant; what falls due on the way is done. Answers may still be under way. */
  advanceTo(nowMs: TimestampMs): Promise<void>;
  /** Lets the exchange show the candle that opens at an instant no sooner than another. */
  holdBack?(openTimeMs: TimestampMs, untilMs: TimestampMs): void | Promise<void>;
}

export interface CandleFeedSubject {
  readonly symbol: string;
  /** An exchange that has these one-minute candles, those after `nowMs` in its future. */
  hold(candles: readonly Candle[], nowMs: TimestampMs): FedExchange | Promise<FedExchange>;
  /** The case is over: clears away. */
  dispose?(): Promise<void>;
}

/** What a feed may do without, if its subject says why under `lacks`. */
export type CandleFeedNeed = 'late';

/** So long after its close the newest candle is awaited: a feed that asks for it may take its time. */
export const GRACE_MS = 20_000;

const BEGAN_MS = Date.UTC(2024, 0, 1);

/** Minute 0 opens here. */
export function minute(n: number): TimestampMs {
  return BEGAN_MS + n * MINUTE_MS;
}

/** Candles for minutes `[0, 3000)`. */
export const CANDLES: readonly Candle[] = randomCandles({ seed: 43, count: 3000, fromMs: BEGAN_MS });

export function without(from: number, to: number): Candle[] {
  return CANDLES.filter((_, i) => i < from || i >= to);
}

/** Somebody who listens and notes what comes. */
export class Listener {
  readonly #candles: AsyncIterator<Candle, unknown>;

  constructor(feed: CandleFeed, request: Pick<FeedRequest, 'symbol' | 'fromMs'> & Partial<FeedRequest>) {
    this.#candles = feed.candles({ interval: '1m', ...request })[Symbol.asyncIterator]();
  }

  /** Nothing when the feed has ended. */
  async next(): Promise<Candle | undefined> {
    const result = await this.#candles.next();
    return result.done === true ? undefined : result.value;
  }

  /** The next `wanted.length` candles must be these. */
  async hears(wanted: readonly Candle[], what: string): Promise<void> {
    for (const [i, candle] of wanted.entries()) {
      const heard = await this.next();
      assert(heard !== undefined, `${what}: it ended before candle ${i} of ${wanted.length}`);
      assertEqual(fieldsOf(heard), fieldsOf(candle), `${what}, candle ${i} of ${wanted.length}`);
    }
  }

  /** Leaves between two candles. */
  async leave(): Promise<void> {
    await this.#candles.return?.();
  }
}

export function fieldsOf({ openTimeMs, open, high, low, close, volume }: Candle): readonly number[] {
  return [openTimeMs, open, high, low, close, volume];
}

/** A case over these candles that begins at an instant. */
export function at(
  id: string,
  title: string,
  start: { readonly candles?: readonly Candle[]; readonly nowMs: TimestampMs },
  run: (exchange: FedExchange, symbol: string) => Promise<void>,
  needs?: CandleFeedNeed,
): SuiteCase<CandleFeedSubject> {
  return {
    id,
    title,
    ...(needs === undefined ? {} : { needs }),
    async run(fresh) {
      const subject = await fresh();
      try {
        await run(await subject.hold(start.candles ?? CANDLES, start.nowMs), subject.symbol);
      } finally {
        await subject.dispose?.();
      }
    },
  };
}
