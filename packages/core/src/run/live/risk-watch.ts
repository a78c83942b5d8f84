import { InputError } from '../../error.ts';
import type { Halt, KillSwitch } from '../../ports/kill-switch.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import { textOfThrown } from '../../thrown.ts';
import type { TimestampMs } from '../../units.ts';
import { stateOf } from '../rule-memory.ts';
import type { Keeper } from './keeper.ts';
import type { Living } from './living.ts';
import type { RiskLedger } from './risk-ledger.ts';

export interface RiskWatchParts {
  readonly risk: readonly RiskRule[];
  readonly ledger: RiskLedger | null;
  readonly killSwitch: KillSwitch | null;
  readonly keeper: Keeper;
  /** Hears of a rule that could not look. */
  readonly onFault: (error: InputError) => void;
}

/** Looks after what a run has at stake, for its risk rules and for whoever may halt it. */
export class RiskWatch {
  readonly #parts: RiskWatchParts;
  readonly #watchers: readonly RiskRule[];

  constructor(parts: RiskWatchParts) {
    this.#parts = parts;
    this.#watchers = parts.ledger?.hasAccount === true ? parts.risk.filter(({ watch }) => watch !== undefined) : [];
  }

  /** Reads what others have said, where somebody could have and something lives that it may concern. */
  refresh(living: Living | null): Promise<void> | undefined {
    const { keeper, killSwitch } = this.#parts;
    return living === null || (killSwitch === null && this.#watchers.length === 0) ? undefined : keeper.readOthers();
  }

  /** Why nothing may be opened; `null` while trading goes on. */
  get halted(): string | null {
    const halt = this.#parts.killSwitch?.halted ?? null;
    return halt === null ? null : haltText(halt);
  }

  /** Why what lives must go; `null` where it may stay. */
  whyLeave(living: Living): string | null {
    const { killSwitch, ledger } = this.#parts;
    const halt = killSwitch?.halted ?? null;
    if (halt?.closesPositions === true) return haltText(halt);
    return ledger?.stopOf(living.kind === 'scheduled' ? living.plan.createdAtMs : living.position.openedAtMs)?.reason ?? null;
  }

  /**
   * The equity of an instant is looked at: a rule may have everything closed.
   *
   * @returns what must be waited for, if anything
   */
  look(living: Living | null, nowMs: TimestampMs): Promise<void> | undefined {
    const { ledger, keeper, risk } = this.#parts;
    if (ledger === null || living === null || living.kind === 'scheduled') return undefined;
    const account = ledger.accountAt(nowMs);
    if (account === null) return undefined;
    const stops: { readonly ruleName: string; readonly reason: string }[] = [];
    for (const rule of this.#watchers) {
      try {
        const reason = rule.watch!(account, nowMs, stateOf(ledger.book.states, rule));
        if (typeof reason === 'string') stops.push({ ruleName: rule.name, reason });
      } catch (thrown) {
        this.#parts.onFault(new InputError('risk/watch', `Risk rule ${rule.name} could not look at the account: ${textOfThrown(thrown)}. Nothing was closed; it is asked again at the next tick.`, { cause: thrown }));
      }
    }
    if (stops.length > 0) return keeper.stop(stops, nowMs, risk);
    return this.#watchers.length > 0 ? keeper.mark(nowMs) : undefined;
  }
}

/** What is told where nothing may be opened. */
export function haltText({ reason }: Halt): string {
  return `halted: ${reason}`;
}
