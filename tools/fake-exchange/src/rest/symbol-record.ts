import { decimalsOf } from '@tradewright/core';
import { decimal } from '../market/kline.ts';
import type { Market } from '../market/market.ts';

/** When a perpetual is delivered: never, in Binance's words. */
const NEVER_MS = 4_133_404_800_000;

function filtersOf({ tickSize, lotSize }: Market): unknown[] {
  return [
    { filterType: 'PRICE_FILTER', minPrice: decimal(tickSize), maxPrice: '1000000.00000000', tickSize: decimal(tickSize) },
    { filterType: 'LOT_SIZE', minQty: decimal(lotSize), maxQty: '9000000.00000000', stepSize: decimal(lotSize) },
    { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '100000.00000000', stepSize: '0.00000000' },
  ];
}

/** What `exchangeInfo` tells of a spot market. */
export function spotRecord(market: Market): unknown {
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

/** What it tells of a perpetual. */
export function linearRecord(market: Market): unknown {
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
