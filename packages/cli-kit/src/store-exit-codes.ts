import { EXIT as COMMON, type ExitMeanings } from './exit-codes.ts';

/** How programs end that keep something in a store. */
export const STORE_EXIT: { readonly store: 4; readonly locked: 5; readonly access: 6; readonly format: 7; readonly conflict: 8 } = {
  store: 4, locked: 5, access: 6, format: 7, conflict: 8,
};

/** What some of them mean to programs that keep candles, which several may do at once. */
export const CANDLE_STORE_MEANINGS: ExitMeanings = {
  4: 'candles cannot be kept: the disk is full or failing, the server is gone, the directory is none; what was kept before stays',
  6: 'access refused: a directory without rights, a wrong user or password, missing rights in the database',
  7: 'what is stored cannot be used: written by a newer version, or damaged; nothing of it is deleted',
};

/** Codes of typed errors that mean something else than "not done". */
const BY_CODE: Readonly<Record<string, number>> = {
  'store/locked': STORE_EXIT.locked,
  'store/denied': STORE_EXIT.access,
  'store/foreign': STORE_EXIT.access,
  'store/auth': STORE_EXIT.access,
  'store/rights': STORE_EXIT.access,
  'store/tls': STORE_EXIT.access,
  'store/version': STORE_EXIT.format,
  'store/corrupt': STORE_EXIT.format,
  'store/schema': STORE_EXIT.format,
  'store/schema-version': STORE_EXIT.format,
  'restore/record': STORE_EXIT.format,
  'restore/risk': STORE_EXIT.format,
  'restore/halt': STORE_EXIT.format,
  'store/conflict': STORE_EXIT.conflict,
  'store/options': COMMON.usage,
  'ccxt/unknown-exchange': COMMON.usage,
  'ccxt/symbol': COMMON.usage,
  'ccxt/ambiguous-symbol': COMMON.usage,
  'ccxt/interval': COMMON.usage,
  'ccxt/options': COMMON.usage,
};

/** The exit code for the code of a typed error of a store or an exchange. */
export function typedExitCode(code: string): number | undefined {
  return BY_CODE[code] ?? (code.startsWith('store/') ? STORE_EXIT.store : undefined);
}
