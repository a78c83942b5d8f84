import type { CandleFile } from '../file/candle-file.ts';
import type { ColumnName } from '../options.ts';

/** Decimals in use. */
export interface Precision {
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
}

/** The greatest number of decimals in the first rows of a file; zeros at the end do not count. */
export function precisionOf({ sample, layout }: CandleFile): Precision {
  const most = (...columns: readonly ColumnName[]): number =>
    sample.reduce((max, { fields }) => Math.max(max, ...columns.map((column) => decimalsIn(fields[layout.positions[column]] ?? ''))), 0);
  return { priceDecimals: most('open', 'high', 'low', 'close'), quantityDecimals: most('volume') };
}

function decimalsIn(text: string): number {
  return /^\d+\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0;
}
