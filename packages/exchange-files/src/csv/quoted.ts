import type { Options } from 'csv-parse';

/** A record with the line on which it ends. */
export interface QuotedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** A record longer than this is a quote that was never closed. */
const MAX_RECORD_BYTES = 262_144;

/** How quoted files are read: rows of any length, judged by ourselves. */
export function quotedOptions(delimiter: string): Options {
  return { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true, trim: true, max_record_size: MAX_RECORD_BYTES };
}
