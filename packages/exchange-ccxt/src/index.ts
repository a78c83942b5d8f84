export { ccxtExchange, type CcxtExchange, type CcxtExchangeOptions, type CcxtMarketAccess, type ExchangeCandle } from './ccxt-exchange.ts';
export { CcxtConnection } from './connection.ts';
export { CcxtSource } from './ccxt-source.ts';
export { CcxtFeed } from './ccxt-feed.ts';
export type { CcxtNotice, CcxtOptions } from './options.ts';
export type { Credentials, CredentialsOption } from './keys/credentials.ts';
