import { isInterval, signOf, type AccountView, type ActivePosition, type Fraction, type Interval, type RiskRequest, type RiskRule, type RiskVerdict } from '@tradewright/core';
import { checkChoice, checkCount, checkLimit, mistake, nameOf, type RuleOptions } from './check.ts';
import { compared } from './compared.ts';
import { correlationOf, returnsOf } from './returns.ts';
import { ALLOWED, byEquity, refused } from './verdict.ts';

/** Two points always lie on a line. */
const FEWEST_RETURNS = 3;
/** Of candles of a day nearly three years. */
const MOST_RETURNS = 1000;
/** A run may begin within a candle. */
const SPARE_CANDLES = 1;

export interface CorrelationOptions extends RuleOptions {
  /** Of the candles whose returns are compared. */
  readonly interval: Interval;
  /** How many of the newest returns are compared, 3 to 1,000: one candle more has to be known of every symbol. */
  readonly window: number;
  /** From here on two positions count as one bet; above 0, at most 1. */
  readonly threshold: Fraction;
  /** `reduce` leaves quantity · (1 − ρ) / (1 − threshold): all of it at the threshold, nothing at ρ = 1. Default `refuse`. */
  readonly onCorrelated?: 'refuse' | 'reduce' | undefined;
  /** For a pair that cannot be measured: a series that is too short, or whose returns do not vary. Default `refuse`. */
  readonly unknown?: 'refuse' | 'allow' | undefined;
}

/**
 * Refuses, or makes smaller, what moves like a position that is open already. ρ is the correlation of rolling logarithmic
 * returns, its sign turned where one position is long and the other short: what hedges is never in the way. Rows are
 * compared newest to newest, so both symbols should trade at the same hours.
 */
export function correlation(options: CorrelationOptions): RiskRule {
  const name = nameOf('correlation', options);
  const { interval, window, threshold, onCorrelated = 'refuse', unknown = 'refuse' } = options;
  checkOptions(name, { interval, window, threshold, onCorrelated, unknown });
  return {
    name,
    needsAccount: true,
    history: { [interval]: window + 1 + SPARE_CANDLES },
    judge: byEquity(name, (request, account) => {
      const closest = closestOf(request, account, interval, window, unknown);
      if (typeof closest === 'string') return refused(name, `unknown: ${closest}`);
      if (closest === null || closest.rho < threshold) return ALLOWED;
      const maxQuantity = onCorrelated === 'reduce' ? (request.quantity * (1 - closest.rho)) / (1 - threshold) : 0;
      return maxQuantity > 0 ? smaller(maxQuantity) : refused(name, `${request.plan.side} ${request.symbol} and ${closest.position.plan.side} ${closest.position.symbol} ${compared(closest.rho, '≥', threshold)}`);
    }),
  };
}

function checkOptions(name: string, { interval, window, threshold, onCorrelated, unknown }: Required<Omit<CorrelationOptions, 'name'>>): void {
  if (!isInterval(interval)) throw mistake('risk/option', `${name}: there is no interval ${JSON.stringify(interval)}.`);
  checkCount(`${name}: window`, window);
  if (window < FEWEST_RETURNS) throw mistake('risk/limit', `${name}: window must be ${FEWEST_RETURNS} or more, not ${window}: fewer returns say nothing.`);
  if (window > MOST_RETURNS) throw mistake('risk/limit', `${name}: window must be ${MOST_RETURNS} or less, not ${window}: a run loads as many candles of every symbol before it begins.`);
  checkLimit(`${name}: threshold`, threshold, 1);
  checkChoice(`${name}: onCorrelated`, String(onCorrelated), ['refuse', 'reduce']);
  checkChoice(`${name}: unknown`, String(unknown), ['refuse', 'allow']);
}

function smaller(maxQuantity: number): RiskVerdict {
  return { allowed: true, maxQuantity };
}

interface Closest {
  readonly rho: number;
  readonly position: ActivePosition;
}

/** The open position that the request moves most alike, `null` where there is none; or why that is not known. */
function closestOf(request: RiskRequest, account: AccountView, interval: Interval, window: number, unknown: 'refuse' | 'allow'): Closest | string | null {
  const read = (listing: Pick<RiskRequest, 'symbol' | 'exchangeName'>): Float64Array | string => returnsOf(listing.symbol, account.closes(listing, interval, window + 1), window);
  let asked: Float64Array | string | undefined;
  let closest: Closest | null = null;
  for (const position of request.activePositions) {
    const rho = position.symbol === request.symbol ? 1 : correlationBetween((asked ??= read(request)), () => read(position));
    if (typeof rho === 'string') {
      if (unknown === 'refuse') return rho;
      continue;
    }
    const likeness = rho * signOf(request.plan.side) * signOf(position.plan.side);
    if (closest === null || likeness > closest.rho) closest = { rho: likeness, position };
  }
  return closest;
}

function correlationBetween(a: Float64Array | string, read: () => Float64Array | string): number | string {
  if (typeof a === 'string') return a;
  const b = read();
  return typeof b === 'string' ? b : correlationOf(a, b);
}
