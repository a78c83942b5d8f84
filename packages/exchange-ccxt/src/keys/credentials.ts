import { InputError } from '@tradewright/core';

/** What an exchange knows an account by; the names are ccxt's. */
export interface Credentials {
  readonly apiKey?: string;
  readonly secret?: string;
  readonly password?: string;
  readonly uid?: string;
  readonly token?: string;
  readonly privateKey?: string;
  readonly walletAddress?: string;
}

export type CredentialsOption = 'environment' | Credentials | (() => Credentials | Promise<Credentials>);

type Environment = Readonly<Record<string, string | undefined>>;

/** The names by which ccxt knows them. */
export const CREDENTIAL_NAMES: readonly (keyof Credentials)[] = ['apiKey', 'secret', 'password', 'uid', 'token', 'privateKey', 'walletAddress'];

/**
 * The credentials to use, `undefined` where none were given.
 *
 * @throws {InputError} `ccxt/credentials`; never with what was given in its message
 */
export async function credentialsOf(id: string, option: CredentialsOption | undefined, environment: Environment = process.env): Promise<Credentials | undefined> {
  if (option === undefined) return undefined;
  if (option === 'environment') return fromEnvironment(id, environment);
  const given = await provided(id, option);
  const used = CREDENTIAL_NAMES.filter((name) => given[name] !== undefined);
  const wrong = used.find((name) => typeof given[name] !== 'string' || given[name] === '');
  if (wrong !== undefined || used.length === 0) throw new InputError('ccxt/credentials', `${id}: ${wrong === undefined ? 'no credentials were given; name apiKey and secret' : `${wrong} must be a text that is not empty`}.`);
  return Object.fromEntries(used.map((name) => [name, given[name]]));
}

async function provided(id: string, option: Exclude<CredentialsOption, string>): Promise<Credentials> {
  let given: Credentials | null;
  try {
    given = typeof option === 'function' ? await option() : option;
  } catch {
    // What a provider threw may hold what it was about to give.
    throw new InputError('ccxt/credentials', `${id}: the provider of credentials failed.`);
  }
  if (typeof given !== 'object' || given === null) throw new InputError('ccxt/credentials', `${id}: credentials must be an object with apiKey and secret.`);
  return given;
}

function fromEnvironment(id: string, environment: Environment): Credentials {
  const prefix = id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
  const apiKey = environment[`${prefix}_API_KEY`];
  const secret = environment[`${prefix}_API_SECRET`];
  const password = environment[`${prefix}_API_PASSWORD`];
  if (!apiKey || !secret) throw new InputError('ccxt/credentials', `${id}: set ${prefix}_API_KEY and ${prefix}_API_SECRET in the environment${password ? '' : ` (and ${prefix}_API_PASSWORD where the exchange wants one)`}.`);
  return { apiKey, secret, ...(password ? { password } : {}) };
}
