import { inspect } from 'node:util';
import { afterEach, expect, it, vi } from 'vitest';
import { credentialsOf } from './keys/credentials.ts';
import { Redactor } from './keys/redactor.ts';
import { refuseWithdrawKey } from './keys/withdraw-key.ts';
import { CANDLES, KLINES, minute, place, read } from '../test/place.ts';

const KEYS = { apiKey: 'AKIA-very-public-not', secret: 's3cr3t/of+mine==' };
const TEN = { toMs: minute(10) };

afterEach(() => vi.unstubAllEnvs());

/** All that a logger could get hold of. */
function shown(value: unknown): string {
  return [inspect(value, { depth: 20, showHidden: true, getters: true }), value instanceof Error ? value.stack : '', String(value), JSON.stringify(value)].join('\n');
}

it('refuses a key that may withdraw, before anything else is asked', async () => {
  const { source, fake } = await place({ credentials: KEYS, fake: { account: { ...KEYS, enableWithdrawals: true } } });
  await expect(read(source, TEN)).rejects.toMatchObject({ code: 'ccxt/withdraw-key' });
  await expect(read(source, TEN)).rejects.toMatchObject({ code: 'ccxt/withdraw-key' });
  expect(new Set(fake.requests.map(({ path }) => path))).toEqual(new Set(['/sapi/v1/account/apiRestrictions']));
});

it('takes it when it is told to, and takes a key that may not withdraw', async () => {
  const account = { ...KEYS, enableWithdrawals: true };
  const { fake, source, connect } = await place({ credentials: KEYS, allowWithdrawKeys: true, fake: { account } });
  expect(await read(source, TEN)).toEqual(CANDLES.slice(0, 10));
  expect(fake.count('/sapi/v1/account/apiRestrictions')).toBe(0);
  account.enableWithdrawals = false;
  expect(await read(connect({ allowWithdrawKeys: false }).market.source, TEN)).toHaveLength(10);
  expect(fake.count('/sapi/v1/account/apiRestrictions')).toBe(1);
});

it('says that a key is wrong, once and without it', async () => {
  const { source, fake, exchange } = await place({ credentials: { ...KEYS, apiKey: 'another-key-of-mine' }, fake: { account: { ...KEYS, enableWithdrawals: false } } });
  const error = await read(source, TEN).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'ccxt/authentication', retryable: false });
  expect(fake.count('/sapi/v1/account/apiRestrictions')).toBe(1);
  for (const value of [error, exchange, source, exchange.feed]) expect(shown(value)).not.toMatch(/another-key-of-mine|s3cr3t|signature=[0-9a-f]/);
});

it('shows no key, secret or signature in what fails on the way, nor in what it holds', async () => {
  const { source, exchange, notices } = await place({ credentials: KEYS, retries: 1, fake: { account: { ...KEYS, enableWithdrawals: false }, faults: [{ fault: [{ kind: 'status', status: 502 }, { kind: 'html' }, { kind: 'cut', at: 'before' }], path: '/sapi/*' }] } });
  for (let i = 0; i < 6; i++) {
    const error = await read(source, TEN).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    for (const value of [error, exchange, source, exchange.feed, notices]) expect(shown(value)).not.toMatch(/AKIA|s3cr3t|signature=[0-9a-f]/);
  }
});

it('needs no key for public candles, and looks for none', async () => {
  vi.stubEnv('BINANCE_API_KEY', 'nobody-asked');
  vi.stubEnv('BINANCE_API_SECRET', 'nobody-asked');
  const { source, fake } = await place();
  await read(source, TEN);
  expect(fake.requests.map(({ path }) => path)).toEqual(['/api/v3/exchangeInfo', '/api/v3/time', KLINES]);
});

it('takes keys from the environment or a provider', async () => {
  const environment = { KRAKEN_API_KEY: 'key', KRAKEN_API_SECRET: 'secret', KRAKEN_API_PASSWORD: 'word' };
  expect(await credentialsOf('kraken', 'environment', environment)).toEqual({ apiKey: 'key', secret: 'secret', password: 'word' });
  expect(await credentialsOf('kraken', async () => ({ apiKey: 'a', secret: 'b' }))).toEqual({ apiKey: 'a', secret: 'b' });
  expect(await credentialsOf('kraken', undefined, environment)).toBeUndefined();
});

it.each([
  ['environment' as const, 'set OKX_API_KEY and OKX_API_SECRET in the environment'],
  [{ apiKey: 'a', secret: '' }, 'secret must be a text that is not empty'],
  [{}, 'no credentials were given'],
  [() => Promise.reject(new Error('vault: s3cr3t')), 'the provider of credentials failed'],
])('says what is missing of credentials, without what there is', async (option, message) => {
  const error = await credentialsOf('okx', option, { OKX_API_KEY: '', OKX_API_SECRET: 's3cr3t' }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'ccxt/credentials', message: expect.stringContaining(message) });
  expect(shown(error)).not.toContain('s3cr3t');
});

it.each([
  ['binance', { enableWithdrawals: true }],
  ['bybit', { result: { permissions: { Wallet: ['AccountTransfer', 'Withdraw'] } } }],
  ['okx', { data: [{ perm: 'read_only,withdraw,trade' }] }],
])('knows a key of %s that may withdraw', async (id, answer) => {
  await expect(refuseWithdrawKey(id, async () => answer)).rejects.toMatchObject({ code: 'ccxt/withdraw-key' });
  expect(await refuseWithdrawKey(id, async () => ({}))).toBe(true);
});

it('knows where it cannot know', async () => {
  expect(await refuseWithdrawKey('kraken', () => Promise.reject(new Error('not asked')))).toBe(false);
});

it('takes secrets out of texts, in every form they travel in', () => {
  const redactor = new Redactor();
  redactor.hide(KEYS);
  const text = `GET https://x/y?apiKey=AKIA-very-public-not&b=${encodeURIComponent(KEYS.secret)}&signature=deadbeef {"secret":"${KEYS.secret}"} ${Buffer.from(KEYS.secret).toString('base64')}`;
  expect(redactor.text(text)).toBe('GET https://x/y?apiKey=[hidden]&b=[hidden]&signature=[hidden] {"secret":"[hidden]"} [hidden]');
  expect(new Redactor().text('POST https://x?a=1&signature=deadbeef: 500')).toBe('POST https://x?a=1&signature=[hidden] 500');
});
