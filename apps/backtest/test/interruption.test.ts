import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csv, minutes, strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it, vi } from 'vitest';
import { directoryWith, start } from './cli.ts';

const candles = csv(minutes(4320));
const files = ['--candles', 'candles.csv', '--symbol', 'X', '--out', 'o'];
/** Trades ten times, says so, and is then asked what it will never answer. */
const hanging = { interval: '1m', body: "if (asks <= 10) return buy(price);\nconsole.error('hanging');\nreturn new Promise<never>(() => undefined);" };

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, expected) => {
  it('stops a run within a second, keeps its trades and says so', async () => {
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy(hanging) });
    const { child, ended, says } = start(directory, ['strategy.ts', ...files, '--json']);
    await says('hanging');
    const sentMs = performance.now();
    child.kill(signal);
    const { code, stdout } = await ended;
    expect(performance.now() - sentMs).toBeLessThan(1000);
    expect(code).toBe(expected);
    const json = JSON.parse(stdout) as { interruptedAt: string; trades: number };
    expect(json.trades).toBe(10);
    expect(readFileSync(join(directory, 'o/trades.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(11);
    expect(readFileSync(join(directory, 'o/report.md'), 'utf8')).toContain(`**Interrupted at ${json.interruptedAt.slice(0, 16).replace('T', ' ')} UTC**`);
  });
});

describe('an interruption', () => {
  it('stops a run that is busy all the time', async () => {
    const body = "if (asks === 20_000) console.error('busy');\nlet sum = 0;\nfor (let i = 0; i < 10_000; i++) sum += i;\nreturn sum < 0 ? buy(price) : null;";
    const directory = directoryWith({ 'strategy.ts': strategy({ interval: '1m', body }) });
    const { child, ended, says } = start(directory, ['strategy.ts', '--from', '2020-01-01', '--to', '2026-01-01', '--out', 'o']);
    await says('busy');
    const sentMs = performance.now();
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(performance.now() - sentMs).toBeLessThan(1000);
    expect(code).toBe(130);
    expect(stdout).toMatch(/Interrupted +at 2020-/);
  });

  it('does not wait for a listener of the strategy that never returns', async () => {
    const top = "import { listenSignalBacktest } from 'tradewright';\nlistenSignalBacktest(() => new Promise(() => undefined));";
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy({ ...hanging, top }) });
    const { child, ended, says } = start(directory, ['strategy.ts', ...files]);
    await says('hanging');
    const sentMs = performance.now();
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(performance.now() - sentMs).toBeLessThan(1500);
    expect({ code, trades: /^Trades +10:/m.test(stdout) }).toEqual({ code: 130, trades: true });
  });

  it('before the run leaves nothing behind', async () => {
    const directory = directoryWith({ 'strategy.ts': "console.error('loading');\nawait new Promise(() => undefined);" });
    const { child, ended, says } = start(directory, ['strategy.ts', '--out', 'o']);
    await says('loading');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stdout: '' });
    expect(existsSync(join(directory, 'o'))).toBe(false);
  });

  it('ends a look-ahead check as well, even one that is stuck', async () => {
    const top = "import { writeFileSync } from 'node:fs';\nimport { isMainThread } from 'node:worker_threads';";
    const body = "if (asks > 2 && !isMainThread) { writeFileSync('stuck', ''); for (;;); }\nreturn buy(price);";
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy({ top, body }) });
    const { child, ended } = start(directory, ['strategy.ts', ...files, '--check-lookahead']);
    await vi.waitUntil(() => existsSync(join(directory, 'stuck')), { timeout: 20_000, interval: 20 });
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect({ code, said: /Look-ahead +(?:not checked: interrupted|\d+ cuts? before the interruption)/.test(stdout) }).toEqual({ code: 130, said: true });
    expect(readdirSync(join(directory, 'o')).sort()).toEqual(['report.md', 'trades.csv']);
  });

  it('of a look-ahead check, or of the run before it, leaves its answer open in --json', async () => {
    const top = "import { writeFileSync } from 'node:fs';\nimport { isMainThread } from 'node:worker_threads';";
    const body = "if (asks > 2 && !isMainThread) { writeFileSync('stuck', ''); for (;;); }\nreturn buy(price);";
    const directory = directoryWith({ 'candles.csv': candles, 'stuck.ts': strategy({ top, body }), 'hanging.ts': strategy(hanging) });
    const check = start(directory, ['stuck.ts', ...files, '--check-lookahead', '--json']);
    const before = start(directory, ['hanging.ts', '--candles', 'candles.csv', '--symbol', 'X', '--check-lookahead', '--json']);
    await Promise.all([vi.waitUntil(() => existsSync(join(directory, 'stuck')), { timeout: 20_000, interval: 20 }), before.says('hanging')]);
    for (const { child } of [check, before]) child.kill('SIGINT');
    for (const { code, stdout } of await Promise.all([check.ended, before.ended])) {
      const { lookahead } = JSON.parse(stdout) as { lookahead: unknown };
      expect(lookahead).toEqual({ cuts: expect.any(Number) as number, identical: null, repeatable: null, complete: false });
      expect(code).toBe(130);
    }
  });

  it('by SIGKILL during the look-ahead check leaves the files of the run before', async () => {
    const top = "import { writeFileSync } from 'node:fs';\nimport { isMainThread } from 'node:worker_threads';";
    const body = "if (!isMainThread) { writeFileSync('stuck', ''); for (;;); }\nreturn buy(price);";
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy({ top, body }), 'o/trades.csv': 'old', 'o/report.md': 'old' });
    const { child, ended } = start(directory, ['strategy.ts', ...files, '--check-lookahead']);
    await vi.waitUntil(() => existsSync(join(directory, 'stuck')), { timeout: 20_000, interval: 20 });
    child.kill('SIGKILL');
    await ended;
    expect(['trades.csv', 'report.md'].map((name) => readFileSync(join(directory, 'o', name), 'utf8'))).toEqual(['old', 'old']);
  });
});
