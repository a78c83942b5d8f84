import type { CcxtClass, CcxtInstance } from '../src/library/ccxt-shape.ts';
import type { Answering } from './other-exchange.ts';

/** What the real ccxt is about: its own loading, and requests that are under way. */
export class UnderWay {
  count = 0;
  readonly #without: readonly string[];

  readonly #answer: Answering | undefined;

  /**
   * @param without - intervals that the class shall not offer
   * @param answer - how one-minute candles are told instead
   */
  constructor(without: readonly string[] = [], answer?: Answering) {
    this.#without = without;
    this.#answer = answer;
  }

  /** Loads the real ccxt, whose class of Binance counts what it does. */
  readonly load = async (): Promise<unknown> => {
    const note = (change: number): void => void (this.count += change);
    note(1);
    const { default: ccxt } = (await import('ccxt')) as unknown as { default: { pro: { binance: CcxtClass } } & Record<string, unknown> };
    note(-1);
    const [without, answer] = [this.#without, this.#answer];
    class Counting extends ccxt.pro.binance {
      constructor(config: Readonly<Record<string, unknown>>) {
        super(config);
        for (const interval of without) Reflect.deleteProperty(this.timeframes ?? {}, interval);
      }
    }
    const { fetch } = ccxt.pro.binance.prototype;
    Counting.prototype.fetch = async function counted(this: CcxtInstance, ...request) {
      note(1);
      try {
        return await fetch.apply(this, request);
      } finally {
        note(-1);
      }
    };
    if (answer !== undefined) {
      Counting.prototype.fetchOHLCV = async (_symbol, _timeframe, since, limit) => {
        note(1);
        await new Promise((resolve) => setImmediate(resolve));
        note(-1);
        return answer(since, limit, 60_000).map(({ openTimeMs, open, high, low, close, volume }) => [openTimeMs, open, high, low, close, volume]);
      };
    }
    return { default: { ...ccxt, exchanges: ccxt.exchanges, errors: ccxt.errors, pro: { ...ccxt.pro, binance: Counting } } };
  };

  /** Resolves when nothing has been under way for some turns of the event loop. */
  async over(): Promise<void> {
    for (let quiet = 0; quiet < 4; quiet = this.count === 0 ? quiet + 1 : 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
