export { ccxtExchange, type CcxtExchange, type CcxtExchangeOptions, type CcxtMarketAccess } from './ccxt-exchange.ts';
export type { CcxtNotice, CcxtOptions } from './options.ts';
export type { Credentials, CredentialsOption } from './keys/credentials.ts';
export type { CcxtImport } from './library/load-ccxt.ts';
