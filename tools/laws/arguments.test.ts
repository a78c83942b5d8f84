import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ArgumentFault, parseArguments } from './arguments.ts';

const LAWS = ['oracle', 'scan', 'grammar'];

describe('what is asked for', () => {
  it('is every law from seed 1 on all cores when nothing is said', () => {
    expect(parseArguments([], LAWS)).toEqual({ laws: LAWS, runs: undefined, seed: 1, jobs: availableParallelism(), json: false });
  });

  it('is what the arguments say', () => {
    expect(parseArguments(['--runs', '1000000', 'oracle', '--seed=7', '--jobs', '3', '--json', 'oracle'], LAWS)).toEqual({ laws: ['oracle'], runs: 1_000_000, seed: 7, jobs: 3, json: true });
  });

  it.each([
    ['an unknown law', ['scam'], 'There is no law scam; the laws are oracle, scan, grammar.'],
    ['an unknown option', ['--run', '5'], "Unknown option '--run'"],
    ['no runs', ['--runs', '0'], '--runs takes a whole number from 1'],
    ['half a run', ['--runs', '1.5'], 'not "1.5"'],
    ['words for a number', ['--runs', 'many'], 'not "many"'],
    ['an empty number', ['--seed='], 'not ""'],
    ['nothing for a number', ['--runs'], 'argument missing'],
    ['too many runs', ['--runs', '99999999999'], '--runs takes'],
    ['a negative seed', ['--seed=-1'], '--seed takes a whole number from 0'],
    ['no jobs', ['--jobs', '0'], '--jobs takes a whole number from 1 to 256'],
    ['seeds beyond the last', ['--seed', '2147483647', '--runs', '2'], 'beyond the last seed'],
  ])('is refused with %s', (_name, args, message) => {
    expect(() => parseArguments(args, LAWS)).toThrow(ArgumentFault);
    expect(() => parseArguments(args, LAWS)).toThrow(message);
  });
});
