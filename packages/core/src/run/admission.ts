import type { ActivePosition } from '../ports/active-position.ts';
import type { RiskRequest, RiskRule, RiskVerdict } from '../ports/risk-rule.ts';
import type { Sizer } from '../ports/sizer.ts';
import type { Plan } from '../signal/signal.ts';
import { isThenable, textOfThrown } from '../thrown.ts';
import type { Quantity } from '../units.ts';

export type Admitted = { readonly allowed: true; readonly quantity: Quantity } | { readonly allowed: false; readonly reason: string };

type Question = Pick<RiskRequest, 'plan' | 'at' | 'price' | 'nowMs'>;

export interface AdmissionParts {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  readonly rules: readonly RiskRule[];
  readonly sizer: Sizer | undefined;
}

const ONE_UNIT: Admitted = { allowed: true, quantity: 1 };

/** Asks the risk rules one after another, the first no wins, then sizes. Synchronous as long as everything asked is. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #active = new Map<string, ActivePosition>();

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  judge(question: Question): Admitted | Promise<Admitted> {
    const { rules, sizer } = this.#parts;
    return rules.length === 0 && sizer === undefined ? ONE_UNIT : this.#judgeFrom(0, question);
  }

  /** Gives back what a plan held. */
  release(plan: Plan): void {
    if (this.#active.size > 0) this.#active.delete(plan.id);
  }

  #judgeFrom(first: number, question: Question): Admitted | Promise<Admitted> {
    const { symbol, strategyName, exchangeName, rules } = this.#parts;
    for (let i = first; i < rules.length; i++) {
      const rule = rules[i]!;
      try {
        const verdict = rule.judge({ ...question, symbol, strategyName, exchangeName, activePositions: [...this.#active.values()] });
        if (isThenable(verdict)) return Promise.resolve(verdict).then((settled) => this.#after(settled, i, question), (thrown: unknown) => failed(rule.name, thrown));
        if (verdict?.allowed !== true) return refusal(rule.name, verdict);
      } catch (thrown) {
        return failed(rule.name, thrown);
      }
    }
    return this.#size(question);
  }

  #after(verdict: RiskVerdict, at: number, question: Question): Admitted | Promise<Admitted> {
    return verdict?.allowed === true ? this.#judgeFrom(at + 1, question) : refusal(this.#parts.rules[at]!.name, verdict);
  }

  #size({ plan, price, nowMs }: Question): Admitted | Promise<Admitted> {
    const { sizer, symbol } = this.#parts;
    if (sizer === undefined) return this.#reserve(plan, 1, nowMs);
    try {
      const quantity = sizer.size({ symbol, plan, price, nowMs });
      if (!isThenable(quantity)) return this.#reserve(plan, quantity, nowMs);
      return Promise.resolve(quantity).then((settled) => this.#reserve(plan, settled, nowMs), (thrown: unknown) => failed(sizer.name, thrown));
    } catch (thrown) {
      return failed(sizer.name, thrown);
    }
  }

  #reserve(plan: Plan, quantity: Quantity, nowMs: number): Admitted {
    if (!(quantity > 0 && quantity < Infinity)) return { allowed: false, reason: `${this.#parts.sizer?.name ?? 'sizer'} gave the size ${textOfThrown(quantity)}` };
    const { symbol, strategyName, exchangeName, rules } = this.#parts;
    if (rules.length > 0) this.#active.set(plan.id, { symbol, strategyName, exchangeName, plan, openedAtMs: nowMs });
    return { allowed: true, quantity };
  }
}

/** Whoever cannot judge has not allowed (decision 28). */
function failed(name: string, thrown: unknown): Admitted {
  return { allowed: false, reason: `${name} failed: ${textOfThrown(thrown)}` };
}

function refusal(name: string, verdict: RiskVerdict | undefined): Admitted {
  return { allowed: false, reason: verdict?.allowed === false ? verdict.reason : `${name} gave no verdict` };
}
