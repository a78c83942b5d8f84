import type { ActivePosition } from '../../ports/active-position.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import type { LedgerEvent } from './risk-record.ts';

/** What a run has to write about itself. */
export interface LedgerChange {
  /** What it holds from now on; `null`: nothing any more. */
  readonly position: ActivePosition | null;
  /** The rules allowed it when the run looked last: somebody else's change since is theirs to judge. */
  readonly judged: boolean;
  readonly events?: readonly LedgerEvent[];
  /** Who learns from the events. */
  readonly rules?: readonly RiskRule[];
}
