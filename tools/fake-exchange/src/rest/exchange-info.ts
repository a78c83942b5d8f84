import { decimalsOf } from '@tradewright/core';
import type { MarketKind } from '../market/market-options.ts';
import type { Market } from '../market/market.ts';
import { decimal } from '../market/kline.ts';
import { ok, refused, type Answer, type Asked, type Floor, type Route } from './answer.ts';

/** When a perpetual is delivered: never, in Binance's words. */
const NEVER_MS = 4_133_404_800_000;

const RATE_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 61000 },
];

/** `GET …/exchangeInfo`, of all symbols or those that `symbol` or `symbols` name. */
export function exchangeInfoRoute(kind: MarketKind): Route {
  return { weight: kind === 'spot' ? 20 : 1, answer: (floor, asked) => exchangeInfo(kind, floor, asked) };
}

/** The same of a market that this exchange does not have. */
export const noMarkets: Route = { weight: 1, answer: (_floor, { nowMs }) => ok(info([], nowMs)) };

function exchangeInfo(kind: MarketKind, floor: Floor, { query, nowMs }: Asked): Answer {
  const named = namesOf(query);
  if (named === null) return refused(-1100, "Illegal characters found in parameter 'symbols'; legal range is '^\\[(\"[A-Z0-9-_.]{1,20}\"(,\"[A-Z0-9-_.]{1,20}\"){0,}){0,1}\\]$'.");
  const markets = named === undefined ? floor.markets(kind) : named.map((symbol) => floor.market(kind, symbol));
  const known = markets.filter((market) => market !== undefined);
  if (known.length < markets.length) return refused(-1121, 'Invalid symbol.');
  return ok(info(known.map(kind === 'spot' ? spotSymbol : linearSymbol), nowMs));
}

function namesOf(query: URLSearchParams): readonly string[] | null | undefined {
  if (query.has('symbol')) return [query.get('symbol')!];
  if (!query.has('symbols')) return undefined;
  try {
    const names: unknown = JSON.parse(query.get('symbols')!);
    return Array.isArray(names) ? names.map(String) : null;
  } catch {
    return null;
  }
}

function info(symbols: readonly unknown[], nowMs: number): unknown {
  return { timezone: 'UTC', serverTime: nowMs, rateLimits: RATE_LIMITS, exchangeFilters: [], symbols };
}

function filtersOf({ tickSize, lotSize }: Market): unknown[] {
  return [
    { filterType: 'PRICE_FILTER', minPrice: decimal(tickSize), maxPrice: '1000000.00000000', tickSize: decimal(tickSize) },
    { filterType: 'LOT_SIZE', minQty: decimal(lotSize), maxQty: '9000000.00000000', stepSize: decimal(lotSize) },
    { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '100000.00000000', stepSize: '0.00000000' },
  ];
}

function spotSymbol(market: Market): unknown {
  const { symbol, base, quote, delisted, minNotional } = market;
  return {
    symbol,
    status: delisted ? 'BREAK' : 'TRADING',
    baseAsset: base,
    baseAssetPrecision: 8,
    quoteAsset: quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'],
    icebergAllowed: true,
    ocoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    isSpotTradingAllowed: !delisted,
    isMarginTradingAllowed: false,
    filters: [...filtersOf(market), { filterType: 'NOTIONAL', minNotional: decimal(minNotional), applyMinToMarket: true, maxNotional: '9000000.00000000', applyMaxToMarket: false, avgPriceMins: 5 }],
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: ['EXPIRE_MAKER'],
  };
}

function linearSymbol(market: Market): unknown {
  const { symbol, base, quote, delisted, minNotional, listedMs, tickSize, lotSize } = market;
  return {
    symbol,
    pair: symbol,
    contractType: 'PERPETUAL',
    deliveryDate: NEVER_MS,
    onboardDate: listedMs,
    status: delisted ? 'SETTLING' : 'TRADING',
    baseAsset: base,
    quoteAsset: quote,
    marginAsset: quote,
    pricePrecision: decimalsOf(tickSize),
    quantityPrecision: decimalsOf(lotSize),
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    filters: [...filtersOf(market), { filterType: 'MIN_NOTIONAL', notional: decimal(minNotional) }],
    orderTypes: ['LIMIT', 'MARKET'],
    timeInForce: ['GTC'],
  };
}
