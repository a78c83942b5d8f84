/** The part of ccxt that is used here. Its own types take seconds to check and change with every release. */
export interface CcxtMarket {
  readonly symbol: string;
  readonly id: string;
  /** `spot`, `swap`, `future`, `option`, … */
  readonly type: string;
  readonly base: string;
  readonly quote: string;
  readonly active?: boolean | undefined;
  readonly precision: { readonly price?: number | undefined; readonly amount?: number | undefined };
  readonly limits?: { readonly cost?: { readonly min?: number | undefined } | undefined } | undefined;
}

/** What ccxt's own HTTP client hands to `handleRestResponse`. */
export interface CcxtResponse {
  readonly status: number;
  /** A plain object, or `Headers` where it came by the platform's own `fetch`. */
  readonly headers: Readonly<Record<string, unknown>> | Headers;
}

export type WatchedCandles = Readonly<Record<string, Readonly<Record<string, readonly (readonly unknown[])[]>>>>;

/** One exchange of ccxt. Methods that stand here as properties are replaced on the instance. */
export interface CcxtInstance {
  readonly id: string;
  readonly urls: { api?: unknown };
  readonly has: Readonly<Record<string, unknown>>;
  readonly timeframes?: Readonly<Record<string, unknown>> | undefined;
  readonly options: Record<string, unknown>;
  readonly precisionMode: number;
  readonly enableRateLimit: boolean;
  readonly verbose?: boolean | undefined;
  log: (...parts: readonly unknown[]) => void;
  numberToString(value: number): string;
  readonly markets?: Readonly<Record<string, CcxtMarket>> | undefined;
  readonly fetchDispatcher?: { destroy(): Promise<void> } | undefined;
  fetch: (url: string, method?: string, headers?: unknown, body?: unknown) => Promise<unknown>;
  handleRestResponse: (response: CcxtResponse, url: string, method?: string, requestHeaders?: unknown, requestBody?: unknown) => Promise<unknown>;
  parseOHLCVs: (candles: unknown, market?: unknown, ...rest: readonly unknown[]) => unknown;
  /** The values of an object, a list as it is. */
  toArray: (value: unknown) => unknown;
  parseOHLCV(candle: unknown, market?: unknown): unknown;
  loadHttpProxyAgent(): Promise<unknown>;
  throttle(cost?: number): Promise<void>;
  featureValue(symbol: string, method: string, name: string, otherwise?: unknown): unknown;
  loadMarkets(reload: boolean): Promise<unknown>;
  fetchTime(): Promise<number | undefined>;
  fetchOHLCV(symbol: string, timeframe: string, since: number, limit: number): Promise<unknown>;
  watchOHLCV(symbol: string, timeframe: string): Promise<readonly (readonly unknown[])[]>;
  watchOHLCVForSymbols(pairs: readonly (readonly [string, string])[]): Promise<WatchedCandles>;
  priceToPrecision(symbol: string, price: number): string;
  amountToPrecision(symbol: string, amount: number): string;
  close(): Promise<void>;
}

export interface CcxtClass {
  readonly prototype: CcxtInstance;
  new (config: Readonly<Record<string, unknown>>): CcxtInstance;
}
export type CcxtErrorClass = new (message: string) => Error;

export interface CcxtModule {
  readonly exchanges: readonly string[];
  /** REST and streams by exchange id, where ccxt has streams. */
  readonly pro: Readonly<Record<string, CcxtClass | undefined>>;
  /** REST by exchange id. */
  readonly classes: Readonly<Record<string, CcxtClass | undefined>>;
  readonly errors: Readonly<Record<string, CcxtErrorClass | undefined>>;
}
