import type { Candle } from '../../market/candle.ts';
import type { Strategy } from '../../ports/strategy.ts';
import { candles, minute, minutesOf, PageSource, Scripted } from '../run.fixture.ts';
import type { PortfolioEvent } from './event.ts';
import type { PortfolioOptions } from './options.ts';
import { portfolio } from './portfolio.ts';
import type { PortfolioRun } from './portfolio-run.ts';

/** A symbol with a strategy that answers as told, over candles as told. */
export interface Line {
  readonly answers?: ConstructorParameters<typeof Scripted>[0];
  readonly strategy?: Strategy;
  readonly candles?: readonly Candle[];
}

/** Ten minutes of calm markets at 100 after ten of history, without costs, a thousand of capital, a point each hour. */
export function desk(lines: Readonly<Record<string, Line>>, over: Partial<PortfolioOptions> = {}): PortfolioRun {
  return portfolio({
    fromMs: minute(0), toMs: minute(10), capitalQuote: 1000, ...over,
    lines: over.lines ?? Object.entries(lines).map(([symbol, { answers = {}, strategy = new Scripted(answers), candles: own = candles(-10, 200) }]) => ({ symbol, strategy, candles: new PageSource([own]) })),
    rules: { trigger: 'candle-range', costs: { feeFrac: 0, slippageFrac: 0 }, ...over.rules },
  });
}

export async function allOf(run: PortfolioRun): Promise<PortfolioEvent[]> {
  const told: PortfolioEvent[] = [];
  for await (const event of run) told.push(event);
  return told;
}

/** Events as words, points of the curve left out: symbol, kind or reason, and the minute at which it was known. */
export function words(events: readonly PortfolioEvent[]): string[] {
  return events.flatMap((one) => {
    if (one.kind === 'equity') return [];
    if (one.kind === 'stopped') return [`stopped by ${one.ruleName} ${minutesOf(one.atMs)}`];
    const { symbol, event } = one;
    const what = event.kind === 'closed' ? event.trade.reason : event.kind === 'cancelled' ? `cancelled ${event.reason}` : event.kind;
    return [`${symbol} ${what} ${event.kind === 'gap' ? '' : minutesOf('knownAtMs' in event ? event.knownAtMs : event.atMs)}`.trim()];
  });
}
