import { bootstrapOf, type Bootstrap, type BootstrapOptions } from '../metric/bootstrap.ts';
import { distributionOf, type Distribution } from '../metric/distribution.ts';
import { deflatedSharpe, probabilisticSharpe, type Trials } from '../metric/sharpe-trust.ts';
import { MIN_TRADES, type EquityPath } from './equity-path.ts';
import type { Columns } from './trade-columns.ts';

/** How far the result can be trusted, and what the trades went through on the way to it. */
export interface TrustStatistics {
  /** How likely it is that the true daily Sharpe ratio is above 0, a share of one. */
  readonly probabilisticSharpeRatio: number | null;
  /** The same against the best ratio that so many trials show without any skill. `null` also where the number of trials was not given. */
  readonly deflatedSharpeRatio: number | null;
  /** `null` also where it was not asked for. */
  readonly bootstrap: Bootstrap | null;
  /** Maximum adverse excursion, the worst unrealised move against each trade: percent of the entry price, ≤ 0. */
  readonly mae: Distribution | null;
  /** Maximum favourable excursion, the best unrealised move for each trade: percent of the entry price, ≥ 0. */
  readonly mfe: Distribution | null;
}

export interface TrustOptions {
  /** How many strategies or parameters were tried before this one was chosen. */
  readonly trials?: Trials | undefined;
  /** Asks for intervals; they take as many passes over the trades as histories are drawn. */
  readonly bootstrap?: BootstrapOptions | undefined;
}

export function trustStatistics({ pnl, mae, mfe }: Columns, { returns, maxDrawdown }: EquityPath, { trials, bootstrap }: TrustOptions): TrustStatistics {
  const isEnough = pnl.length >= MIN_TRADES && maxDrawdown !== null;
  return {
    probabilisticSharpeRatio: returns === null ? null : probabilisticSharpe(returns),
    deflatedSharpeRatio: returns === null || trials === undefined ? null : deflatedSharpe(returns, trials),
    bootstrap: bootstrap === undefined || !isEnough ? null : bootstrapOf(pnl, bootstrap),
    mae: distributionOf(mae),
    mfe: distributionOf(mfe),
  };
}
