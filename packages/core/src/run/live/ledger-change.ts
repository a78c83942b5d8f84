import type { InputError } from '../../error.ts';
import type { ActivePosition } from '../../ports/active-position.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import type { Stored, Write } from '../../ports/state-store.ts';
import type { LedgerEvent } from './risk-record.ts';

/** Who learns from what happens. */
export interface Learners {
  readonly rules?: readonly RiskRule[] | undefined;
  /** Hears, once all else is durable, of a rule that could not learn: no position stays open for that. Default: it is thrown. */
  readonly onFault?: ((error: InputError) => void) | undefined;
}

/** What a run has to write about itself. */
export interface LedgerChange extends Learners {
  /** What it holds from now on; `null`: nothing any more. */
  readonly position: ActivePosition | null;
  /** The rules allowed it when the run looked last: somebody else's change since is theirs to judge. */
  readonly judged: boolean;
  readonly events?: readonly LedgerEvent[];
}

/** Something else that is read along with the slots. */
export interface ReadAlong {
  readonly key: string;
  /** Called before it is read; takes the answer. */
  reading(): (stored: Stored | undefined) => void;
}

/** Makes one write durable, together with whatever else belongs to it. */
export type CommitWith = (write: Write) => Promise<void>;
