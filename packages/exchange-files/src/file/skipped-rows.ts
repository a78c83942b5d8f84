import type { CandleFault } from '@tradewright/core';

/** A row that was left out. */
export interface SkippedRow {
  /** `file.csv:17` */
  readonly where: string;
  readonly fault: CandleFault;
}

/** How many rows are kept for display. */
const SAMPLES = 10;

/** Counts the rows left out, those of a block once however often it is read. */
export class SkippedRows {
  count = 0;
  readonly samples: SkippedRow[] = [];
  readonly #blocks = new Set<string>();

  /** Whether the rows of a block are still to be counted. */
  isNew(block: string): boolean {
    return !this.#blocks.has(block);
  }

  /** How many more rows are wanted for display. */
  get wanted(): number {
    return SAMPLES - this.samples.length;
  }

  note(block: string, count: number, samples: readonly SkippedRow[]): void {
    if (!this.isNew(block)) return;
    this.#blocks.add(block);
    this.count += count;
    this.samples.push(...samples.slice(0, this.wanted));
  }
}
