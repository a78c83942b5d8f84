import { strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, linesOf, start } from './cli.ts';

/** An exchange that has candles for every minute until now, and no network. */
const exchange = `import { addExchange } from 'tradewright';
const price = (ms: number) => Number((100 + Math.sin(ms / 3.6e6)).toFixed(2));
addExchange({
  exchangeName: 'waves',
  getCandles: async (_symbol, interval, since, limit) => Array.from({ length: limit }, (_, i) => {
    const timestamp = since.getTime() + i * 60_000;
    const [open, close] = [price(timestamp), price(timestamp + 60_000)];
    return { timestamp, open, high: Math.max(open, close), low: Math.min(open, close), close, volume: 10 };
  }).filter(({ timestamp }) => timestamp <= Date.now()),
  formatPrice: async (_symbol, value) => value.toFixed(2),
  formatQuantity: async (_symbol, value) => value.toFixed(3),
});`;

describe('on an exchange that the strategy file registers', () => {
  it('trading begins at once, is left where it stands, and is gone on with', async () => {
    const directory = directoryWith({ 'exchange.ts': exchange, 'strategy.ts': strategy({ interval: '1m' }) });
    const args = ['exchange.ts', 'strategy.ts', '--symbol', 'X', '--json'];
    const first = start(directory, args);
    await first.says('"action":"opened"', 'stdout');
    first.child.kill('SIGTERM');
    const { code, stdout, stderr } = await first.ended;
    expect({ code, stderr }).toEqual({ code: 143, stderr: '' });
    const lines = linesOf(stdout);
    expect(lines[0]).toMatchObject({ kind: 'started', mode: 'paper', exchange: 'waves', replay: null });
    const opened = lines.find(({ action }) => action === 'opened')!;
    expect(lines.at(-1)).toMatchObject({ kind: 'ended', reason: 'interrupted', open: [{ signal: { id: opened.signal!.id } }] });

    const second = start(directory, args);
    await second.says('"status":"restored"', 'stdout');
    second.child.kill('SIGTERM');
    const again = await second.ended;
    expect(linesOf(again.stdout).find(({ status }) => status === 'restored')).toMatchObject({ signal: { id: opened.signal!.id } });
    expect(linesOf(again.stdout).filter(({ action }) => action === 'opened')).toEqual([]);
  });

  it('one that does not answer is told, and trading waits for the next tick', async () => {
    const dumb = exchange.replace('getCandles: async', "getCandles: async () => { throw new Error('maintenance'); }, unused: async");
    const config = JSON.stringify({ CC_GET_CANDLES_RETRY_COUNT: 1, CC_GET_CANDLES_RETRY_DELAY_MS: 0 });
    const { child, ended, says } = start(directoryWith({ 'exchange.ts': dumb, 'strategy.ts': strategy(), 'config.json': config }), ['exchange.ts', 'strategy.ts', '--symbol', 'X', '--config', 'config.json']);
    await says('maintenance');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(stderr).toMatch(/PAPER {2}failed {5}X {2}buys {2}waves: getCandles X 1m since .* failed: maintenance/);
    expect(stdout).toMatch(/shut down; everything stays stored, a restart goes on/);
    expect(code).toBe(130);
  });
});
