import type { Clock } from '@tradewright/core';
import type { RunNames } from './tick-result.ts';
import type { IStrategyTickResult, PerformanceContract, PerformanceMetricType } from './types.ts';

/** How long a run takes, and each of its signals, by the instance's clock. A few looks at it per trade, none per frame. */
export class RunTimes {
  readonly #clock: Clock;
  readonly #names: RunNames;
  readonly #tell: (event: PerformanceContract) => void;
  readonly #previous = new Map<PerformanceMetricType, number>();
  #startedMs = 0;
  #signalMs: number | null = null;
  #frameMs = 0;

  constructor(clock: Clock, names: RunNames, tell: (event: PerformanceContract) => void) {
    this.#clock = clock;
    this.#names = names;
    this.#tell = tell;
  }

  started(): void {
    this.#startedMs = this.#clock.elapsedMs();
    this.#frameMs = this.#startedMs;
  }

  /** A signal takes from its first result to its last. */
  signal(action: IStrategyTickResult['action']): void {
    if (action === 'closed' || action === 'cancelled') {
      if (this.#signalMs !== null) this.#measured('backtest_signal', this.#signalMs);
      this.#signalMs = null;
    } else if (action === 'scheduled' || action === 'opened') {
      this.#signalMs ??= this.#clock.elapsedMs();
    }
  }

  /** A frame takes from the one before it. Asked only where somebody wants to hear of each. */
  frame(): void {
    this.#measured('backtest_timeframe', this.#frameMs);
    this.#frameMs = this.#clock.elapsedMs();
  }

  ended(): void {
    this.#measured('backtest_total', this.#startedMs);
  }

  #measured(metricType: PerformanceMetricType, sinceMs: number): void {
    const timestamp = this.#clock.nowMs();
    const { symbol, strategyName, exchangeName } = this.#names;
    const previousTimestamp = this.#previous.get(metricType) ?? null;
    this.#previous.set(metricType, timestamp);
    this.#tell({ timestamp, previousTimestamp, metricType, duration: this.#clock.elapsedMs() - sinceMs, strategyName, exchangeName, symbol, backtest: true });
  }
}
