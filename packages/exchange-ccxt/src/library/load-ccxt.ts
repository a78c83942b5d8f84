import { InputError, SourceError } from '@tradewright/core';
import type { CcxtClass, CcxtErrorClass, CcxtModule } from './ccxt-shape.ts';

export type CcxtImport = () => Promise<unknown>;

/**
 * ccxt takes most of a second and 150 MB, so it is loaded by the first question, not by the first `import` of this package.
 *
 * @throws {InputError} `ccxt/not-installed`
 */
export async function loadCcxt(load: CcxtImport = () => import('ccxt')): Promise<CcxtModule> {
  let loaded: unknown;
  try {
    loaded = await load();
  } catch (cause) {
    if (isMissing(cause)) throw new InputError('ccxt/not-installed', 'The library ccxt is not installed. Add it to your project: npm install ccxt', { cause });
    throw new SourceError('ccxt/unusable', `ccxt could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const ccxt = Reflect.get(loaded as object, 'default') as { exchanges?: string[]; pro?: Record<string, CcxtClass>; errors?: Record<string, CcxtErrorClass> } | undefined;
  if (!Array.isArray(ccxt?.exchanges)) throw new SourceError('ccxt/unusable', 'The installed ccxt is none that can be used here: it lists no exchanges. Install version 4.5.84 or newer of 4: npm install ccxt@4');
  return { exchanges: ccxt.exchanges, pro: ccxt.pro ?? {}, classes: ccxt as unknown as Record<string, CcxtClass>, errors: ccxt.errors ?? (ccxt as unknown as Record<string, CcxtErrorClass>) };
}

function isMissing(cause: unknown): boolean {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  return (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && String((cause as Error).message).includes('ccxt');
}
