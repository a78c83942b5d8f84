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

  /** @param equityQuote - what the account is worth, asked for once this event counts */
  add(event: LedgerEvent, equityQuote: () => number | null = () => null): void {
    const before = this.#events;
    this.#events = [...before, event];
    if (event.kind === 'reserved' || event.kind === 'closed') this.#events = [...before, { ...event, equityQuote: equityQuote() }];
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
