import { StrategyError } from '../error.ts';
import { isThenable, textOfThrown } from '../thrown.ts';
import type { CandleView } from '../market/view.ts';
import type { Interval } from '../market/interval.ts';
import type { Clock } from '../ports/clock.ts';
import type { Answer, Strategy, StrategyContext } from '../ports/strategy.ts';
import type { DurationMs, Price, TimestampMs } from '../units.ts';
import type { Past } from './history.ts';

/** The one context object of a run, moved from ask to ask. */
export class AskContext implements StrategyContext {
  readonly symbol: string;
  nowMs: TimestampMs = 0;
  price: Price = 0;
  readonly position = null;
  /** A property, so that strategies may take the context apart: `ask({ price, series })`. */
  readonly series: StrategyContext['series'];
  #closed = 0;

  constructor(symbol: string, history: Past) {
    this.symbol = symbol;
    this.series = (interval: Interval, limit: number): CandleView => history.view(interval, limit, this.#closed, this.nowMs);
  }

  /** Moves to an instant; `closed` candles of the series have closed by then. */
  move(nowMs: TimestampMs, price: Price, closed: number): void {
    this.nowMs = nowMs;
    this.price = price;
    this.#closed = closed;
  }
}

/** What came of an ask: the answer, or why there is none. */
export type AskResult = Answer | StrategyError;

/**
 * Asks the strategy. A plain answer is not awaited; a promise is given `timeoutMs`. One timer serves all asks of a run.
 */
export class Asker {
  readonly #strategy: Strategy;
  readonly #symbol: string;
  readonly #clock: Clock | undefined;
  readonly #timeoutMs: DurationMs;
  #callOff: (() => void) | undefined;
  #askedAtMs = 0;
  #settle: ((result: AskResult) => void) | undefined;

  constructor(strategy: Strategy, symbol: string, clock: Clock | undefined, timeoutMs: DurationMs) {
    this.#strategy = strategy;
    this.#symbol = symbol;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** @returns the answer, or a promise that never rejects */
  ask(context: StrategyContext): AskResult | Promise<AskResult> {
    try {
      const answer = this.#strategy.ask(context);
      if (answer === null || answer === undefined) return answer; // by far the commonest answer
      return isThenable(answer) ? this.#await(answer) : plain(answer);
    } catch (cause) {
      return this.#threw(cause);
    }
  }

  /** Lets go of an ask that is still out. */
  close(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#settle?.(null);
  }

  #await(answer: PromiseLike<Answer>): Promise<AskResult> {
    this.#askedAtMs = this.#clock?.elapsedMs() ?? 0;
    return new Promise((resolve) => {
      this.#settle = resolve;
      // Wrapped, for the `then` of somebody else's promise may throw.
      Promise.resolve(answer).then(plain).then(resolve, (cause: unknown) => resolve(this.#threw(cause)));
      this.#watch(this.#timeoutMs);
    });
  }

  #watch(inMs: DurationMs): void {
    if (this.#callOff !== undefined || this.#clock === undefined) return;
    const clock = this.#clock;
    this.#callOff = clock.after(inMs, () => {
      this.#callOff = undefined;
      const leftMs = this.#askedAtMs + this.#timeoutMs - clock.elapsedMs();
      if (leftMs > 0) this.#watch(leftMs);
      else this.#settle?.(this.#late());
    });
  }

  #threw(cause: unknown): StrategyError {
    return new StrategyError('strategy/threw', `${this.#strategy.name} on ${this.#symbol}: ${textOfThrown(cause)}`, { cause });
  }

  #late(): StrategyError {
    return new StrategyError('strategy/timeout', `Timeout for ${this.#strategy.name} symbol=${this.#symbol}: no answer within ${this.#timeoutMs / 1000} s.`);
  }
}

/** A copy of a signal: reading the user's object once, here, is where it may throw, and nobody can change it later. */
function plain(answer: Answer): Answer {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  const { id, side, entryPrice, takeProfitPrice, stopLossPrice, lifetimeMinutes, note } = answer;
  return { id, side, entryPrice, takeProfitPrice, stopLossPrice, lifetimeMinutes, note };
}
