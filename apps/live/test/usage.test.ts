import { csv, minutes, strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, run, start } from './cli.ts';

const files = { 'candles.csv': csv(minutes(60)), 'strategy.ts': strategy(), 'other.ts': strategy({ name: 'sells' }), 'broken.json': '{', 'unknown.json': '{ "CC_FEES": 1 }' };
const replay = ['--replay', 'candles.csv', '--symbol', 'X'];

describe('wrong usage is one sentence, exit code 2 and nothing on standard output', () => {
  it.concurrent.each<[what: string, args: readonly string[], sentence: RegExp]>([
    ['no strategy', [], /missing required argument 'strategy'\s*Name the file of a strategy/],
    ['an unknown option', ['strategy.ts', '--fast'], /unknown option '--fast'/],
    ['no symbol', ['strategy.ts'], /--symbol is needed/],
    ['a symbol without letters', ['strategy.ts', '--symbol', 'A,,B'], /must not be empty/],
    ['a symbol twice', ['strategy.ts', '--symbol', 'A,B', '--symbol', 'A'], /A is named twice/],
    ['an unknown store', ['strategy.ts', ...replay, '--store', 'mysql'], /--store.*fs, postgres/],
    ['postgres without a database', ['strategy.ts', ...replay, '--store', 'postgres'], /--store postgres needs DATABASE_URL in the environment/],
    ['a directory for postgres', ['strategy.ts', ...replay, '--store', 'postgres', '--state', 'x'], /--state is the directory of --store fs/],
    ['a way with damage for postgres', ['strategy.ts', ...replay, '--store', 'postgres', '--on-corrupt', 'last-good'], /--on-corrupt is about the files of --store fs/],
    ['a way with damage that there is not', ['strategy.ts', ...replay, '--on-corrupt', 'ignore'], /--on-corrupt.*error, last-good/],
    ['a schema for files', ['strategy.ts', ...replay, '--schema', 'x'], /--schema needs --store postgres/],
    ['a speed without a replay', ['strategy.ts', '--symbol', 'X', '--speed', '5'], /--speed needs --replay/],
    ['a begin without a replay', ['strategy.ts', '--symbol', 'X', '--from', '2023-01-01'], /--from needs --replay/],
    ['bad rows without a replay', ['strategy.ts', '--symbol', 'X', '--skip-bad-rows'], /--skip-bad-rows needs --replay/],
    ['an exchange for a replay', ['strategy.ts', ...replay, '--exchange', 'x'], /--exchange cannot be used with --replay/],
    ['a speed that is none', ['strategy.ts', ...replay, '--speed', '0'], /positive number, or max/],
    ['a date that does not exist', ['strategy.ts', ...replay, '--from', '2023-02-30'], /--from needs an instant/],
    ['a period that ends before it begins', ['strategy.ts', ...replay, '--from', '2023-02-01', '--to', '2023-01-01'], /must be before/],
    ['a port that is none', ['strategy.ts', ...replay, '--health-port', '70000'], /0 to 65535/],
    ['a lease that is too short', ['strategy.ts', ...replay, '--lease-ms', '5'], /100 or more/],
    ['an account without a name', ['strategy.ts', ...replay, '--account', ' '], /--account must not be empty/],
    ['an unknown trigger', ['strategy.ts', ...replay, '--trigger', 'auto'], /--trigger.*candle-range, vwap/],
    ['a parameter for strategies that take none', ['strategy.ts', 'other.ts', ...replay, '--param', 'a=1'], /--param a: strategy\.ts, other\.ts take no parameters/],
    ['a strategy that is not offered', ['strategy.ts', 'other.ts', ...replay, '--strategy', 'holds'], /--strategy holds: no such strategy is offered; there is buys, sells/],
    ['a configuration that is not JSON', ['strategy.ts', ...replay, '--config', 'broken.json'], /broken\.json is not JSON/],
    ['an unknown configuration key', ['strategy.ts', ...replay, '--config', 'unknown.json'], /Unknown configuration key CC_FEES/],
    ['several symbols and files of none', ['strategy.ts', '--symbol', 'A,B', '--replay', '*.csv'], /none of 1 files is called after A/],
  ])('%s', async (_what, args, sentence) => {
    const { code, stdout, stderr } = await start(directoryWith(files), ['--json', '--no-health', ...args], { env: { DATABASE_URL: undefined } }).ended;
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it.concurrent('a point to be killed at that there is not', async () => {
    const { code, stderr } = await start(directoryWith(files), ['strategy.ts', ...replay], { env: { TRADEWRIGHT_KILL_AT: 'commit:1' } }).ended;
    expect(stderr).toMatch(/^TRADEWRIGHT_KILL_AT must be one of commit\.before,/);
    expect(code).toBe(2);
  });
});

describe('what is asked for', () => {
  it.concurrent('--help lists the options and the exit codes', async () => {
    const { code, stdout } = await run(directoryWith(), '--help');
    expect(stdout).toMatch(/on paper: no order leaves this machine[\s\S]*--replay[\s\S]*Exit codes:[\s\S]*143/);
    expect(code).toBe(0);
  });

  it.concurrent('--version prints the version', async () => {
    expect(await run(directoryWith(), '--version')).toMatchObject({ code: 0, stdout: '0.1.0\n' });
  });
});
