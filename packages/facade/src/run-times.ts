import type { Clock, DurationMs } from '@tradewright/core';
import type { Events } from './events.ts';
import type { RunRecord } from './report/run-record.ts';
import type { RunScope } from './run-scope.ts';
import type { IStrategyTickResult, PerformanceContract, PerformanceMetricType } from './types.ts';

export interface RunTimesParts {
  readonly clock: Clock;
  readonly scope: RunScope;
  readonly events: Events;
  readonly record: RunRecord;
}

/** How long a run takes, and each of its signals, by the clock that it is given. A few looks at it per trade, none per frame. */
export class RunTimes {
  readonly #parts: RunTimesParts;
  readonly #clock: Clock;
  readonly #previous = new Map<PerformanceMetricType, number>();
  #startedMs = 0;
  #signalMs: number | null = null;
  #frameMs = 0;

  constructor(parts: RunTimesParts) {
    this.#parts = parts;
    this.#clock = parts.clock;
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
    const { scope, events, record } = this.#parts;
    const timestamp = this.#clock.nowMs();
    const { symbol, strategyName, exchangeName } = scope.names;
    const previousTimestamp = this.#previous.get(metricType) ?? null;
    this.#previous.set(metricType, timestamp);
    const event: PerformanceContract = { timestamp, previousTimestamp, metricType, duration, strategyName, exchangeName, symbol, backtest: scope.backtest };
    record.took(event);
    events.emit('performance', event, scope.origin);
  }
}
