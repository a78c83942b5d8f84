import type { MarketKind, MarketOptions } from './market-options.ts';
import { Market } from './market.ts';
import { minutesOf } from './minutes.ts';

/** The markets of the exchange, by kind and symbol. */
export class MarketList {
  readonly #markets = new Map<string, Market>();

  /** Lists a market, in place of one of the same kind and symbol. */
  async list(options: MarketOptions): Promise<Market> {
    const market = new Market(options, await minutesOf(options));
    this.#markets.set(keyOf(market.kind, market.symbol), market);
    return market;
  }

  all(kind: MarketKind): readonly Market[] {
    return [...this.#markets.values()].filter((market) => market.kind === kind);
  }

  of(kind: MarketKind, symbol: string): Market | undefined {
    return this.#markets.get(keyOf(kind, symbol));
  }
}

function keyOf(kind: MarketKind, symbol: string): string {
  return `${kind} ${symbol}`;
}
