import { alignDown, CandleCheck, type CandleColumns, type CandleFault, type DurationMs, type TimestampMs } from '@tradewright/core';

/** A broken row and its line, counted like the lines of the rows it came with. */
export interface BrokenRow {
  readonly line: number;
  readonly fault: CandleFault;
}

/** Decoded rows that are being judged; the broken ones are taken out in place. */
export interface Rows {
  readonly columns: Omit<CandleColumns, 'length'>;
  readonly lines: Uint32Array;
  length: number;
}

/** Judges the rows of a file in their order and collects the broken ones of a block. */
export class RowJudge {
  broken: BrokenRow[] = [];
  readonly #check: CandleCheck;
  #judged = 0;

  readonly #stepMs: DurationMs;

  constructor(stepMs: DurationMs) {
    this.#check = new CandleCheck(stepMs);
    this.#stepMs = stepMs;
  }

  /**
   * Remembers the prices of another file, as if they had come right before `firstMs`. Its times do not matter here:
   * whether a row stands depends on its own file alone, so that it stands for every question.
   */
  prime(before: CandleColumns, firstMs: TimestampMs): void {
    const end = alignDown(firstMs, this.#stepMs);
    const openTimeMs = Float64Array.from({ length: before.length }, (_, i) => end - (before.length - i) * this.#stepMs);
    this.#check.accept({ ...before, openTimeMs }, 0, before.length);
  }

  /** Begins a block: its rows count from 0. */
  begin(): void {
    this.broken = [];
    this.#judged = 0;
  }

  /** A line that could not be read at all. */
  reject(line: number, fault: CandleFault): void {
    this.broken.push({ line, fault });
  }

  /** Judges the rows that were added since the last call and takes out the broken ones. */
  accept(rows: Rows): void {
    const page = { ...rows.columns, length: rows.length };
    let kept = this.#judged;
    for (let row = kept; row < page.length; row++) {
      const end = this.#check.accept(page, row, page.length);
      if (kept < row) move(rows, row, end, kept);
      kept += end - row;
      if (end < page.length) this.reject(rows.lines[end]!, this.#check.explain(page, end));
      row = end;
    }
    rows.length = kept;
    this.#judged = kept;
  }
}

function move(rows: Rows, from: number, to: number, target: number): void {
  for (const column of Object.values(rows.columns)) column.copyWithin(target, from, to);
  rows.lines.copyWithin(target, from, to);
}
