import { netMoney } from '@tradewright/core';
import type { Happened } from './memory.ts';
import { MOST_OPEN, PAUSE_MS, type Noted } from './rule.ts';

/**
 * Entries that were let in although the rules forbade it, in words. What the rules remembered then are the notes before the
 * entry's own. They are not asked themselves: whether one lets in what it should not is the question.
 */
export function wronglyLetIn(notes: readonly Noted[], runs: readonly Happened[]): string[] {
  const lost = new Set(runs.flatMap(lossesOf));
  return notes.flatMap((entry, i) => {
    if (entry.what !== 'reserved') return [];
    const before = notes.slice(0, i);
    const open = before.filter(({ what }) => what === 'reserved').length - before.filter(({ what }) => what === 'closed').length;
    const tooMany = open < MOST_OPEN ? [] : [`${nameOf(entry)} was let in while ${open} slots were taken, of ${MOST_OPEN}`];
    const loss = before.findLast((note) => note.what === 'closed' && lost.has(nameOf(note)));
    const tooEarly = loss === undefined || entry.atMs >= loss.atMs + PAUSE_MS ? [] : [`${nameOf(entry)} was let in ${(entry.atMs - loss.atMs) / 60_000} minutes after the loss of ${nameOf(loss)}`];
    return [...tooMany, ...tooEarly];
  });
}

/** By the prices in the journal, whatever the rule was told. */
function lossesOf({ symbol, events }: Happened): string[] {
  return events.flatMap((event) => (event.kind === 'closed' && netMoney(event.trade.plan.side, event.trade.entry, event.trade.exit) < 0 ? [nameOf({ symbol, id: event.trade.plan.id })] : []));
}

function nameOf({ symbol, id }: Pick<Noted, 'symbol' | 'id'>): string {
  return `${symbol} ${id}`;
}
