import type { Random } from '@tradewright/core/testing';
import type { Fault } from './fault.ts';
import type { Occasion } from './fault-plan.ts';
import type { FaultRule } from './rule.ts';

/** A rule and what it has seen and done. */
export class RuleState {
  readonly #rule: FaultRule;
  readonly #faults: readonly Fault[];
  readonly #random: Random;
  #seen = 0;
  #struck = 0;
  readonly #inARow = new Map<string, number>();

  constructor(rule: FaultRule, random: Random) {
    this.#rule = rule;
    this.#faults = Array.isArray(rule.fault) ? (rule.fault as readonly Fault[]) : [rule.fault as Fault];
    this.#random = random;
  }

  /** The fault that strikes now, of those that can. */
  meet(occasion: Occasion, can: (fault: Fault) => boolean): Fault | undefined {
    const possible = this.#faults.filter(can);
    if (possible.length === 0 || !this.#fits(occasion)) return undefined;
    this.#seen++;
    const symbol = occasion.symbol ?? '';
    if (!this.#isTime(symbol)) {
      this.#inARow.delete(symbol);
      return undefined;
    }
    this.#struck++;
    this.#inARow.set(symbol, (this.#inARow.get(symbol) ?? 0) + 1);
    return possible.length === 1 ? possible[0] : possible[Math.floor(this.#random() * possible.length)];
  }

  #fits({ path, symbol, closed }: Occasion): boolean {
    const rule = this.#rule;
    if (rule.path !== undefined && !(rule.path.endsWith('*') ? path.startsWith(rule.path.slice(0, -1)) : path === rule.path)) return false;
    if (rule.symbol !== undefined && rule.symbol.toUpperCase() !== symbol?.toUpperCase()) return false;
    return rule.closed === undefined || rule.closed === closed;
  }

  #isTime(symbol: string): boolean {
    const { nth, after = 0, probability = 1, count = Infinity, inARow = Infinity } = this.#rule;
    if (this.#struck >= count || this.#seen <= after) return false;
    if (nth !== undefined && !(typeof nth === 'number' ? nth === this.#seen : nth.includes(this.#seen))) return false;
    if ((this.#inARow.get(symbol) ?? 0) >= inARow) return false;
    return probability >= 1 || this.#random() < probability;
  }
}
