import type { CancelSignal, DurationMs, TimestampMs } from '@tradewright/core';
import { SystemClock } from 'tradewright';
import type { OpenedExchange } from './open-exchange.ts';

/** The clock of this machine, held back where it is ahead of the exchange: a candle that it takes for closed may still be in the making. */
export class ExchangeClock extends SystemClock {
  readonly #exchange: Pick<OpenedExchange, 'nowMs'>;
  #aheadMs: DurationMs = 0;
  #learning: Promise<void> | undefined;

  constructor(exchange: Pick<OpenedExchange, 'nowMs'>) {
    super();
    this.#exchange = exchange;
  }

  override nowMs(): TimestampMs {
    return super.nowMs() - this.#aheadMs;
  }

  /** Asks the exchange what time it is, once. @throws {EngineError} when it does not say */
  learn(cancel?: CancelSignal): Promise<void> {
    this.#learning ??= this.#learn(cancel);
    this.#learning.catch(() => (this.#learning = undefined));
    return this.#learning;
  }

  async #learn(cancel?: CancelSignal): Promise<void> {
    const theirsMs = await this.#exchange.nowMs(cancel);
    this.#aheadMs = Math.max(0, super.nowMs() - theirsMs);
  }
}
