import { StoreError } from '@tradewright/core';

/** When the same statement may be tried again. */
type Again =
  /** Soon, by the store itself, until its patience ends. */
  | 'soon'
  /** By the caller, once somebody or something has changed. */
  | 'later'
  | 'never';

/** What went wrong, in the words of the port. */
export interface Diagnosis {
  readonly code: `store/${string}`;
  readonly again: Again;
  /** What it means and what to do. */
  readonly advice: string;
}

const UNREACHABLE: Diagnosis = { code: 'store/unavailable', again: 'soon', advice: 'The server cannot be reached or is restarting. Check that it runs and that host and port are right.' };
const BUSY: Diagnosis = { code: 'store/busy', again: 'soon', advice: 'Other transactions held what it needed for too long.' };
const REFUSED: Diagnosis = { code: 'store/value', again: 'never', advice: 'PostgreSQL cannot keep this value.' };
const NO_SCHEMA: Diagnosis = { code: 'store/schema', again: 'never', advice: 'Tables are missing or of another version. Run migrate(), or `tradewright-postgres migrate`, and check the name of the schema.' };
const TLS: Diagnosis = { code: 'store/tls', again: 'never', advice: 'Check the TLS settings on both sides.' };
const AUTH: Diagnosis = { code: 'store/auth', again: 'never', advice: 'The server does not let this user in. Check user and password, and pg_hba.conf.' };
const UNKNOWN: Diagnosis = { code: 'store/failed', again: 'never', advice: 'This is none of the failures a store expects.' };

/** By SQLSTATE, or by its class of two characters. */
const BY_STATE: Readonly<Record<string, Diagnosis>> = {
  '08': UNREACHABLE,
  '22': REFUSED,
  '25006': { code: 'store/read-only', again: 'later', advice: 'The server takes no writes: it is a standby or was made read-only. Connect to the primary.' },
  '25P03': UNREACHABLE,
  '28': AUTH,
  '3D000': { code: 'store/database', again: 'never', advice: 'There is no such database. Create it, or check its name.' },
  '3F000': NO_SCHEMA,
  '40': BUSY,
  '42501': { code: 'store/rights', again: 'never', advice: 'The user lacks a right. The README lists the rights that are needed.' },
  '42703': NO_SCHEMA,
  '42883': NO_SCHEMA,
  '42P01': NO_SCHEMA,
  '53100': { code: 'store/full', again: 'later', advice: 'The disk of the server is full. Free some space.' },
  '53': { code: 'store/unavailable', again: 'soon', advice: 'The server is at the end of its resources: connections or memory.' },
  '54': REFUSED,
  '55P03': BUSY,
  '57014': { code: 'store/timeout', again: 'soon', advice: 'It took longer than the statement timeout.' },
  '57': UNREACHABLE,
  '58': { code: 'store/io', again: 'later', advice: 'The server cannot work with its own files. See to its disk and to its log.' },
  '58030': { code: 'store/io', again: 'soon', advice: 'The disk of the server failed. See to it and to the log of the server.' },
};

const UNREACHABLE_SYSTEM = new Set(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EAI_AGAIN', 'ENOTFOUND']);

/** Our own word for a server that is silent. */
export const NO_ANSWER = 'The server did not answer';

/** Errors of pg and Node that carry no code, by how their message begins. */
const BY_MESSAGE: readonly (readonly [begins: string, Diagnosis])[] = [
  ['Connection terminated', UNREACHABLE],
  ['Client ', UNREACHABLE],
  ['timeout exceeded when trying to connect', { ...UNREACHABLE, advice: 'No connection was to be had in time: all of the pool are in use, or the server does not answer.' }],
  [NO_ANSWER, { ...UNREACHABLE, code: 'store/timeout', advice: 'It took longer than the statement timeout; the network may be down.' }],
  ['Cannot use a pool after calling end', { code: 'store/closed', again: 'never', advice: 'The pool was ended.' }],
  ['SASL', AUTH],
  ['The server does not support SSL', TLS],
  ['There was an error establishing an SSL', TLS],
];

/** What pg or the server threw. */
export interface PgFault extends Error {
  readonly code?: string;
  readonly severity?: string;
  readonly detail?: string;
  readonly hint?: string;
}

export function diagnose({ code = '', message, severity }: PgFault): Diagnosis {
  if (severity !== undefined) return BY_STATE[code] ?? BY_STATE[code.slice(0, 2)] ?? UNKNOWN;
  if (UNREACHABLE_SYSTEM.has(code)) return UNREACHABLE;
  if (/^(?:ERR_TLS|ERR_SSL|ERR_OSSL)|CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) return TLS;
  return BY_MESSAGE.find(([begins]) => message.startsWith(begins))?.[1] ?? UNKNOWN;
}

/** States in which a server may fall over with the statement half done, and those in which it ends the session. */
const MAY_END_SESSION = /^(?:08|25P03|25P04|40003|53|57P|58|F0|XX)/;

/**
 * The server judged the statement and took it back; whatever else ends one leaves open what became of it. What pg calls
 * severity is in the language of the server, so a word that is not English says only that it was the server who spoke.
 */
export function isTakenBack({ code = '', severity }: PgFault): boolean {
  if (severity === undefined || severity === 'FATAL' || severity === 'PANIC') return false;
  return severity === 'ERROR' || (code !== '' && !MAY_END_SESSION.test(code));
}

/** The same failure without what must not be told: pg's errors can carry the client, and with it the password. */
function toldCause(fault: PgFault, secret: string | undefined): Error {
  const told = (text: string): string => (secret === undefined || secret.length < 3 ? text : text.replaceAll(secret, '…'));
  const cause = new Error(told(fault.message));
  for (const field of ['code', 'severity', 'detail', 'hint'] as const) {
    const text = fault[field];
    if (typeof text === 'string') Object.assign(cause, { [field]: told(text) });
  }
  return cause;
}

/** @param doing - what was tried and where */
export function storeError(doing: string, fault: PgFault, diagnosis: Diagnosis, secret: string | undefined): StoreError {
  const cause = toldCause(fault, secret);
  const told = cause.message === '' ? (fault.code ?? 'no reason given') : cause.message;
  return new StoreError(diagnosis.code, `${doing} failed: ${told}. ${diagnosis.advice}`, { cause, retryable: diagnosis.again !== 'never' });
}
