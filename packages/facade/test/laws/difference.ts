import { differentEvents } from '@tradewright/core/testing';
import type { Note } from './notebook.ts';

/** The first note of two runs that differs, for each kind of note by itself: hooks that wait for candles do not wait for each other. */
export function differentByKind(leftName: string, left: readonly Note[], rightName: string, right: readonly Note[]): string | null {
  for (const kind of new Set([...left, ...right].map((note) => note.kind))) {
    const of = (notes: readonly Note[]): Note[] => notes.filter((note) => note.kind === kind);
    const found = differentEvents(leftName, of(left), rightName, of(right));
    if (found !== null) return found;
  }
  return null;
}
