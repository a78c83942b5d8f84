import type { Clock, DurationMs } from '@tradewright/core';
import type { RunScope } from './run-scope.ts';
import type { IStrategyTickResult, PerformanceContract, PerformanceMetricType } from './types.ts';

/** How long a run takes, and each of its signals, by the instance's clock. A few looks at it per trade, none per frame. */
export class RunTimes {
  readonly #clock: Clock;
  readonly #scope: RunScope;
  readonly #tell: (event: PerformanceContract) => void;
  readonly #previous = new Map<PerformanceMetricType, number>();
  #startedMs = 0;
  #signalMs: number | null = null;
  #frameMs = 0;

  constructor(clock: Clock, scope: RunScope, tell: (event: PerformanceContract) => void) {
    this.#clock = clock;
    this.#scope = scope;
    this.#tell = tell;
  }

  started(): void {
    this.#startedMs = this.#clock.elapsedMs();
    this.#frameMs = this.#startedMs;
  }

  /** A signal takes from its first result to its last. */
  signal(action: IStrategyTickResult['action']): void {
    if (action === 'closed' || action === 'cancelled') {
      if (this.#signalMs !== null) this.#since('backtest_signal', this.#signalMs);
      this.#signalMs = null;
    } else if (action === 'scheduled' || action === 'opened') {
      this.#signalMs ??= this.#clock.elapsedMs();
    }
  }

  /** A frame takes from the one before it. Asked only where somebody wants to hear of each. */
  frame(): void {
    this.#since('backtest_timeframe', this.#frameMs);
    this.#frameMs = this.#clock.elapsedMs();
  }

  ended(): void {
    this.#since('backtest_total', this.#startedMs);
  }

  #since(metricType: PerformanceMetricType, sinceMs: number): void {
    this.took(metricType, this.#clock.elapsedMs() - sinceMs);
  }

  took(metricType: PerformanceMetricType, duration: DurationMs): void {
    const timestamp = this.#clock.nowMs();
    const { names, backtest } = this.#scope;
    const { symbol, strategyName, exchangeName } = names;
    const previousTimestamp = this.#previous.get(metricType) ?? null;
    this.#previous.set(metricType, timestamp);
    this.#tell({ timestamp, previousTimestamp, metricType, duration, strategyName, exchangeName, symbol, backtest });
  }
}
