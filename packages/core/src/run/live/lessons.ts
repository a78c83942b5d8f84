import type { RiskEvent } from '../../ports/risk-rule.ts';

/** What a run's rules are to learn with its next commit. */
export class Lessons {
  #events: RiskEvent[] = [];

  /** Live: do not change it. */
  get events(): readonly RiskEvent[] {
    return this.#events;
  }

  add(event: RiskEvent): void {
    this.#events.push(event);
  }

  /** These are durable. */
  learnt(events: readonly RiskEvent[]): void {
    this.#events = this.#events.filter((event) => !events.includes(event));
  }

  /** The reservation came to nothing: its rules are asked anew. */
  dropReservation(): void {
    const at = this.#events.findLastIndex(({ kind }) => kind === 'reserved');
    if (at >= 0) this.#events = this.#events.filter((_, i) => i !== at);
  }
}
