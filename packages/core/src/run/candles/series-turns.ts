import type { CancelSignal } from '../../ports/cancel-signal.ts';
import type { SeriesKey } from '../../ports/candle-store.ts';
import { Turns } from '../turns.ts';

/** At each series one works at a time, in the order in which they came. */
export class SeriesTurns {
  readonly #turns: Map<string, Turns> = new Map();

  /** What the work comes to. Who is cancelled before his turn does not wait for it, and gets nothing. */
  async take<T>({ symbol, interval }: SeriesKey, cancel: CancelSignal | undefined, work: () => Promise<T>): Promise<T | undefined> {
    // A signal that was given before calls nobody.
    if (cancel?.aborted === true) return undefined;
    const id = JSON.stringify([symbol, interval]);
    const turns = this.#turns.get(id) ?? new Turns();
    this.#turns.set(id, turns);
    let leave: (() => void) | null = null;
    const left = new Promise<undefined>((resolve) => (leave = () => resolve(undefined)));
    const hear = (): void => leave?.();
    cancel?.addEventListener('abort', hear);
    const turn = turns.take(async () => {
      // From here on it is for the work to hear the signal.
      leave = null;
      return cancel?.aborted === true ? undefined : work();
    });
    try {
      return await Promise.race([turn, left]);
    } finally {
      cancel?.removeEventListener('abort', hear);
    }
  }
}
