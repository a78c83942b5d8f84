import { StrategyError } from '../../error.ts';
import { isThenable, textOfThrown } from '../../thrown.ts';
import type { Trade } from '../../signal/trade.ts';
import type { TimestampMs } from '../../units.ts';
import type { Account } from './account.ts';
import type { PortfolioEvent } from './event.ts';
import type { CloseOrder, Rebalance, Rebalancing } from './options.ts';
import type { Seat } from './seat.ts';
import type { Pause } from './table.ts';

export interface RebalancerParts {
  readonly seats: readonly Seat[];
  readonly account: Account;
  readonly rebalance: Rebalance | undefined;
  readonly outbox: PortfolioEvent[];
}

/** Asks the rebalancing hook after each close, and closes what it gives back. */
export class Rebalancer {
  readonly #parts: RebalancerParts;
  readonly #closings: { readonly seat: Seat; readonly trade: Trade }[] = [];

  constructor(parts: RebalancerParts) {
    this.#parts = parts;
  }

  /** A position has closed: the hook is asked once its turn is over. */
  closed(seat: Seat, trade: Trade): void {
    if (this.#parts.rebalance !== undefined) this.#closings.push({ seat, trade });
  }

  /** What the hook closes is a close, too; it ends, for nothing is opened here. */
  *settle(nowMs: TimestampMs): Generator<Pause, void, void> {
    for (let closing = this.#closings.shift(); closing !== undefined; closing = this.#closings.shift()) {
      const { seat, trade } = closing;
      let orders: readonly CloseOrder[] = [];
      try {
        const answer = this.#parts.rebalance!(this.#rebalancing(nowMs, seat, trade));
        if (isThenable(answer)) yield Promise.resolve(answer).then((late) => void (orders = checked(late)), (thrown: unknown) => this.#failed(seat, nowMs, thrown));
        else orders = checked(answer);
      } catch (thrown) {
        this.#failed(seat, nowMs, thrown);
      }
      for (const order of orders) {
        if (this.#parts.seats.some((one) => one.symbol === order.symbol)) yield* this.#close(order, nowMs);
        else this.#failed(seat, nowMs, `there is no ${order.symbol} in this portfolio`);
      }
    }
  }

  *#close({ symbol, strategyName, exchangeName, reasonText }: CloseOrder, nowMs: TimestampMs): Generator<Pause, void, void> {
    for (const seat of this.#parts.seats) {
      if (seat.symbol !== symbol || (strategyName !== undefined && seat.strategyName !== strategyName) || (exchangeName !== undefined && seat.exchangeName !== exchangeName) || seat.position === null) continue;
      const pending = seat.parts.engine.command('close', nowMs, reasonText);
      if (pending !== undefined) yield pending;
      for (const event of seat.parts.engine.outbox.splice(0)) {
        this.#parts.outbox.push({ kind: 'line', symbol: seat.symbol, strategyName: seat.strategyName, exchangeName: seat.exchangeName, event });
        if (event.kind === 'closed') this.closed(seat, event.trade);
      }
      seat.look(nowMs);
    }
  }

  #rebalancing(nowMs: TimestampMs, { symbol, strategyName, exchangeName }: Seat, trade: Trade): Rebalancing {
    const { account, seats } = this.#parts;
    account.mark(nowMs);
    const open = seats.flatMap((seat) => (seat.position === null ? [] : [{ symbol: seat.symbol, strategyName: seat.strategyName, exchangeName: seat.exchangeName, position: seat.position }]));
    return { nowMs, closed: { symbol, strategyName, exchangeName, trade }, account, open };
  }

  #failed({ symbol, strategyName, exchangeName }: Seat, nowMs: TimestampMs, thrown: unknown): void {
    const error = new StrategyError('strategy/threw', `Rebalancing after ${strategyName} closed ${symbol} failed: ${textOfThrown(thrown)}. Nothing was closed by it.`, { cause: thrown });
    this.#parts.outbox.push({ kind: 'line', symbol, strategyName, exchangeName, event: { kind: 'failed', atMs: nowMs, error } });
  }
}

/** @throws {TypeError} for what is no list of orders */
function checked(answer: readonly CloseOrder[] | void): readonly CloseOrder[] {
  if (answer === undefined || answer === null) return [];
  if (!Array.isArray(answer)) throw new TypeError('it must give back a list of { symbol, reasonText }, or nothing');
  const orders = answer as readonly Partial<CloseOrder>[];
  return orders.map(({ symbol, strategyName, exchangeName, reasonText = 'rebalanced' }) => {
    if (typeof symbol !== 'string') throw new TypeError('an order to close needs a symbol');
    return { symbol, reasonText: String(reasonText), ...(strategyName === undefined ? {} : { strategyName }), ...(exchangeName === undefined ? {} : { exchangeName }) };
  });
}
