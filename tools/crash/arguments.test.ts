import { expect, it } from 'vitest';
import { ArgumentFault, parseArguments } from './arguments.ts';

it('the harness kills 25 times on files when nothing is said', () => {
  expect(parseArguments([])).toEqual({ store: 'fs', cycles: 25, seed: 1, json: false, resume: undefined });
});

it('everything can be said', () => {
  expect(parseArguments(['--store', 'postgres', '--cycles', '1000', '--seed', '7', '--resume', 'x.json', '--json'])).toEqual({ store: 'postgres', cycles: 1000, seed: 7, json: true, resume: 'x.json' });
});

it.each([[['--store', 'redis']], [['--cycles', '0']], [['--cycles', '2.5']], [['--seed', '-1']], [['--what']], [['more']]])('%j is refused with the usage', (args) => {
  expect(() => parseArguments(args)).toThrow(ArgumentFault);
  expect(() => parseArguments(args)).toThrow(/Usage: pnpm crash/);
});
