import { InputError, type Closes, type Fraction, type RiskRule } from '@tradewright/core';

const HOUR_MINUTES = 60;

/** Opens nothing in a symbol whose closes of the last hour lie further apart than this; 0.03 is 3 %. */
export function calmMarket({ maxMoveFrac }: { readonly maxMoveFrac: Fraction }): RiskRule {
  const name = 'calm-market';
  if (!(maxMoveFrac > 0 && maxMoveFrac < Infinity)) throw new InputError('calm-market/limit', `maxMoveFrac must be a positive number, not ${maxMoveFrac}: write 3 % as 0.03.`);
  return {
    name,
    needsAccount: true,
    judge(request) {
      const moveFrac = rangeFrac(request.account?.closes(request, '1m', HOUR_MINUTES + 1) ?? null);
      if (moveFrac === null) return { allowed: false, reason: `refused by ${name}: less than an hour of ${request.symbol} is known` };
      if (moveFrac <= maxMoveFrac) return { allowed: true };
      return { allowed: false, reason: `refused by ${name}: ${request.symbol} moved by ${(moveFrac * 100).toFixed(2)} % within the hour, more than ${maxMoveFrac * 100} %` };
    },
  };
}

/** From the lowest close to the highest, as a share of the lowest; `null` where an hour of them is not there. */
function rangeFrac(closes: Closes | null): Fraction | null {
  if (closes === null || closes.length <= HOUR_MINUTES) return null;
  let [lowest, highest] = [Infinity, 0];
  for (let row = 0; row < closes.length; row++) {
    lowest = Math.min(lowest, closes.close(row));
    highest = Math.max(highest, closes.close(row));
  }
  return Number.isFinite(highest / lowest) ? highest / lowest - 1 : null;
}
