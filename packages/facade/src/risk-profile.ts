import type { ActivePosition } from '@tradewright/core';
import { PositionBook } from '@tradewright/core/run';
import { planOf } from './risk-payload.ts';
import { rowOf } from './tick-result.ts';
import type { IRiskActivePosition } from './types.ts';

/** Who holds slots under one risk profile in one mode: the runs that share its book, and what was added by hand. */
export class RiskProfile {
  readonly book: PositionBook = new PositionBook();
  readonly #byHand = new Map<string, IRiskActivePosition>();
  #runs = 0;

  /** As they are now, those of runs first. */
  get positions(): IRiskActivePosition[] {
    const ofRuns = this.book.positions.map(({ symbol, strategyName, exchangeName, plan, quantity, openedAtMs }): IRiskActivePosition => {
      const signal = rowOf(plan, openedAtMs, { symbol, strategyName, exchangeName });
      return { symbol, signal, strategyName, exchangeName, openTimestamp: openedAtMs, quantity };
    });
    return [...ofRuns, ...this.#byHand.values()];
  }

  /** The same as ready rules see it. */
  activeWith(ofRuns: readonly ActivePosition[]): readonly ActivePosition[] {
    if (this.#byHand.size === 0) return ofRuns;
    return [...ofRuns, ...[...this.#byHand.values()].flatMap(activeOf)];
  }

  /** One per strategy and symbol: adding it again replaces it. */
  add(position: IRiskActivePosition): void {
    this.#byHand.set(keyOf(position), position);
  }

  /** Takes back what was added by hand. What a run holds is the run's. */
  remove(position: Pick<IRiskActivePosition, 'strategyName' | 'symbol'>): void {
    this.#byHand.delete(keyOf(position));
  }

  /**
   * A backtest begins under it. What rules have learnt from those before it they forget with the last of them: their
   * time is over, and the next one begins somewhere else.
   *
   * @returns the function that ends it
   */
  begin(): () => void {
    if (this.#runs++ === 0) this.book.states = {};
    let isOver = false;
    return () => {
      if (!isOver) this.#runs--;
      isOver = true;
    };
  }
}

function keyOf({ strategyName, symbol }: Pick<IRiskActivePosition, 'strategyName' | 'symbol'>): string {
  return JSON.stringify([strategyName, symbol]);
}

/** What was added without a signal says too little for rules. */
function activeOf({ symbol, strategyName, exchangeName, signal, quantity = 0, openTimestamp }: IRiskActivePosition): ActivePosition[] {
  return signal === null ? [] : [{ symbol, strategyName, exchangeName, plan: planOf(signal), quantity, openedAtMs: openTimestamp }];
}
