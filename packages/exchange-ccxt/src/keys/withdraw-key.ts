import { InputError } from '@tradewright/core';

type Asked = (method: string) => Promise<unknown>;

/** How an exchange tells what a key may do. The methods are ccxt's names of its endpoints. */
interface Revealer {
  readonly method: string;
  /** `undefined` for an answer that does not tell. */
  readonly mayWithdraw: (answer: unknown) => boolean | undefined;
}

const BINANCE: Revealer = { method: 'sapiGetAccountApiRestrictions', mayWithdraw: (answer) => flag(at(answer, 'enableWithdrawals')) };
const BYBIT: Revealer = { method: 'privateGetV5UserQueryApi', mayWithdraw: (answer) => listed(at(answer, 'result', 'permissions', 'Wallet'), 'withdraw') };
const OKX: Revealer = { method: 'privateGetAccountConfig', mayWithdraw: (answer) => listed(at(answer, 'data', '0', 'perm'), 'withdraw') };
const KUCOIN: Revealer = { method: 'privateGetUserApiKey', mayWithdraw: (answer) => listed(at(answer, 'data', 'permission'), 'withdraw', 'withdrawal', 'transfer') };
const COINBASE: Revealer = { method: 'v3PrivateGetBrokerageKeyPermissions', mayWithdraw: (answer) => flag(at(answer, 'can_transfer')) };
const BITFINEX: Revealer = { method: 'privatePostAuthRPermissions', mayWithdraw: (answer) => writable(answer, 'withdraw') };

const REVEALERS: Readonly<Record<string, Revealer | undefined>> = {
  binance: BINANCE,
  binanceusdm: BINANCE,
  binancecoinm: BINANCE,
  bybit: BYBIT,
  bybiteu: BYBIT,
  bybitid: BYBIT,
  okx: OKX,
  okxus: OKX,
  myokx: OKX,
  kucoin: KUCOIN,
  kucoinfutures: KUCOIN,
  coinbase: COINBASE,
  bitfinex: BITFINEX,
};

/**
 * Whether the exchange says what this key may do, and it may not withdraw.
 *
 * @returns `false` where the exchange does not reveal it, or says it in a way that is not known here
 * @throws {InputError} `ccxt/withdraw-key`
 */
export async function refuseWithdrawKey(id: string, ask: Asked): Promise<boolean> {
  const revealer = REVEALERS[id];
  if (revealer === undefined) return false;
  const may = revealer.mayWithdraw(await ask(revealer.method));
  // An answer that is not understood is no leave.
  if (may !== true) return may === false;
  throw new InputError('ccxt/withdraw-key', `${id}: this API key may withdraw. Trading needs no such right: make a key without it, or pass allowWithdrawKeys: true.`);
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) found = typeof found === 'object' && found !== null ? (Reflect.get(found, key) as unknown) : undefined;
  return found;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** Whether one of the words is in a list, or in a text with commas. */
function listed(value: unknown, ...words: readonly string[]): boolean | undefined {
  const said: unknown = typeof value === 'string' ? value.split(',') : value;
  return Array.isArray(said) ? said.some((one) => words.includes(String(one).trim().toLowerCase())) : undefined;
}

/** Of rows `[scope, read, write]`. */
function writable(answer: unknown, scope: string): boolean | undefined {
  const row: unknown = Array.isArray(answer) ? answer.find((one) => at(one, '0') === scope) : undefined;
  return row === undefined ? undefined : Number(at(row, '2')) === 1;
}
