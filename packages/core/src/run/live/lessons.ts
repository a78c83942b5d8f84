import type { LedgerEvent } from './risk-record.ts';

/** What a run's rules, and the account, are to learn with its next commit. */
export class Lessons {
  #events: readonly LedgerEvent[] = [];

  get events(): readonly LedgerEvent[] {
    return this.#events;
  }

  /** What was won or lost and is not written down yet. */
  get resultQuote(): number {
    let quote = 0;
    for (const event of this.#events) if (event.kind === 'closed') quote += event.netQuote;
    return quote;
  }

  /** The slot was given back, and is not written down as free yet. */
  get gaveBack(): boolean {
    return this.#events.some(({ kind }) => kind === 'closed' || kind === 'released');
  }

  add(event: LedgerEvent): void {
    this.#events = [...this.#events, event];
  }

  /** These are durable. */
  learnt(events: readonly LedgerEvent[]): void {
    this.#events = this.#events.filter((event) => !events.includes(event));
  }

  /** The reservation came to nothing: its rules are asked anew. */
  dropReservation(): void {
    const at = this.#events.findLastIndex(({ kind }) => kind === 'reserved');
    this.#events = this.#events.filter((_, i) => i !== at);
  }
}
