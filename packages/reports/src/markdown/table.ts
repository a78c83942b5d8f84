import { escapeText } from './escape.ts';

/** A column: its label and what stands in it. The text is escaped by the table. */
export interface Column<R> {
  readonly label: string;
  readonly cell: (row: R) => string;
}

/** A table in GitHub's markdown. Every cell and label is escaped here, so that no writer can forget to. */
export function table<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ label }) => escapeText(label))),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map(({ cell }) => escapeText(cell(row))))),
  ].join('\n');
}
