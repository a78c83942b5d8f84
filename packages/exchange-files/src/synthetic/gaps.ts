import { allocateColumns, type CandleColumns, type CandleGap } from '@tradewright/core';

/** The candles of a page outside all gaps; the page itself where no gap meets it. */
export function withoutGaps(page: CandleColumns, gaps: readonly CandleGap[]): CandleColumns {
  const firstMs = page.openTimeMs[0]!;
  const lastMs = page.openTimeMs[page.length - 1]!;
  const near = gaps.filter(({ fromMs, toMs }) => fromMs <= lastMs && toMs > firstMs);
  if (near.length === 0) return page;
  const kept = allocateColumns(page.length);
  let length = 0;
  for (let row = 0; row < page.length; row++) {
    const at = page.openTimeMs[row]!;
    if (near.some(({ fromMs, toMs }) => at >= fromMs && at < toMs)) continue;
    for (const name of Object.keys(kept) as (keyof typeof kept)[]) kept[name][length] = page[name][row]!;
    length++;
  }
  return { length, ...kept };
}
