import type { Fraction } from '@tradewright/core';

const MINUS = '−';

/** A fraction as percent to read; `N/A` where there is none. */
export function percent(fraction: Fraction | null, digits = 2): string {
  if (fraction === null || !Number.isFinite(fraction)) return 'N/A';
  const text = Math.abs(fraction * 100).toFixed(digits);
  return `${fraction < 0 && Number(text) !== 0 ? MINUS : ''}${text} %`;
}

/** The same with a plus sign for gains. */
export function signedPercent(fraction: Fraction | null, digits = 2): string {
  const text = percent(fraction, digits);
  return fraction !== null && fraction > 0 && Number.parseFloat(text) !== 0 ? `+${text}` : text;
}

/** A whole number with commas between the thousands. */
export function whole(count: number): string {
  return Math.round(count).toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count and what is counted. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** A duration to read. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(2)} s` : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
