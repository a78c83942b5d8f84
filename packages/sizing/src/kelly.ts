import type { Fraction, Quantity, Sizer, SizeRequest } from '@tradewright/core';
import { checkFraction, checkPositive, refusal } from './check.ts';
import { checkBasis, limit, type SizeBasis } from './limits.ts';
import { sizerOf, type SizerOptions } from './sizer.ts';

/** What past trades say about the next one. */
export interface Edge {
  /** Share of trades won; above 0 and below 1. */
  readonly winFrac: Fraction;
  /** Average win ÷ average loss. */
  readonly winLossRatio: number;
}

export interface KellyInput extends SizeBasis, Edge {
  /** Share of the full Kelly bet that is taken; 0.25 unless given, since an estimated edge is rarely as good as it looks. */
  readonly kellyFrac?: Fraction | undefined;
}

/**
 * The fraction of capital that grows fastest in the long run: win − (1 − win) / ratio. 0 where there is no edge.
 *
 * @throws {InputError} `sizing/edge`
 */
export function kellyFraction({ winFrac, winLossRatio }: Edge): Fraction {
  checkPositive('sizing/edge', 'kellyFraction: winFrac', winFrac);
  if (winFrac >= 1) throw refusal('sizing/edge', `kellyFraction: winFrac must be below 1, not ${winFrac}.`);
  checkPositive('sizing/edge', 'kellyFraction: winLossRatio', winLossRatio);
  const edge = winFrac - (1 - winFrac) / winLossRatio;
  // A fair game must not be bet on because 0.4 − 0.6 / 1.5 is not exactly 0: the minimum size would blow it up.
  return edge > 4 * Number.EPSILON ? edge : 0;
}

/**
 * The quantity whose notional is a part of the Kelly fraction of the balance: balance · kelly · part / entry.
 *
 * @throws {InputError} `sizing/…`
 */
export function kellySize(input: KellyInput): Quantity {
  const { kellyFrac = 0.25 } = input;
  checkBasis('kellySize', input);
  checkFraction('kellySize: kellyFrac', kellyFrac);
  return limit('kellySize', (input.balanceQuote * kellyFraction(input) * kellyFrac) / input.entryPrice, input);
}

export interface KellyOptions extends SizerOptions, Pick<KellyInput, 'kellyFrac'> {
  /** The edge as it is known at the request; from closed trades only, or the size looks ahead. */
  readonly edge: (request: SizeRequest) => Edge;
}

/** A sizer by fractional Kelly. */
export function kelly(options: KellyOptions): Sizer {
  const { edge, kellyFrac } = options;
  if (kellyFrac !== undefined) checkFraction('kelly: kellyFrac', kellyFrac);
  if (typeof edge !== 'function') throw refusal('sizing/edge', 'kelly: edge must be a function.');
  return sizerOf('kelly', options, (basis, request) => {
    const { winFrac, winLossRatio } = edge(request);
    return kellySize({ ...basis, winFrac, winLossRatio, kellyFrac });
  });
}
