import { seededRandom, type Random } from '@tradewright/core/testing';
import { isCandleFault, isCircumstance, isStreamFault, type Circumstance, type Fault, type FaultKind, type StreamFault } from './fault.ts';
import { RuleState } from './rule-state.ts';
import type { FaultRule } from './rule.ts';

/** A request, a stream's event or its opening, as rules look at it. */
export interface Occasion {
  readonly path: string;
  readonly symbol?: string | undefined;
  /** Of a stream's event: whether its candle has closed. */
  readonly closed?: boolean;
}

/** What a request meets: one fault at most, and circumstances. */
export interface Strike {
  readonly fault?: Exclude<Fault, Circumstance | StreamFault>;
  readonly delayMs: number;
  readonly skewMs: number;
  readonly lateMs: number;
}

/** What goes wrong, and when. May be changed at any time. The same seed and the same requests meet the same faults. */
export class FaultPlan {
  readonly #random: Random;
  readonly #struck = new Map<FaultKind, number>();
  #rules: RuleState[] = [];

  constructor(rules: readonly FaultRule[] = [], { seed = 1 }: { readonly seed?: number } = {}) {
    this.#random = seededRandom(seed);
    this.add(...rules);
  }

  /** Of several rules that fit, the one that was added first strikes. */
  add(...rules: readonly FaultRule[]): void {
    this.#rules.push(...rules.map((rule) => new RuleState(rule, this.#random)));
  }

  /** From now on nothing goes wrong. */
  clear(): void {
    this.#rules = [];
  }

  /** How often something went wrong, or this. */
  struck(kind?: FaultKind): number {
    if (kind !== undefined) return this.#struck.get(kind) ?? 0;
    return [...this.#struck.values()].reduce((sum, count) => sum + count, 0);
  }

  /** What the next request meets. */
  request(occasion: Occasion): Strike {
    const forCandles = occasion.path.toLowerCase().endsWith('klines');
    let fault: Strike['fault'];
    const sums = { delayMs: 0, skewMs: 0, lateMs: 0 };
    for (const rule of this.#rules) {
      const met = rule.meet(occasion, (one) => !isStreamFault(one) && (forCandles || !isCandleFault(one)) && (fault === undefined || isCircumstance(one)));
      if (met === undefined || isStreamFault(met)) continue;
      this.#note(met);
      if (!isCircumstance(met)) fault = met;
      else if (met.kind === 'slow') sums.delayMs += met.delayMs;
      else if (met.kind === 'skew') sums.skewMs += met.skewMs;
      else sums.lateMs += met.lateMs;
    }
    return fault === undefined ? sums : { fault, ...sums };
  }

  /** What the next event of a stream meets. */
  event(occasion: Occasion): StreamFault | undefined {
    return this.#stream(occasion, (fault) => fault.kind !== 'stream-refuse');
  }

  /** What somebody meets who opens a stream. */
  opening(occasion: Occasion): StreamFault | undefined {
    return this.#stream(occasion, (fault) => fault.kind === 'stream-refuse');
  }

  #stream(occasion: Occasion, fits: (fault: Fault) => boolean): StreamFault | undefined {
    for (const rule of this.#rules) {
      const met = rule.meet(occasion, (fault) => isStreamFault(fault) && fits(fault));
      if (met === undefined || !isStreamFault(met)) continue;
      this.#note(met);
      return met;
    }
    return undefined;
  }

  #note({ kind }: Fault): void {
    this.#struck.set(kind, (this.#struck.get(kind) ?? 0) + 1);
  }
}
