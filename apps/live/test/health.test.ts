import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { csv, minutes, strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, linesOf, run, start } from './cli.ts';

const candles = csv(minutes(4320));
const args = ['strategy.ts', '--replay', 'candles.csv', '--symbol', 'X', '--json'];

async function asked(url: string, path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The address that the first line of `--json` tells. */
async function urlOf(child: { stdout: NodeJS.ReadableStream | null }): Promise<string> {
  let said = '';
  return new Promise((resolve) => {
    child.stdout!.on('data', (text: string) => {
      said += text;
      if (said.includes('\n')) resolve(linesOf(said.slice(0, said.indexOf('\n') + 1))[0]!['healthUrl'] as string);
    });
  });
}

describe('health checks over HTTP', () => {
  it('tell how every run fares, on a free port of this machine, and end with the process', async () => {
    const { child, ended } = start(directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy() }), [...args, '--speed', '600']);
    const url = await urlOf(child);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect.poll(async () => (await asked(url, '/readyz')).status).toBe(200);
    const { status, body } = await asked(url, '/healthz');
    expect({ status, body }).toMatchObject({ status: 200, body: { schemaVersion: 1, mode: 'paper', status: 'healthy', pid: child.pid, runs: [{ symbol: 'X', strategyName: 'buys', alive: true }] } });
    expect((await asked(url, '/')).status).toBe(404);
    expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(143);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow(/fetch failed/);
  });

  it('say 503 when a run has failed while others go on', async () => {
    const source = strategy({ interval: '1m', body: 'return null;' });
    // Its state is somebody's own invention: this run cannot begin, the other one can.
    const seed = `import { FsStateStore } from '@tradewright/persist-fs';
import { storeKeyOf } from '@tradewright/core/run';
const load = FsStateStore.prototype.load;
FsStateStore.prototype.load = async function (keys) {
  const key = storeKeyOf({ exchangeName: 'candle-files', account: 'default', symbol: 'Y', strategyName: 'other' });
  if (keys.length === 1 && keys[0] === key) return new Map([[key, { version: 1, value: { format: 1 } }]]);
  return Reflect.apply(load, this, [keys]);
};
`;
    const { child, ended, says } = start(directoryWith({ 'X.csv': candles, 'Y.csv': candles, 'strategy.ts': source, 'second.ts': seed + source.replace("'buys'", "'other'") }), ['strategy.ts', 'second.ts', '--replay', '*.csv', '--symbol', 'X,Y', '--json', '--speed', '600']);
    const url = await urlOf(child);
    await says('"kind":"error"', 'stdout');
    await expect.poll(async () => (await asked(url, '/healthz')).status).toBe(503);
    expect((await asked(url, '/healthz')).body).toMatchObject({ status: 'unhealthy', runs: [{ alive: true }, { alive: true }, { alive: true }, { symbol: 'Y', strategyName: 'other', alive: false, failure: expect.stringMatching(/holds no record of a run/) as string }] });
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
  });

  it('are not answered with --no-health', async () => {
    const { stdout } = await run(directoryWith({ 'candles.csv': csv(minutes(60)), 'strategy.ts': strategy() }), ...args, '--no-health');
    expect(linesOf(stdout)[0]).toMatchObject({ healthUrl: null });
  });

  it('on a port that is taken end it before anything is traded', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stdout, stderr } = await run(directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy() }), ...args, '--health-port', String(port));
    server.close();
    expect(stderr).toMatch(new RegExp(`^--health-port ${port} is not to be had: it is in use\\.`));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
