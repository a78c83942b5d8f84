import type { Kline } from '../market/kline.ts';
import type { CandleFaultKind } from './fault.ts';

/** The candle that is put in where one that has not closed is wanted. */
export type Unclosed = () => Kline | undefined;

/** The candles of an answer with something wrong in them. Where one has to be chosen, it is the middle one. */
export function spoil(klines: readonly Kline[], fault: CandleFaultKind, unclosed: Unclosed): Kline[] {
  const middle = klines.length >> 1;
  switch (fault.kind) {
    case 'none':
      return [];
    case 'missing':
      return klines.toSpliced(middle, fault.rows ?? 1);
    case 'unclosed':
      return [...klines, ...[unclosed() ?? []].flat()];
    case 'disorder':
      return fault.all === true ? klines.toReversed() : swapped(klines, middle);
    case 'duplicate':
      return klines.flatMap((kline, i) => (i === middle ? [kline, kline] : [kline]));
    case 'broken':
      return klines.map((kline, i) => (i === middle ? broken(kline, fault.how ?? 'high-below-low') : kline));
    case 'price':
      return klines.map((kline, i) => (i === middle ? otherPrice(kline, fault.factor ?? 1.01) : kline));
  }
}

function swapped(klines: readonly Kline[], middle: number): Kline[] {
  const copy = [...klines];
  if (middle > 0) copy.splice(middle - 1, 2, klines[middle]!, klines[middle - 1]!);
  return copy;
}

function broken(kline: Kline, how: NonNullable<Extract<CandleFaultKind, { kind: 'broken' }>['how']>): Kline {
  switch (how) {
    case 'high-below-low':
      return { ...kline, high: kline.low * 0.99, low: kline.high * 1.01 };
    case 'nan':
      return { ...kline, close: Number.NaN };
    case 'zero':
      return { ...kline, low: 0, close: 0 };
    case 'off-grid':
      return { ...kline, openTimeMs: kline.openTimeMs + 17_000 };
  }
}

function otherPrice(kline: Kline, factor: number): Kline {
  const close = Number((kline.close * factor).toFixed(8));
  return { ...kline, close, high: Math.max(kline.high, close), low: Math.min(kline.low, close) };
}
