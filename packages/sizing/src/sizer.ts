import type { Instrument, Quantity, Sizer, SizeRequest } from '@tradewright/core';
import { refusal } from './check.ts';
import { roundToLots } from './lots.ts';
import { checkLimits, type SizeBasis, type SizeLimits } from './limits.ts';

/** What a sizer needs beside its method. */
export interface SizerOptions extends Omit<SizeLimits, 'instrument'> {
  /** Stands in refusals; the method's own name unless given. */
  readonly name?: string | undefined;
  /** Balance in quote currency at the instant of the request; the equity of the run's account unless given. */
  readonly balance?: ((request: SizeRequest) => number) | undefined;
  /** Lots and minimum notional of a symbol. */
  readonly instrument?: ((symbol: string) => Instrument) | undefined;
}

/** A sizer over one of the methods. Sizes are counted at the plan's entry, without slippage and fees. */
export function sizerOf(method: string, options: SizerOptions, size: (basis: SizeBasis, request: SizeRequest) => Quantity): Sizer {
  const { name = method, balance, instrument, maxPositionFrac, minQuantity, maxQuantity } = options;
  checkLimits(method, options);
  if (balance !== undefined && typeof balance !== 'function') throw refusal('sizing/balance', `${method}: balance must be a function.`);
  const instrumentOf = (symbol: string): Instrument | undefined => {
    const given = instrument?.(symbol);
    if (given !== undefined && given.symbol !== symbol) throw refusal('sizing/instrument', `${method}: ${symbol} was given the instrument of ${given.symbol}.`);
    return given;
  };
  return {
    name,
    size(request) {
      const { symbol, plan } = request;
      const balanceQuote = balance === undefined ? equityIn(method, request) : balance(request);
      return size({ balanceQuote, entryPrice: plan.entryPrice, maxPositionFrac, minQuantity, maxQuantity, instrument: instrumentOf(symbol) }, request);
    },
    fit(left, { symbol, plan }) {
      const lots = instrumentOf(symbol);
      const fitting = lots === undefined ? left : roundToLots(left, plan.entryPrice, lots);
      return fitting < (minQuantity ?? 0) ? 0 : fitting;
    },
  };
}

function equityIn(method: string, { account }: SizeRequest): number {
  if (account === null) throw refusal('sizing/balance', `${method}: there is no balance to go by, since the run has no capital and no balance function was passed.`);
  return account.equityQuote;
}
