import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csv, minutes, strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, run, start } from './cli.ts';

const candles = csv(minutes(600));
const args = ['strategy.ts', '--candles', 'candles.csv', '--symbol', 'X', '--out', 'o'];

describe.skipIf(!existsSync('/dev/full'))('standard output that cannot be written', () => {
  it.concurrent.each([
    ['the summary', strategy(), args],
    ['--json', strategy(), [...args, '--json']],
    ['--help', strategy(), ['--help']],
    ['what the strategy prints', strategy({ body: "console.log('seen');\nreturn null;" }), args],
  ])('ends with a message and exit code 1: %s', async (_what, source, given) => {
    const full = openSync('/dev/full', 'w');
    const { ended } = start(directoryWith({ 'candles.csv': candles, 'strategy.ts': source }), given, full);
    closeSync(full);
    const { code, stderr } = await ended;
    expect(stderr).toMatch(/^Standard output cannot be written.*ENOSPC.*\n$/);
    expect(code).toBe(1);
  });
});

describe('a reader of standard output', () => {
  it.concurrent('that has seen enough and leaves is no failure', async () => {
    const { child, ended } = start(directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy({ body: "console.log('seen');\nreturn null;" }) }), args);
    child.stdout!.destroy();
    expect(await ended).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('trades.csv and report.md', () => {
  it.concurrent('are replaced together or not at all', async () => {
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy(), 'o/trades.csv': 'old' });
    mkdirSync(join(directory, 'o/report.md'));
    const { code, stdout, stderr } = await run(directory, ...args);
    expect(stderr).toMatch(/report\.md cannot be written: it is a directory\n$/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect([readFileSync(join(directory, 'o/trades.csv'), 'utf8'), readdirSync(join(directory, 'o')).sort()]).toEqual(['old', ['report.md', 'trades.csv']]);
  });
});
