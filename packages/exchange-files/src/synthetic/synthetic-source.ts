import { setImmediate } from 'node:timers/promises';
import { alignUp, allocateColumns, InputError, MINUTE_MS, sliceColumns, type CancelSignal, type CandleColumns, type CandleRange, type CandleSource, type TimestampMs } from '@tradewright/core';
import { resampled, resampleFrom } from '../series/resample.ts';
import { checkRange } from '../series/range.ts';
import { firstAtOrAfter, lastTimeOf } from '../series/rows.ts';
import { syntheticTerms, type SyntheticOptions, type SyntheticTerms } from './options.ts';
import { withoutGaps } from './gaps.ts';
import { BLOCK_CANDLES, PricePath } from './price-path.ts';

/** Blocks kept for small questions: 3 MB. */
const RECENT_BLOCKS = 16;
/** After so many blocks on the way to a far one, timers and signals get their turn. */
const BREATH_BLOCKS = 256;

/** A seeded random market, the same on every machine. Not market data. */
export interface SyntheticSource extends CandleSource {
  readonly terms: SyntheticTerms;
}

/**
 * A source of synthetic candles that never ends. Its name says that it is synthetic.
 *
 * @throws {InputError} `synthetic/options`
 */
export function syntheticSource(options: SyntheticOptions): SyntheticSource {
  const terms = syntheticTerms(options);
  const walks = new Map<string, Walk>();
  const walkOf = (symbol: string): Walk => {
    if (terms.symbol !== undefined && symbol !== terms.symbol) {
      throw new InputError('synthetic/unknown-symbol', `there are no synthetic candles for ${JSON.stringify(symbol)}; known is ${terms.symbol}.`);
    }
    const walk = walks.get(symbol) ?? new Walk(terms, symbol);
    walks.set(symbol, walk);
    return walk;
  };
  return {
    name: `synthetic(seed=${terms.seed})`,
    terms,
    async *candles(range: CandleRange): AsyncGenerator<CandleColumns> {
      const { symbol, fromMs, toMs, cancel } = range;
      const stepMs = checkRange(range);
      const walk = walkOf(symbol);
      const question = { fromMs, toMs, stepMs, inputMs: MINUTE_MS, firstMs: terms.fromMs };
      if (!(fromMs < toMs)) return;
      if (stepMs === MINUTE_MS) yield* walk.pages(fromMs, toMs, cancel);
      else yield* resampled(walk.pages(resampleFrom(question), alignUp(toMs, stepMs), cancel), question);
    },
  };
}

/** The candles of one symbol. */
class Walk {
  readonly #terms: SyntheticTerms;
  readonly #path: PricePath;
  readonly #recent = new Map<number, CandleColumns>();
  /** Fills columns nobody looks at on the way to a far block. */
  #scratch: Omit<CandleColumns, 'length'> | undefined;

  constructor(terms: SyntheticTerms, symbol: string) {
    this.#terms = terms;
    this.#path = new PricePath(terms, symbol);
  }

  async *pages(fromMs: TimestampMs, toMs: TimestampMs, cancel: CancelSignal | undefined): AsyncGenerator<CandleColumns> {
    const blockMs = BLOCK_CANDLES * MINUTE_MS;
    const small = toMs - fromMs <= (RECENT_BLOCKS / 2) * blockMs;
    const own = small ? undefined : allocateColumns(BLOCK_CANDLES);
    for (let block = Math.max(0, Math.floor((fromMs - this.#terms.fromMs) / blockMs)); ; block++) {
      if (this.#terms.fromMs + block * blockMs >= toMs || !(await this.#reach(block, cancel))) return;
      const page = withoutGaps(own === undefined ? this.#recall(block) : this.#fill(block, own), this.#terms.gaps);
      if (page.length === 0) continue;
      const from = page.openTimeMs[0]! >= fromMs ? 0 : firstAtOrAfter(page.openTimeMs, page.length, fromMs);
      const to = lastTimeOf(page) < toMs ? page.length : firstAtOrAfter(page.openTimeMs, page.length, toMs);
      if (from < to) yield to - from === page.length ? page : sliceColumns(page, from, to);
    }
  }

  /** Goes on from checkpoint to checkpoint until a block can be filled; false when cancelled before. */
  async #reach(block: number, cancel: CancelSignal | undefined): Promise<boolean> {
    while (this.#path.reached <= block) {
      if (cancel?.aborted === true) return false;
      this.#scratch ??= allocateColumns(BLOCK_CANDLES);
      this.#path.fill(this.#path.reached - 1, this.#scratch);
      if (this.#path.reached % BREATH_BLOCKS === 0) await setImmediate();
    }
    return cancel?.aborted !== true;
  }

  #fill(block: number, columns: Omit<CandleColumns, 'length'>): CandleColumns {
    this.#path.fill(block, columns);
    return { length: BLOCK_CANDLES, ...columns };
  }

  #recall(block: number): CandleColumns {
    const found = this.#recent.get(block) ?? this.#fill(block, allocateColumns(BLOCK_CANDLES));
    this.#recent.delete(block);
    this.#recent.set(block, found);
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= RECENT_BLOCKS) break;
      this.#recent.delete(oldest);
    }
    return found;
  }
}
