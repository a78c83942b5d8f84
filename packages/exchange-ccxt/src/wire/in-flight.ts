import type { CancelSignal } from '@tradewright/core';
import { unlessCancelled } from './cancelled.ts';

interface Flight<T> {
  readonly answer: Promise<T>;
  readonly end: AbortController;
  askers: number;
}

/** Questions under way, so that the same one asked twice at once is put once. It is given up when nobody waits for it any more. */
export class InFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  async share(key: string, start: (cancel: CancelSignal) => Promise<T>, cancel: CancelSignal | undefined): Promise<T> {
    const flight = this.#flights.get(key) ?? this.#start(key, start);
    flight.askers++;
    try {
      return await unlessCancelled(flight.answer, cancel);
    } finally {
      flight.askers--;
      if (flight.askers === 0) {
        this.#forget(key, flight);
        flight.end.abort();
      }
    }
  }

  #start(key: string, start: (cancel: CancelSignal) => Promise<T>): Flight<T> {
    const end = new AbortController();
    const flight: Flight<T> = { answer: start(end.signal), end, askers: 0 };
    this.#flights.set(key, flight);
    // An answer that has come is not kept: the next asker may be told more.
    const forget = (): void => this.#forget(key, flight);
    flight.answer.then(forget, forget);
    return flight;
  }

  #forget(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
