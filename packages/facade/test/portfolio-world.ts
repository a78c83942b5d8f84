import type { PortfolioStream } from '../src/portfolio/portfolio-stream.ts';
import type { ICandleData, IPortfolioContext, IPortfolioEquity, IPortfolioResult } from '../src/types.ts';
import { candles, Market, minuteOf, type Ohlc, type Request } from './market.ts';
import { collect, NAMES, told, world, type World, type WorldOptions } from './world.ts';

/** Candles of each symbol: calm at 100, but for those that are told otherwise. */
export class Markets extends Market {
  readonly #of: Readonly<Record<string, readonly ICandleData[]>>;

  constructor(of: Readonly<Record<string, Readonly<Record<number, Ohlc>>>>) {
    super([]);
    this.#of = Object.fromEntries(Object.entries(of).map(([symbol, toldOf]) => [symbol, candles(-2000, 1500, toldOf)]));
    const calm = candles(-2000, 1500);
    this.answer = ({ symbol, since, limit }: Request) => (this.#of[symbol] ?? calm).filter(({ timestamp }) => timestamp >= since.getTime() && timestamp < since.getTime() + limit * 60_000);
  }
}

export interface PortfolioWorld extends World {
  portfolio(symbols: readonly string[], over?: Partial<IPortfolioContext>): PortfolioStream;
  /** What it comes to, points of the curve left out. */
  words(symbols: readonly string[], over?: Partial<IPortfolioContext>): Promise<string[]>;
}

/** A world whose strategy trades several symbols under one account of 1,000. */
export function portfolioWorld(options: WorldOptions = {}): PortfolioWorld {
  const made = world(options);
  const context: IPortfolioContext = { ...NAMES, capital: 1000 };
  const portfolio = (symbols: readonly string[], over: Partial<IPortfolioContext> = {}): PortfolioStream => made.tw.Portfolio.run(symbols, { ...context, ...over });
  return { ...made, portfolio, words: async (symbols, over) => wordsOf(await collect(portfolio(symbols, over))) };
}

export function wordsOf(results: readonly IPortfolioResult[]): string[] {
  return results.flatMap((result) => {
    if (result.action === 'equity') return [];
    if (result.action === 'stopped') return [`stopped ${minuteOf(result.timestamp)} ${result.reason}`];
    return [`${result.symbol} ${told([result])[0]!}`];
  });
}

export function curveOf(results: readonly IPortfolioResult[]): IPortfolioEquity[] {
  return results.filter((result) => result.action === 'equity');
}
