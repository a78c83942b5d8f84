import { InputError } from '@tradewright/core';
import type { CcxtMarket } from '../library/ccxt-shape.ts';
import { nearNames, plain } from '../library/near.ts';
import type { CcxtOptions } from '../options.ts';

/** Finds the market that a text stands for: `BTC/USDT`, `BTCUSDT`, `BTC-USDT`, `BTC/USDT:USDT` or the exchange's own id. */
export class Symbols {
  readonly #exchange: string;
  readonly #type: string | undefined;
  readonly #preferred: string | undefined;
  readonly #markets: Readonly<Record<string, CcxtMarket>>;
  readonly #byName = new Map<string, Set<CcxtMarket>>();

  /** @param type - the only one that is looked at @param preferType - the one that is meant where several are left */
  constructor(exchange: string, markets: Readonly<Record<string, CcxtMarket>>, { type, preferType }: Pick<CcxtOptions, 'type' | 'preferType'> = {}) {
    this.#exchange = exchange;
    this.#type = type;
    this.#preferred = preferType;
    this.#markets = markets;
    for (const market of Object.values(markets)) {
      for (const name of namesOf(market)) this.#byName.set(name, (this.#byName.get(name) ?? new Set()).add(market));
    }
  }

  /** @throws {InputError} `ccxt/symbol`, `ccxt/ambiguous-symbol` */
  of(symbol: string): CcxtMarket {
    const exact = Object.hasOwn(this.#markets, symbol) ? this.#markets[symbol] : undefined;
    if (exact !== undefined && this.#fits(exact)) return exact;
    const found = [...(this.#byName.get(plain(symbol)) ?? [])];
    const fitting = found.filter((market) => this.#fits(market));
    // Of namesakes one may have been traded no more for long.
    const traded = fitting.filter(({ active }) => active !== false);
    const meant = traded.length > 0 ? traded : fitting;
    const preferred = meant.filter((market) => market.type === this.#preferred);
    const candidates = preferred.length > 0 ? preferred : meant;
    if (candidates.length === 1) return candidates[0]!;
    if (candidates.length > 1) throw new InputError('ccxt/ambiguous-symbol', `${this.#exchange}: ${symbol} may be ${listed(candidates)}. Write one of these, or choose a type.`);
    throw new InputError('ccxt/symbol', `${this.#exchange} has no market ${JSON.stringify(symbol)}${this.#type === undefined ? '' : ` of type ${this.#type}`}.${this.#hint(symbol, found)}`);
  }

  #fits({ type }: CcxtMarket): boolean {
    return this.#type === undefined || type === this.#type;
  }

  #hint(symbol: string, found: readonly CcxtMarket[]): string {
    if (found.length > 0) return ` It has ${listed(found)}.`;
    const near = nearNames(symbol, Object.keys(this.#markets));
    return near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`;
  }
}

/** Names without separators; `:USDT` of a perpetual future may be left out, a date or a strike may not. */
function namesOf({ symbol, id, type, base, quote }: CcxtMarket): Set<string> {
  const names = [symbol, id];
  if (type === 'spot' || type === 'swap') names.push(`${base}${quote}`);
  return new Set(names.filter((name) => typeof name === 'string').map(plain));
}

function listed(markets: readonly CcxtMarket[]): string {
  return markets.map(({ symbol, type }) => `${symbol} (${type})`).join(' or ');
}
