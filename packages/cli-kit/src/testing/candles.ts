import { gzipSync } from 'node:zlib';

export const DAY_START_MS: number = Date.UTC(2023, 0, 1);
const HEADER = 'timestamp,open,high,low,close,volume';

export type Row = readonly [atMs: number, open: number | string, high: number, low: number, close: number, volume: number];

/** Minutes of a price that swings by five percent around 100, four times a day. */
export function minutes(count: number, fromMs: number = DAY_START_MS): Row[] {
  const price = (minute: number): number => Number((100 + 5 * Math.sin((minute / 360) * 2 * Math.PI)).toFixed(2));
  return Array.from({ length: count }, (_, i): Row => {
    const [open, close] = [price(i), price(i + 1)];
    return [fromMs + i * 60_000, open, Number((Math.max(open, close) + 0.01).toFixed(2)), Number((Math.min(open, close) - 0.01).toFixed(2)), close, 10 + (i % 7)];
  });
}

export function csv(rows: readonly Row[]): string {
  return `${[HEADER, ...rows.map((row) => row.join(','))].join('\n')}\n`;
}

export function gzip(text: string): Uint8Array {
  return gzipSync(text);
}
