import { strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, run } from './cli.ts';

describe('wrong usage is one sentence, exit code 2 and nothing on standard output', () => {
  it.concurrent.each<[what: string, args: readonly string[], sentence: RegExp]>([
    ['an unknown option', ['--fast'], /unknown option '--fast'/],
    ['an option without its value', ['--candles'], /--candles <glob>.*argument missing/],
    ['two strategies, as an unquoted glob makes them', ['strategy.ts', 'other.csv'], /put a glob in quotes/],
    ['candles without a symbol', ['--candles', 'x.csv'], /--candles needs --symbol/],
    ['two sources of candles', ['--candles', 'x.csv', '--symbol', 'X', '--synthetic', '1'], /not both/],
    ['a seed that is no number', ['--synthetic', 'one'], /A seed is a whole number/],
    ['a date that does not exist', ['--from', '2023-02-30'], /--from needs an instant.*2023-02-30/],
    ['an output directory without a name', ['strategy.ts', '--out', ''], /--out must not be empty/],
    ['an output directory with a blank name', ['strategy.ts', '--out', ' '], /--out must not be empty/],
    ['a period that ends before it begins', ['--from', '2023-02-01', '--to', '2023-01-01'], /--from \(2023-02-01\) must be before --to/],
    ['an exchange and files', ['--exchange', 'binance', '--candles', 'a.csv', '--symbol', 'X', '--from', '2024-01-01'], /either --exchange or --candles/],
    ['an exchange without a symbol', ['--exchange', 'binance', '--from', '2024-01-01'], /--exchange needs --symbol/],
    ['an exchange without a begin', ['--exchange', 'binance', '--symbol', 'X'], /--exchange needs --from/],
    ['an exchange from tomorrow on', ['--exchange', 'binance', '--symbol', 'X', '--from', '2999-01-01'], /must be before the last midnight/],
    ['a store without an exchange', ['--dir', 'candles'], /--dir needs --exchange/],
    ['another host without an exchange', ['--exchange-url', 'http://localhost'], /--exchange-url needs --exchange/],
    ['broken rows of an exchange', ['--exchange', 'binance', '--symbol', 'X', '--from', '2024-01-01', '--skip-bad-rows'], /--skip-bad-rows is about rows of files/],
    ['a period that ends as it begins', ['--from', '2023-02-01', '--to', '2023-02-01'], /must be before/],
    ['a parameter without a value', ['--param', 'fast'], /Write it as name=value/],
    ['a parameter for a strategy that takes none', ['strategy.ts', '--param', 'fast=3'], /takes no parameters/],
    ['a number of cuts that is none', ['--check-lookahead', '--cuts', '0'], /--cuts.*whole number from 1 to 1000/],
    ['an unknown trigger', ['--trigger', 'auto'], /--trigger.*candle-range, vwap/],
    ['a configuration that is not there', ['--config', 'nowhere.json'], /nowhere\.json.*cannot be read/],
    ['a configuration that is not JSON', ['--config', 'broken.json'], /broken\.json is not JSON/],
    ['a configuration that is a list', ['--config', 'list.json'], /an object of configuration keys is needed/],
    ['an unknown configuration key', ['--config', 'unknown.json'], /Unknown configuration key CC_FEES/],
    ['a configuration value that cannot be', ['--config', 'negative.json'], /CC_TRADE_FEE must be a non-negative number/],
    ['a strategy that is no program', ['broken.json'], /a \.ts or \.js file is needed/],
  ])('%s', async (_what, args, sentence) => {
    const directory = directoryWith({
      'strategy.ts': strategy(),
      'broken.json': '{',
      'list.json': '[]',
      'unknown.json': '{ "CC_FEES": 1 }',
      'negative.json': '{ "CC_TRADE_FEE": -1 }',
    });
    const { code, stdout, stderr } = await run(directory, '--json', ...args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it.concurrent('an output directory that cannot be made ends the run with one sentence', async () => {
    const { code, stdout, stderr } = await run(directoryWith({ file: '' }), '--to', '2020-01-03', '--out', 'file/below');
    expect(stderr).toMatch(/trades\.csv cannot be written/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});

describe('what is asked for', () => {
  it.concurrent('--help lists the options and the exit codes', async () => {
    const { code, stdout } = await run(directoryWith(), '--help');
    expect(stdout).toMatch(/--check-lookahead[\s\S]*Exit codes:[\s\S]*130/);
    expect(code).toBe(0);
  });

  it.concurrent('--version prints the version', async () => {
    expect(await run(directoryWith(), '--version')).toMatchObject({ code: 0, stdout: '0.1.0\n' });
  });
});
