import { csv, minutes, strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, linesOf, run, start } from './cli.ts';

const candles = csv(minutes(4320));
const args = ['strategy.ts', '--replay', 'candles.csv', '--symbol', 'X', '--no-health', '--json'];
const hanging = { interval: '1m', body: "if (asks <= 10) return buy(price);\nconsole.error('hanging');\nreturn new Promise<never>(() => undefined);" };

/** A disk that does not answer any more. */
const hangs = `import { FsStateStore } from '@tradewright/persist-fs';
const hang = () => new Promise<never>(() => {
  console.error('hanging');
  setInterval(() => undefined, 1000);
});`;

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, expected) => {
  it.each([
    ['a replay at its own pace', strategy({ top: "console.error('hanging');" }), ['--speed', '60']],
    ['a strategy that does not answer', strategy(hanging), []],
    ['a store that hangs', strategy({ interval: '1m', top: hangs, body: "if (asks > 2) FsStateStore.prototype.commit = hang;\nreturn null;" }), []],
    ['a listener that never returns', strategy({ top: "import { listenSignalLive } from 'tradewright';\nlistenSignalLive(() => new Promise(() => console.error('hanging')));" }), []],
  ])('ends %s within two seconds and says that it has ended', async (_what, source, more) => {
    const { child, ended, says } = start(directoryWith({ 'candles.csv': candles, 'strategy.ts': source }), [...args, ...more]);
    await says('hanging');
    await says('started', 'stdout');
    const sentMs = performance.now();
    child.kill(signal);
    const { code, stdout } = await ended;
    expect(performance.now() - sentMs).toBeLessThan(2000);
    expect(linesOf(stdout).at(-1)).toMatchObject({ kind: 'ended', reason: 'interrupted' });
    expect(code).toBe(expected);
  });
});

describe('a shutdown', () => {
  it('before trading begins touches nothing', async () => {
    const { child, ended, says } = start(directoryWith({ 'candles.csv': candles, 'strategy.ts': "console.error('loading');\nawait new Promise(() => undefined);" }), args);
    await says('loading');
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: expect.stringMatching(/^loading\nInterrupted before trading began; what is stored was not touched\.\n$/) as string });
  });

  it('that is asked for twice comes at once, and a restart goes on all the same', async () => {
    const top = `${hangs}
process.on('SIGINT', () => setTimeout(() => console.error('still here'), 300));`;
    const body = `if (asks === 3 && process.env['CALM'] === undefined) {
      FsStateStore.prototype.commit = hang;
    }
    return buy(price);`;
    const stuck = strategy({ interval: '1m', top, body }).replace('240', '1');
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': stuck });
    const { child, ended, says } = start(directory, args);
    await says('hanging');
    child.kill('SIGINT');
    await says('still here');
    const sentMs = performance.now();
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(performance.now() - sentMs).toBeLessThan(2000);
    expect(code).toBe(130);
    expect(linesOf(stdout).map(({ kind }) => kind)).not.toContain('ended');
    const again = await start(directory, [...args, '--to', '2023-01-01T02:00'], { env: { CALM: '' } }).ended;
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('"kind":"resumed"');
  });

  it('that npm passes on a second time is one, and nothing is cut off', async () => {
    const source = strategy({ interval: '1m', top: hangs, body: 'if (asks > 2) FsStateStore.prototype.commit = hang;\nreturn null;' });
    const { child, ended, says } = start(directoryWith({ 'candles.csv': candles, 'strategy.ts': source }), args);
    await says('hanging');
    child.kill('SIGINT');
    child.kill('SIGINT');
    const sentMs = performance.now();
    const { code, stdout } = await ended;
    expect(performance.now() - sentMs).toBeLessThan(2000);
    expect(linesOf(stdout).at(-1)).toMatchObject({ kind: 'ended', reason: 'interrupted' });
    expect(code).toBe(130);
  });

  it('is not mistaken for an end of its own when the strategy ends the process', async () => {
    const { code, stderr } = await run(directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy({ body: 'if (asks > 5) process.exit(0);\nreturn buy(price);' }) }), ...args);
    expect(stderr).toMatch(/^The process was ended from inside, most likely by a process\.exit in the strategy; what was stored stays, a restart goes on\.\n$/);
    expect(code).toBe(1);
  });
});
