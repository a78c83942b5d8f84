import { SourceError } from '@tradewright/core';
import { parse } from 'csv-parse/sync';
import type { Head } from '../file/head.ts';
import { quotedOptions, type QuotedRecord } from './quoted.ts';
import type { TextRow } from './text-row.ts';

const SAMPLE_RECORDS = 250;

/**
 * The first rows of a file with quoted fields.
 *
 * @throws {SourceError} `files/quotes`
 */
export function quotedHead(head: Head, delimiter: string): readonly TextRow[] {
  try {
    // The types of csv-parse do not know what the option `info` does to records.
    const records = parse(head.text, { ...quotedOptions(delimiter), to: SAMPLE_RECORDS }) as unknown as readonly QuotedRecord[];
    return records.map(({ record, info }) => ({ line: info.lines, fields: record, fromByte: 0, endByte: 0 }));
  } catch (error) {
    throw quotesFailure(head.label, error);
  }
}

export function quotesFailure(label: string, cause: unknown): SourceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SourceError('files/quotes', `${label}: the quotes cannot be made out (${reason}). Mend the file, or say quoted: false.`, { cause });
}
