import type { BacktestStream } from '../src/backtest-stream.ts';
import type { IRiskSchema, IRiskValidationPayload, IStrategyBacktestResult, RiskContract } from '../src/types.ts';
import { minuteOf } from './market.ts';
import { collect, NAMES, world, type World, type WorldOptions } from './world.ts';

export const RISK = 'limited';

export interface RiskWorld extends World {
  /** What happened, in order: `risk`, `validation`, callbacks and results by their names and minutes. */
  readonly story: string[];
  readonly refusals: RiskContract[];
  on(symbol: string): BacktestStream;
  all(...symbols: string[]): Promise<IStrategyBacktestResult[][]>;
  /** The most positions that were ever open at once, as the callbacks tell it. */
  readonly most: () => number;
  /** How many slots are taken now. */
  slots(): Promise<number>;
}

/** A world whose strategy is under a risk profile. */
export function riskWorld(validations: IRiskSchema['validations'], options: WorldOptions = {}, callbacks?: IRiskSchema['callbacks']): RiskWorld {
  const open = new Set<string>();
  let most = 0;
  let counted = 0;
  const made = world({
    ...options,
    strategy: { riskName: RISK, ...options.strategy },
    callbacks: {
      ...options.callbacks,
      onOpen(symbol, row, price, backtest) {
        most = Math.max(most, open.add(row.id).size);
        options.callbacks?.onOpen?.(symbol, row, price, backtest);
      },
      onClose: (_symbol, row) => void open.delete(row.id),
    },
  });
  const { tw } = made;
  const story: string[] = [];
  const refusals: RiskContract[] = [];
  const count = ({ activePositionCount }: IRiskValidationPayload): void => void (counted = activePositionCount);
  tw.addRisk({ riskName: RISK, ...(validations === undefined ? {} : { validations: [...validations, count] }), ...(callbacks === undefined ? {} : { callbacks }) });
  tw.listenValidation((error) => void story.push(`validation ${error.message}`));
  tw.listenRisk((event) => {
    refusals.push(event);
    story.push(`risk ${minuteOf(event.timestamp)}`);
  });
  tw.listenSignalBacktest((result) => void story.push(result.action === 'cancelled' ? `cancelled ${result.reason}` : result.action), { idle: false });
  const on = (symbol: string): BacktestStream => tw.Backtest.run(symbol, NAMES);
  return {
    ...made, story, refusals, on, most: () => most,
    all: (...symbols) => Promise.all(symbols.map((symbol) => collect(on(symbol)))),
    async slots() {
      counted = NaN;
      const heard = [story.length, refusals.length];
      await tw.lib.riskGlobalService.checkSignal({ symbol: 'ANY', strategyName: 'any', exchangeName: 'any', currentPrice: 1, timestamp: 0 }, { riskName: RISK });
      [story.length, refusals.length] = heard as [number, number];
      return counted;
    },
  };
}

/** Throws when that many positions are open or reserved. */
export const atMost = (limit: number) => ({ activePositionCount }: { activePositionCount: number }): void => {
  if (activePositionCount >= limit) throw new Error(`${limit} open`);
};

/** A validator that answers when it is told to. */
export class SlowValidator {
  readonly asked: IRiskValidationPayload[] = [];
  readonly #answers: { allow(): void; refuse(error: unknown): void }[] = [];

  validate = (payload: IRiskValidationPayload): Promise<void> => {
    this.asked.push(payload);
    return new Promise((resolve, reject) => this.#answers.push({ allow: resolve, refuse: reject }));
  };

  /** Waits until somebody asks. */
  async next(): Promise<{ allow(): void; refuse(error: unknown): void }> {
    await until(() => this.#answers.length > 0);
    return this.#answers.shift()!;
  }
}

/** Lets the process go on until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turns = 0; !holds(); turns++) {
    if (turns > 10_000) throw new Error('It never came to that.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
