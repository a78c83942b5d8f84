import { InputError } from '@tradewright/core';
import type { CcxtInstance, CcxtModule } from './ccxt-shape.ts';
import { nearNames } from './near.ts';
import { rewriteUrls } from './rewrite-urls.ts';

export interface InstanceTerms {
  readonly id: string;
  readonly type: string | undefined;
  readonly baseUrl: string | undefined;
  readonly timeoutMs: number;
  readonly ccxtOptions: Readonly<Record<string, unknown>>;
}

/**
 * The class of an exchange, with streams where ccxt has them, its limiter on.
 *
 * @throws {InputError} `ccxt/unknown-exchange`, `ccxt/base-url`
 */
export function openInstance(ccxt: CcxtModule, { id, type, baseUrl, timeoutMs, ccxtOptions }: InstanceTerms): CcxtInstance {
  const Exchange = ccxt.exchanges.includes(id) ? (ccxt.pro[id] ?? ccxt.classes[id]) : undefined;
  if (Exchange === undefined) {
    const near = nearNames(id, ccxt.exchanges);
    throw new InputError('ccxt/unknown-exchange', `ccxt knows no exchange ${JSON.stringify(id)}. ${near.length > 0 ? `Did you mean ${near.join(', ')}?` : `It knows ${ccxt.exchanges.length}: ${ccxt.exchanges.join(' ')}`}`);
  }
  const instance = new Exchange({ enableRateLimit: true, timeout: timeoutMs, ...ccxtOptions });
  if (type !== undefined) chooseType(instance, type);
  // Pauses between attempts are ours, by our clock.
  instance.options.ws = { ...(instance.options.ws as object | undefined), backoff: { base: 0 } };
  if (baseUrl !== undefined) instance.urls.api = rewriteUrls(instance.urls.api, baseUrl);
  return instance;
}

/** Where an exchange loads its markets kind by kind, those of other kinds need not be loaded. */
function chooseType({ options }: CcxtInstance, type: string): void {
  options.defaultType = type;
  const loading = options.fetchMarkets as { readonly types?: unknown } | undefined;
  const types = loading?.types;
  if (!Array.isArray(types)) return;
  const isContract = type === 'swap' || type === 'future';
  const wanted = types.filter((one) => one === type || (isContract && (one === 'linear' || one === 'inverse')));
  if (wanted.length > 0) options.fetchMarkets = { ...loading, types: wanted };
}
