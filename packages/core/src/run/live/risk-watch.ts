import { InputError } from '../../error.ts';
import type { AccountView } from '../../ports/account-view.ts';
import type { Halt, KillSwitch } from '../../ports/kill-switch.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import { isThenable, textOfThrown } from '../../thrown.ts';
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
    const { ledger, keeper, risk: rules, onFault } = this.#parts;
    if (ledger === null || living === null || living.kind === 'scheduled') return undefined;
    const account = ledger.accountAt(nowMs);
    if (account === null) return undefined;
    const stops: { readonly ruleName: string; readonly reason: string }[] = [];
    for (const rule of this.#watchers) {
      try {
        const reason = lookOf(rule, account, nowMs, stateOf(ledger.book.states, rule));
        if (reason !== null) stops.push({ ruleName: rule.name, reason });
      } catch (thrown) {
        onFault(new InputError('risk/watch', `Risk rule ${rule.name} could not look at the account: ${textOfThrown(thrown)}. Nothing was closed; it is asked again at the next tick.`, { cause: thrown }));
      }
    }
    if (stops.length > 0) return keeper.stop(stops, nowMs, { rules, onFault });
    return this.#watchers.length > 0 ? keeper.mark(nowMs) : undefined;
  }
}

/** @throws what the rule throws, and a `TypeError` where it gives neither a reason nor `null` at once */
function lookOf(rule: RiskRule, account: AccountView, nowMs: TimestampMs, state: unknown): string | null {
  const reason: unknown = rule.watch?.(account, nowMs, state) ?? null;
  if (reason === null || typeof reason === 'string') return reason;
  // Nobody else would hear of a promise that fails.
  if (isThenable(reason)) void Promise.resolve(reason).catch(() => undefined);
  throw new TypeError(`it must give a reason or null at once, not ${typeof reason}`);
}

/** What is told where nothing may be opened. */
export function haltText({ reason }: Halt): string {
  return `halted: ${reason}`;
}
