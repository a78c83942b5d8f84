import { inspect } from 'node:util';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
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

it('shows none in what ccxt itself tells with verbose, and keeps standard output for answers', async () => {
  const out = vi.spyOn(console, 'log').mockReturnValue();
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => void vi.restoreAllMocks());
  const { source } = await place({ credentials: KEYS, fake: { account: { ...KEYS, enableWithdrawals: false } }, ccxtOptions: { verbose: true, enableRateLimit: false } });
  expect(await read(source, TEN)).toHaveLength(10);
  expect(out).not.toHaveBeenCalled();
  expect(told.mock.calls.join()).toContain('/sapi/v1/account/apiRestrictions');
  expect(told.mock.calls.join()).not.toMatch(/AKIA|s3cr3t|signature=[0-9a-f]/);
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
  ['binance', { enableWithdrawals: true }, { enableWithdrawals: false }],
  ['bybit', { result: { permissions: { Wallet: ['AccountTransfer', 'Withdraw'] } } }, { result: { permissions: { Wallet: ['AccountTransfer'] } } }],
  ['okx', { data: [{ perm: 'read_only,withdraw,trade' }] }, { data: [{ perm: 'read_only' }] }],
  ['kucoin', { data: { permission: 'General,Spot,Transfer' } }, { data: { permission: 'General,Spot' } }],
  ['coinbase', { can_view: true, can_transfer: true }, { can_view: true, can_transfer: false }],
  ['bitfinex', [['orders', 1, 1], ['withdraw', 0, 1]], [['orders', 1, 1], ['withdraw', 0, 0]]],
])('knows a key of %s that may withdraw, and one that may not', async (id, may, mayNot) => {
  await expect(refuseWithdrawKey(id, async () => may)).rejects.toMatchObject({ code: 'ccxt/withdraw-key' });
  expect(await refuseWithdrawKey(id, async () => mayNot)).toBe(true);
  for (const vague of [{}, [], null, 'withdraw', { result: { permissions: {} } }, { data: [] }]) expect(await refuseWithdrawKey(id, async () => vague)).toBe(false);
});

it('says so when the exchange told nothing of what the key may do', async () => {
  const { source, notices } = await place({ credentials: KEYS, fake: { account: { ...KEYS, enableWithdrawals: false }, faults: [{ fault: { kind: 'shape', shape: 'object' }, path: '/sapi/v1/account/apiRestrictions' }] } });
  expect(await read(source, TEN)).toHaveLength(10);
  expect(notices.map(({ kind }) => kind)).toEqual(['key-unchecked']);
});

it('takes no key by another way, where nobody would look at it or hide it', async () => {
  await expect(place({ ccxtOptions: { apiKey: 'AKIA', secret: 's3cr3t' } })).rejects.toMatchObject({ code: 'ccxt/options', message: expect.not.stringMatching(/AKIA|s3cr3t/) });
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

it('takes a key of many lines out, and what has gone into another text', () => {
  const secret = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE+/abc def=\n-----END EC PRIVATE KEY-----\n';
  const redactor = new Redactor();
  redactor.hide({ ...KEYS, password: "p@ss w'rd!", privateKey: secret });
  const texts = [secret, secret.trim(), inspect({ secret }), JSON.stringify({ x: secret }), `${new URLSearchParams({ x: secret, y: "p@ss w'rd!" })}`, encodeURIComponent(secret), encodeURI(secret)];
  for (const text of texts) expect(redactor.text(text)).not.toMatch(/MHcCAQEE|p(?:@|%40)ss/);
  const encoded = ['', 'a', 'ab', 'abc'].map((before) => `${before}${KEYS.apiKey}:${KEYS.secret}`).flatMap((text) => [Buffer.from(text).toString('base64'), Buffer.from(text).toString('base64url')]);
  for (const text of encoded) expect(Buffer.from(redactor.text(text).replaceAll('[hidden]', ''), 'base64').toString()).not.toMatch(/very|cr3t/);
  expect(redactor.text(`Authorization: Basic ${encoded[0]} by http://user:hunter2@proxy:8080/ ${Buffer.from(KEYS.secret).toString('hex')}`)).toBe('Authorization: Basic [hidden] by http://[hidden]@proxy:8080/ [hidden]');
});
