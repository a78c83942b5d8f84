import { InputError, type Clock } from '@tradewright/core';
import type { CcxtImport } from './library/load-ccxt.ts';
import { CREDENTIAL_NAMES, type CredentialsOption } from './keys/credentials.ts';

/** Something worth knowing that is no failure. */
export interface CcxtNotice {
  readonly kind: 'clock-skew' | 'rate-limited' | 'circuit-open' | 'circuit-closed' | 'feed-gap' | 'feed-trouble' | 'stream-lost' | 'stream-back' | 'key-unchecked' | 'no-server-time';
  /** Without secrets. */
  readonly message: string;
}

export interface CcxtOptions {
  /** Another host for every address of the exchange, with the paths kept: a proxy, a mirror, a fake exchange. */
  readonly baseUrl?: string | undefined;
  /** `spot`, `swap`, `future` or `option`, where one name stands for several markets. */
  readonly type?: string | undefined;
  /** Which of several markets a name means that stands for all of them. Default: none, that is an error. */
  readonly preferType?: string | undefined;
  /** How long one HTTP answer may take, body and all. Default 20,000. */
  readonly timeoutMs?: number;
  /** How often a question that failed is put again. Default 6. */
  readonly retries?: number;
  /** Longest pause between two attempts. Default 30,000. */
  readonly longestPauseMs?: number;
  /** A ban that lasts longer than this is not waited for: questions fail at once until it is over. Default 600,000. */
  readonly longestBanMs?: number;
  /** After so many failed questions in a row the next ones fail at once. Default 5. */
  readonly breakAfter?: number;
  /** For how long they do. Default 30,000. */
  readonly breakMs?: number;
  /** Candles per request. Default: what ccxt says of the exchange, else 500. */
  readonly maxCandlesPerRequest?: number | undefined;
  /** How long after its close a live candle is first asked for. Default 500. */
  readonly graceMs?: number;
  /** How long a live candle is awaited although a later one has come. Default 5,000. */
  readonly patienceMs?: number;
  /** Never use streams. Default false. */
  readonly pollOnly?: boolean;
  /** Without a word from a stream for so long it is opened anew. Default 60,000. */
  readonly silenceMs?: number;
  /** A key, secret and so on, a function that gives them, or `environment`: `<ID>_API_KEY`, `<ID>_API_SECRET`, `<ID>_API_PASSWORD`. Public candles need none. */
  readonly credentials?: CredentialsOption | undefined;
  /** Take a key although it may withdraw. Default false. */
  readonly allowWithdrawKeys?: boolean;
  /** For the constructor of the ccxt class. No keys: those are given by `credentials`. */
  readonly ccxtOptions?: Readonly<Record<string, unknown>>;
  readonly onNotice?: (notice: CcxtNotice) => void;
  readonly clock?: Clock;
  /** From 0 to 1, for the length of pauses. */
  readonly random?: () => number;
  /** Where ccxt comes from. Default: `import('ccxt')`. */
  readonly load?: CcxtImport;
}

type Numbers = 'timeoutMs' | 'retries' | 'longestPauseMs' | 'longestBanMs' | 'breakAfter' | 'breakMs' | 'graceMs' | 'patienceMs' | 'silenceMs';

export type CcxtTerms = CcxtOptions & Readonly<Required<Pick<CcxtOptions, Numbers>>>;

const DEFAULTS: Readonly<Required<Pick<CcxtOptions, Numbers>>> = {
  timeoutMs: 20_000,
  retries: 6,
  longestPauseMs: 30_000,
  longestBanMs: 600_000,
  breakAfter: 5,
  breakMs: 30_000,
  graceMs: 500,
  patienceMs: 5000,
  silenceMs: 60_000,
};

const LEAST: Readonly<Partial<Record<Numbers, number>>> = { timeoutMs: 1, breakAfter: 1, silenceMs: 1 };

/** @throws {InputError} `ccxt/options` */
export function checkOptions(id: string, options: CcxtOptions): CcxtTerms {
  if (typeof id !== 'string' || id === '') throw new InputError('ccxt/options', 'An exchange is named by its id in ccxt, for example "binance".');
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as CcxtOptions;
  const terms = { ...DEFAULTS, ...given };
  for (const name of Object.keys(DEFAULTS) as Numbers[]) {
    const least = LEAST[name] ?? 0;
    if (!Number.isInteger(terms[name]) || terms[name] < least) throw new InputError('ccxt/options', `${id}: ${name} must be a whole number from ${least}, not ${String(terms[name])}.`);
  }
  const { maxCandlesPerRequest: page } = terms;
  if (page !== undefined && !(Number.isInteger(page) && page > 0)) throw new InputError('ccxt/options', `${id}: maxCandlesPerRequest must be a whole number above 0, not ${String(page)}.`);
  // There nobody would ask what it may do, nor hide it.
  const key = CREDENTIAL_NAMES.find((name) => Object.hasOwn(terms.ccxtOptions ?? {}, name));
  if (key !== undefined) throw new InputError('ccxt/options', `${id}: ${key} is no matter of ccxtOptions; give it by credentials.`);
  return terms;
}
