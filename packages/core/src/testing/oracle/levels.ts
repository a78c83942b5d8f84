import type { Rules } from '../../machine/rules.ts';
import type { Position } from '../../signal/position.ts';
import type { Fraction, Price } from '../../units.ts';

export interface Reached {
  readonly position: Position;
  readonly levels: readonly { readonly direction: 'profit' | 'loss'; readonly levelFrac: Fraction }[];
}

/** Which partial levels a price reaches for the first time (decision 18): each once per signal, ascending. */
export function reachedLevels(position: Position, price: Price, { partials }: Pick<Rules, 'partials'>): Reached {
  const { entryPrice, takeProfitPrice, stopLossPrice } = position.plan;
  const share = (level: Price): Fraction => (price - entryPrice) / (level - entryPrice);
  const fresh = (fracs: readonly Fraction[], told: number, way: Fraction): readonly Fraction[] => fracs.filter((frac, i) => i >= told && way >= frac - 1e-12);
  const profits = fresh(partials.profitFracs, position.profitLevels, share(takeProfitPrice));
  const losses = fresh(partials.lossFracs, position.lossLevels, share(stopLossPrice));
  return {
    position: { ...position, profitLevels: position.profitLevels + profits.length, lossLevels: position.lossLevels + losses.length },
    levels: [...profits.map((levelFrac) => ({ direction: 'profit' as const, levelFrac })), ...losses.map((levelFrac) => ({ direction: 'loss' as const, levelFrac }))],
  };
}
