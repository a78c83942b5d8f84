import { runSuite, sizeRequestOf, sizerCases, stillAccount, planOf, type SizerNeed } from '@tradewright/core/testing';
import type { Sizer, SizeRequest } from '@tradewright/core';
import { describe, it } from 'vitest';
import { atr, fixedFraction, fixedNotional, kelly, returnVolatility, volatilityTarget } from '../src/index.ts';

const closes = { BTCUSDT: [100, 104, 99, 101, 97, 103] };
const requests: readonly SizeRequest[] = [
  sizeRequestOf({ account: stillAccount({ closes }) }),
  sizeRequestOf({ plan: planOf({ side: 'short', takeProfitPrice: 80, stopLossPrice: 130 }), account: stillAccount({ equityQuote: 7123.45, closes }) }),
];

const maxPositionFrac = 0.25;
const capAt = ({ account, plan }: SizeRequest): number => ((account?.equityQuote ?? 0) * maxPositionFrac) / plan.entryPrice;
const noStop = (goesBy: string): Partial<Record<SizerNeed, string>> => ({ stop: `it goes by ${goesBy}, not by the stop` });

/** The volatility of the last five closes, from the account that the run has. */
function volatilityIn(request: SizeRequest): number {
  const view = request.account?.closes(request, '1h', 6) ?? null;
  return view === null ? 0 : returnVolatility(view, 5);
}

const methods: Readonly<Record<string, readonly [make: () => Sizer, lacks?: Partial<Record<SizerNeed, string>>]>> = {
  fixedFraction: [() => fixedFraction({ riskFrac: 0.01, maxPositionFrac })],
  kelly: [() => kelly({ edge: () => ({ winFrac: 0.55, winLossRatio: 1.5 }), maxPositionFrac }), noStop('the edge')],
  atr: [() => atr({ atr: ({ plan }) => plan.entryPrice * 0.02, riskFrac: 0.01, maxPositionFrac }), noStop('the true range')],
  volatilityTarget: [() => volatilityTarget({ targetFrac: 0.01, volatility: volatilityIn, maxPositionFrac }), noStop('the volatility')],
  fixedNotional: [() => fixedNotional({ notionalQuote: 1500, maxPositionFrac }), { ...noStop('the notional'), scale: 'its notional is an amount of one currency' }],
};

for (const [name, [make, lacks]] of Object.entries(methods)) {
  runSuite(sizerCases, { describe, it }, { name, fresh: () => ({ sizer: make, requests, cap: capAt }), ...(lacks === undefined ? {} : { lacks }) });
}
