import { sampleOf } from '../csv/layout.ts';
import type { ColumnName, CsvOptions } from '../options.ts';
import { readHead } from './head.ts';

/** Decimals in use. */
export interface Precision {
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
}

/** The greatest number of decimals in the first rows of a file; zeros at the end do not count. */
export async function precisionOf({ path, label }: { readonly path: string; readonly label: string }, options: CsvOptions): Promise<Precision> {
  const { layout, rows } = await sampleOf(await readHead(path, label), options);
  const most = (...columns: readonly ColumnName[]): number =>
    rows.reduce((max, { fields }) => Math.max(max, ...columns.map((column) => decimalsIn(fields[layout.positions[column]] ?? ''))), 0);
  return { priceDecimals: most('open', 'high', 'low', 'close'), quantityDecimals: most('volume') };
}

function decimalsIn(text: string): number {
  return /^\d+\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0;
}
