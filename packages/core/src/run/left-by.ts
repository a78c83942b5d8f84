import type { RiskVerdict } from '../ports/risk-rule.ts';
import { textOfThrown } from '../thrown.ts';
import type { Quantity } from '../units.ts';

export type RiskRefusal = Extract<RiskVerdict, { allowed: false }>;

/** How much a rule has left of what was wanted. Whoever cannot judge has not allowed (decision 28). */
export function leftBy(name: string, verdict: RiskVerdict | undefined, wanted: Quantity): Quantity | RiskRefusal {
  if (verdict?.allowed !== true) return { allowed: false, reason: verdict?.allowed === false ? reasonOf(name, verdict.reason) : `${name} gave no verdict` };
  const { maxQuantity = wanted } = verdict;
  if (typeof maxQuantity === 'number' && maxQuantity > 0) return Math.min(maxQuantity, wanted);
  return { allowed: false, reason: `${name} left the size ${textOfThrown(maxQuantity)}` };
}

/** Rules of users may leave it out. */
function reasonOf(name: string, reason: unknown): string {
  return typeof reason === 'string' && reason !== '' ? reason : `${name} refused without a reason`;
}

/** The refusal of a rule, or of a sizer, that threw. */
export function failed(name: string, thrown: unknown): RiskRefusal {
  return { allowed: false, reason: `${name} failed: ${textOfThrown(thrown)}` };
}
