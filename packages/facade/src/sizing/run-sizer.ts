import { CandleView, InputError, isThenable, type Interval, type Sizer, type SizeRequest } from '@tradewright/core';
import { averageTrueRange, returnVolatility } from '@tradewright/sizing';
import type { ISizingCalculateParams, ISizingSchema } from '../types.ts';
import { quantityOf } from './quantity-of.ts';

/** Whose candles a sizing looks at, and how many of them. */
interface SizingWindow {
  readonly interval: Interval;
  readonly periods: number;
}

/**
 * A registered sizing as the engine asks it: at each entry, by the plan and by the equity of the run's account.
 *
 * @param tell - hears of every size and of what it came from
 * @throws {InputError} `sizing/capital`, `sizing/edge` for a sizing that could never say a size in this run
 */
export function runSizer(schema: ISizingSchema, hasCapital: boolean, tell: (quantity: number, params: ISizingCalculateParams) => void, caller: string): Sizer {
  const { sizingName } = schema;
  const needsCapital = schema.method !== 'fixed-notional' || schema.maxPositionPercentage !== undefined;
  if (needsCapital && !hasCapital) throw new InputError('sizing/capital', `${caller}: sizing ${sizingName} goes by equity, and there is no capital. Give the risk profile one, addRisk({ riskName, capital, … }), or the run.`);
  if (schema.method === 'kelly-criterion' && (schema.winRate === undefined || schema.winLossRatio === undefined)) throw new InputError('sizing/edge', `${caller}: sizing ${sizingName} needs winRate and winLossRatio to size the entries of a run. Take them from trades that were closed before it.`);
  return {
    name: sizingName,
    size(request) {
      const params = paramsOf(schema, request);
      const quantity = quantityOf(schema, params, sizingName);
      tell(quantity, params);
      return quantity;
    },
  };
}

/** The candles that a strategy of this sizing needs besides its own. */
export function sizingHistory(schema: ISizingSchema): Partial<Record<Interval, number>> {
  const window = windowOf(schema);
  return window === null ? {} : { [window.interval]: window.periods + 1 };
}

/** Calls a sizing's callback; one that fails is no failure of the size. */
export function tellSize({ callbacks }: ISizingSchema, quantity: number, params: ISizingCalculateParams, report: (error: unknown) => void): void {
  try {
    const answer: unknown = callbacks?.onCalculate?.(quantity, params);
    if (isThenable(answer)) answer.then(undefined, report);
  } catch (error) {
    report(error);
  }
}

function windowOf(schema: ISizingSchema): SizingWindow | null {
  if (schema.method === 'atr-based') return { interval: schema.atrInterval ?? '1h', periods: schema.atrPeriod ?? 14 };
  if (schema.method === 'volatility-target') return { interval: schema.volatilityInterval ?? '1h', periods: schema.volatilityPeriod ?? 20 };
  return null;
}

function paramsOf(schema: ISizingSchema, request: SizeRequest): ISizingCalculateParams {
  const { symbol, plan, account } = request;
  const head = { symbol, accountBalance: account?.equityQuote ?? 0, priceOpen: plan.entryPrice };
  switch (schema.method) {
    case 'fixed-percentage':
      return { ...head, method: schema.method, priceStopLoss: plan.stopLossPrice };
    case 'kelly-criterion':
      return { ...head, method: schema.method, winRate: schema.winRate!, winLossRatio: schema.winLossRatio! };
    case 'atr-based':
      return { ...head, method: schema.method, atr: averageTrueRange(pastOf(schema, request), windowOf(schema)!.periods) };
    case 'volatility-target':
      return { ...head, method: schema.method, volatility: returnVolatility(pastOf(schema, request), windowOf(schema)!.periods) * 100 };
    case 'fixed-notional':
      return { ...head, method: schema.method };
  }
}

function pastOf(schema: ISizingSchema, { symbol, exchangeName, account }: SizeRequest): CandleView {
  const { interval, periods } = windowOf(schema)!;
  // The account of a run shows the very candles of the run, of which rules read the closes only.
  const past = account?.closes({ symbol, exchangeName }, interval, periods + 1);
  if (past instanceof CandleView) return past;
  throw new InputError('sizing/history', `sizing ${schema.sizingName}: no ${interval} candles of ${symbol} are known here.`);
}
