/** What a listener may ask for. */
export type Command =
  | { readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE'; readonly params: readonly string[]; readonly id: unknown }
  | { readonly method: 'LIST_SUBSCRIPTIONS'; readonly id: unknown };

/** Binance's words for a command that it does not understand. */
export interface Misunderstood {
  readonly error: { readonly code: number; readonly msg: string };
  readonly id?: unknown;
}

/** Reads a message of a listener. */
export function commandOf(text: string): Command | Misunderstood {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { error: { code: 3, msg: 'Invalid JSON: expected value at line 1 column 1' } };
  }
  const { method, params, id } = (message ?? {}) as Readonly<Record<string, unknown>>;
  if (method === 'LIST_SUBSCRIPTIONS') return { method, id };
  if (method !== 'SUBSCRIBE' && method !== 'UNSUBSCRIBE') return { error: { code: 2, msg: 'Invalid request: unknown variant, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`' }, id };
  if (!Array.isArray(params) || !params.every((name) => typeof name === 'string')) return { error: { code: 2, msg: 'Invalid request: request must contain params that are a list of stream names' }, id };
  return { method, params, id };
}
