import { yearlyTurnover } from '../metric/daily-ratios.ts';
import { timeInMarketMs } from '../metric/exposure.ts';
import { finite, ratio } from '../number/finite.ts';
import type { EquityPath } from './equity-path.ts';
import type { TradeFold } from './trade-fold.ts';

/** What trading cost, and how much of it there was. Sums are sums of the trades' percents, as `totalPnl` is. */
export interface CostStatistics {
  /** Result before fees and slippage. */
  readonly grossPnl: number | null;
  readonly totalFees: number | null;
  readonly totalSlippage: number | null;
  /** Percent of the result before costs that fees took, and that slippage took: above 100 they took it all. `null` where nothing was won before costs. */
  readonly feeShare: number | null;
  readonly slippageShare: number | null;
  /** Percent of the period with at least one position open. */
  readonly exposure: number | null;
  /** Times a year that equity was turned over, each trade taken with the whole of it. */
  readonly turnover: number | null;
}

export function costStatistics(fold: TradeFold, path: EquityPath, totalPnl: number | null): CostStatistics {
  const isEmpty = fold.count === 0;
  const { fees, slippage, legs } = fold.costs;
  const { openedAtMs, closedAtMs } = fold.inOrder();
  const grossPnl = totalPnl === null ? null : finite(totalPnl + fees + slippage);
  const heldMs = isEmpty ? null : timeInMarketMs(openedAtMs, closedAtMs);
  return {
    grossPnl,
    totalFees: isEmpty ? null : finite(fees),
    totalSlippage: isEmpty ? null : finite(slippage),
    feeShare: shareOf(fees, grossPnl),
    slippageShare: shareOf(slippage, grossPnl),
    exposure: heldMs === null ? null : ratio(heldMs * 100, path.lengthMs),
    turnover: path.isEnough ? yearlyTurnover(legs, path.days) : null,
  };
}

/** Below this, in percent, what was won before costs is rounding noise. */
const NOTHING = 1e-9;

function shareOf(cost: number, gross: number | null): number | null {
  return gross !== null && gross > NOTHING ? ratio(cost * 100, gross) : null;
}
