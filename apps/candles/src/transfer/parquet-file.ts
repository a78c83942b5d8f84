import type { AtomicFile } from '@tradewright/cli-kit';
import type { CandleColumns } from '@tradewright/core';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { PRICE_COLUMNS, TIME_COLUMN } from './parquet-columns.ts';
import { RowBuffer } from './row-buffer.ts';

const ROWS_PER_GROUP = 65_536;

const SCHEMA: SchemaElement[] = [
  { name: 'candles', num_children: 1 + PRICE_COLUMNS.length },
  // Both notations of the same: old readers know the first only.
  { name: TIME_COLUMN, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' }, repetition_type: 'REQUIRED' },
  ...PRICE_COLUMNS.map((name): SchemaElement => ({ name, type: 'DOUBLE', repetition_type: 'REQUIRED' })),
];

/** A Parquet file of candles, written group of rows by group of rows: no more than one of them is in memory. */
export class ParquetFile {
  readonly #file: AtomicFile;
  readonly #bytes = new ByteWriter();
  readonly #parquet: ParquetWriter;
  readonly #rows = new RowBuffer(ROWS_PER_GROUP);

  constructor(file: AtomicFile) {
    this.#file = file;
    // Offsets in the file go on counting; what was handed over is overwritten.
    this.#parquet = new ParquetWriter({ writer: this.#bytes, schema: SCHEMA, createdBy: 'tradewright-candles' });
  }

  async writeAll(pages: AsyncIterable<CandleColumns>): Promise<void> {
    for await (const page of pages) {
      for (let from = 0; from < page.length; ) {
        from += this.#rows.take(page, from);
        if (this.#rows.isFull) await this.#writeGroup();
      }
    }
    await this.#writeGroup();
    await this.#parquet.finish();
    await this.#handOver();
  }

  async #writeGroup(): Promise<void> {
    const rows = this.#rows.empty();
    const { length } = rows;
    if (length === 0) return;
    const times = BigInt64Array.from(rows.openTimeMs.subarray(0, length), (ms) => BigInt(ms));
    await this.#parquet.write({
      columnData: [{ name: TIME_COLUMN, data: times, encoding: 'DELTA_BINARY_PACKED' }, ...PRICE_COLUMNS.map((name) => ({ name, data: rows[name].subarray(0, length) }))],
      rowGroupSize: ROWS_PER_GROUP,
    });
    await this.#handOver();
  }

  async #handOver(): Promise<void> {
    await this.#file.writeBytes(new Uint8Array(this.#bytes.buffer, 0, this.#bytes.index));
    this.#bytes.index = 0;
  }
}
