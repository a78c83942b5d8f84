import { LF } from './bytes.ts';

/** A line of a file as text. Lines count from 1; bytes count from 0. */
export interface TextLine {
  readonly line: number;
  readonly text: string;
  readonly fromByte: number;
  readonly endByte: number;
}

/** The fields of one row as text. */
export interface TextRow {
  readonly line: number;
  readonly fields: readonly string[];
  readonly fromByte: number;
  readonly endByte: number;
}

/** So many lines tell enough about a file. */
const MOST_LINES = 250;

/** The first lines that are not empty, without byte order mark and line ends. */
export function linesOf(text: Buffer): readonly TextLine[] {
  const lines: TextLine[] = [];
  let line = 1;
  for (let at = text.indexOf('\uFEFF') === 0 ? 3 : 0; at < text.length && lines.length < MOST_LINES; line++) {
    const found = text.indexOf(LF, at);
    const endByte = found < 0 ? text.length : found + 1;
    const content = text.toString('utf8', at, endByte).replace(/\r?\n?$/, '');
    if (content !== '') lines.push({ line, text: content, fromByte: at, endByte });
    at = endByte;
  }
  return lines;
}

export function splitLines(lines: readonly TextLine[], delimiter: string): readonly TextRow[] {
  return lines.map(({ text, ...place }) => ({ ...place, fields: text.split(delimiter).map((field) => field.trim()) }));
}
