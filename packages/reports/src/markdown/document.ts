import { whole } from './format.ts';
import { escapeText } from './escape.ts';
import type { Column } from './table.ts';

/** A line of a header or footer: `**label:** value`. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface ReportOptions<R> {
  /** Whether signals' notes are shown (`CC_REPORT_SHOW_SIGNAL_NOTE`). Default `false`. */
  readonly showNote?: boolean | undefined;
  /** Lines below the title: period, configuration, source of the candles. */
  readonly facts?: readonly Fact[] | undefined;
  /** Columns other than the usual ones. */
  readonly columns?: readonly Column<R>[] | undefined;
}

/** Blocks of markdown as one text, a blank line between them and a line end at the end. Blocks that are `null` are left out. */
export function joined(...blocks: readonly (string | null)[]): string {
  return `${blocks.filter((block) => block !== null).join('\n\n')}\n`;
}

/** The title and the facts below it. Names are escaped. */
export function heading(title: string, name: string, facts: readonly Fact[] = []): string {
  const first = `# ${title}: ${escapeText(name)}`;
  return facts.length === 0 ? first : `${first}\n\n${factLines(facts)}`;
}

/** Facts as paragraphs, since markdown would run plain lines together. */
export function factLines(facts: readonly Fact[]): string {
  return facts.map(({ label, value }) => `**${escapeText(label)}:** ${escapeText(value)}`).join('\n\n');
}

/** Says so where a list shows less than there is. */
export function cutNote(shown: number, total: number): string | null {
  return shown >= total ? null : `*The latest ${whole(shown)} of ${whole(total)} are listed; the statistics cover all.*`;
}

/** The note column where notes are shown. */
export function noteColumn<R extends { readonly note: string | null }>(showNote: boolean | undefined): Column<R>[] {
  return showNote === true ? [{ label: 'Note', cell: ({ note }) => (note === null || note === '' ? 'N/A' : note) }] : [];
}
