import { minutes, steplessExchange, strategy } from '@tradewright/cli-kit/testing';
import type { FakeExchange, Fault } from '@tradewright/fake-exchange';
import { describe, expect, it } from 'vitest';
import { directoryWith, linesOf, start } from './cli.ts';
import { candlesAround, exchangeWith } from './exchange-place.ts';

const KLINES = '/api/v3/klines';
const CONFIG = JSON.stringify({ CC_GET_CANDLES_RETRY_COUNT: 1, CC_GET_CANDLES_RETRY_DELAY_MS: 0 });

function files(): Record<string, string> {
  return { 'strategy.ts': strategy({ interval: '1m' }), 'config.json': CONFIG };
}

function words(exchange: FakeExchange, ...more: readonly string[]): string[] {
  return ['strategy.ts', '--exchange', 'binance', '--exchange-url', exchange.url, '--symbol', 'AAAUSDT', '--json', '--no-health', '--config', 'config.json', ...more];
}

describe('on an exchange of ccxt', () => {
  it.concurrent('trading begins at once, listens to the feed, is left where it stands, and is gone on with', async () => {
    const exchange = await exchangeWith(candlesAround(Date.now()));
    const directory = directoryWith(files());
    const first = start(directory, words(exchange));
    await first.says('"action":"opened"', 'stdout');
    first.child.kill('SIGTERM');
    const { code, stdout, stderr } = await first.ended;
    expect({ code, stderr }).toEqual({ code: 143, stderr: '' });
    const lines = linesOf(stdout);
    expect(lines[0]).toMatchObject({ kind: 'started', exchange: `binance@${new URL(exchange.url).host}`, symbols: ['AAAUSDT'] });
    const opened = lines.find(({ action }) => action === 'opened')!;
    const second = start(directory, words(exchange));
    await second.says('"status":"restored"', 'stdout');
    second.child.kill('SIGINT');
    const again = await second.ended;
    expect(again.code).toBe(130);
    expect(linesOf(again.stdout).find(({ status }) => status === 'restored')).toMatchObject({ signal: { id: opened.signal!.id } });
  });

  it.concurrent.each<[what: string, args: readonly string[], sentence: RegExp]>([
    ['that ccxt does not know', ['--exchange', 'binanze'], /ccxt knows no exchange "binanze"\. Did you mean .*binance/],
    ['that does not know the symbol', ['--symbol', 'NOPEUSDT'], /has no market "NOPEUSDT"/],
  ])('%s nothing is begun', async (_what, args, sentence) => {
    const exchange = await exchangeWith(candlesAround(Date.now()));
    const given = words(exchange).filter((word, i, all) => !args.includes(word) && !args.includes(all[i - 1]!));
    const { code, stdout, stderr } = await start(directoryWith(files()), [...given, ...args]).ended;
    expect(stderr).toMatch(sentence);
    expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 });
  });

  it.concurrent('a file that registers one of that name comes first', async () => {
    const exchange = `import { addExchange } from 'tradewright';\naddExchange({ exchangeName: 'binance', getCandles: async () => { throw new Error('mine was asked'); }, formatPrice: async (_s, p) => String(p), formatQuantity: async (_s, q) => String(q) });`;
    const { child, ended, says } = start(directoryWith({ ...files(), 'exchange.ts': exchange }), ['exchange.ts', 'strategy.ts', '--exchange', 'binance', '--symbol', 'AAAUSDT', '--json', '--no-health', '--config', 'config.json']);
    await says('mine was asked', 'stdout');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130 });
  });

  it.concurrent.each<[what: string, fault: Fault, sentence: RegExp]>([
    ['is down', { kind: 'status', status: 503 }, /503|not available|unavailable/i],
    ['bans us for an hour', { kind: 'status', status: 418, retryAfterS: 3600 }, /3600 s/],
    ['answers with pages for people', { kind: 'html' }, /binance/],
  ])('one that %s is told, nothing is decided, and the end comes at once', async (_what, fault, sentence) => {
    const exchange = await exchangeWith(candlesAround(Date.now()), { faults: [{ fault, path: KLINES }] });
    const { child, ended, says } = start(directoryWith(files()), words(exchange, '--retries', '1'));
    await says('"status":"failed"', 'stdout');
    const killedMs = performance.now();
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(performance.now() - killedMs).toBeLessThan(2500);
    expect(`${stdout}${stderr}`).toMatch(sentence);
    expect(linesOf(stdout).filter(({ kind }) => kind === 'signal')).toEqual([]);
    expect(code).toBe(130);
  });

  it.concurrent('one whose prices have no steps is traded on as well', async () => {
    const exchange = await steplessExchange(minutes(60, Math.floor(Date.now() / 60_000 - 60) * 60_000));
    const { child, ended, says } = start(directoryWith(files()), ['strategy.ts', '--exchange', 'bitfinex', '--exchange-url', exchange.url, '--symbol', 'BTCUSD', '--json', '--no-health', '--config', 'config.json']);
    await says('"action":"opened"', 'stdout');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130 });
    await exchange.close();
  });

  it.concurrent('one that bans us before trading begins is waited for, and says so at once', async () => {
    const exchange = await exchangeWith(candlesAround(Date.now()), { faults: [{ fault: { kind: 'status', status: 418, retryAfterS: 60 } }] });
    const { child, ended, says } = start(directoryWith(files()), words(exchange));
    await says('60 s', 'stderr');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stdout: '' });
  });
});
