import { PositionBook } from '@tradewright/core/run';
import { rowOf } from './tick-result.ts';
import type { IRiskActivePosition } from './types.ts';

/** Who holds slots under one risk profile in one mode: the runs that share its book, and what was added by hand. */
export class RiskProfile {
  readonly book: PositionBook = new PositionBook();
  readonly #byHand = new Map<string, IRiskActivePosition>();

  /** As they are now, those of runs first. */
  get positions(): IRiskActivePosition[] {
    const ofRuns = this.book.positions.map(({ symbol, strategyName, exchangeName, plan, quantity, openedAtMs }): IRiskActivePosition => {
      const signal = rowOf(plan, openedAtMs, { symbol, strategyName, exchangeName });
      return { symbol, signal, strategyName, exchangeName, openTimestamp: openedAtMs, quantity };
    });
    return [...ofRuns, ...this.#byHand.values()];
  }

  /** One per strategy and symbol: adding it again replaces it. */
  add(position: IRiskActivePosition): void {
    this.#byHand.set(keyOf(position), position);
  }

  /** Takes back what was added by hand. What a run holds is the run's. */
  remove(position: Pick<IRiskActivePosition, 'strategyName' | 'symbol'>): void {
    this.#byHand.delete(keyOf(position));
  }
}

function keyOf({ strategyName, symbol }: Pick<IRiskActivePosition, 'strategyName' | 'symbol'>): string {
  return JSON.stringify([strategyName, symbol]);
}
