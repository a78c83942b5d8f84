import { InputError } from '@tradewright/core';

type Asked = (method: string) => Promise<unknown>;

/** How an exchange tells what a key may do. The methods are ccxt's names of its endpoints. */
interface Revealer {
  readonly method: string;
  readonly mayWithdraw: (answer: unknown) => boolean;
}

const BINANCE: Revealer = { method: 'sapiGetAccountApiRestrictions', mayWithdraw: (answer) => at(answer, 'enableWithdrawals') === true };
const BYBIT: Revealer = { method: 'privateGetV5UserQueryApi', mayWithdraw: (answer) => listed(at(answer, 'result', 'permissions', 'Wallet'), 'withdraw') };
const OKX: Revealer = { method: 'privateGetAccountConfig', mayWithdraw: (answer) => listed(at(answer, 'data', '0', 'perm'), 'withdraw') };

const REVEALERS: Readonly<Record<string, Revealer | undefined>> = {
  binance: BINANCE,
  binanceusdm: BINANCE,
  binancecoinm: BINANCE,
  bybit: BYBIT,
  okx: OKX,
  myokx: OKX,
};

/**
 * Whether the exchange says what this key may do, and it may not withdraw.
 *
 * @returns `false` where the exchange does not reveal it
 * @throws {InputError} `ccxt/withdraw-key`
 */
export async function refuseWithdrawKey(id: string, ask: Asked): Promise<boolean> {
  const revealer = REVEALERS[id];
  if (revealer === undefined) return false;
  if (!revealer.mayWithdraw(await ask(revealer.method))) return true;
  throw new InputError('ccxt/withdraw-key', `${id}: this API key may withdraw. Trading needs no such right: make a key without it, or pass allowWithdrawKeys: true.`);
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) found = typeof found === 'object' && found !== null ? (Reflect.get(found, key) as unknown) : undefined;
  return found;
}

function listed(value: unknown, word: string): boolean {
  const words: unknown = typeof value === 'string' ? value.split(',') : value;
  return Array.isArray(words) && words.some((one) => String(one).trim().toLowerCase() === word);
}
