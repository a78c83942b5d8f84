import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { append, parameter, parseCommandLine, symbolList, wholeNumber, type Parsed } from './command-line.ts';

interface Options {
  readonly words: readonly string[];
  readonly count?: number;
}

function parsed(...argv: string[]): Parsed<Options> {
  return parseCommandLine<Options>(argv, (take) => {
    const root = new Command('x').version('1.2.3');
    root.command('do').argument('[words...]').option('--count <n>', 'how many', wholeNumber(1, 5)).action((words: string[], flags: { count?: number }) => take({ words, ...flags }));
    return root;
  }, { 'commander.unknownOption': 'Look it up.' });
}

describe('a command line', () => {
  it('is what was asked for, or a text to print', () => {
    expect(parsed('do', 'a', 'b', '--count', '3')).toEqual({ options: { words: ['a', 'b'], count: 3 } });
    expect(parsed('--version')).toEqual({ print: '1.2.3\n' });
    expect(parsed('do', '--help')).toEqual({ print: expect.stringContaining('--count <n>') });
  });

  it.each([
    [['do', '--fast'], "unknown option '--fast' Look it up."],
    [['do', '--count', '6'], "option '--count <n>' argument '6' is invalid. It is a whole number from 1 to 5."],
    [['sing'], "unknown command 'sing'"],
  ])('%j is wrong usage, told in one line, also below a subcommand', (argv, message) => {
    expect(() => parsed(...argv)).toThrow(expect.objectContaining({ message, exitCode: 2 }));
  });
});

describe('values of options', () => {
  it('are collected', () => {
    expect(append('b', append('a'))).toEqual(['a', 'b']);
    expect(symbolList('C', symbolList('A, B'))).toEqual(['A', 'B', 'C']);
    expect(() => symbolList('A', ['A'])).toThrow('A is named twice.');
    expect(() => symbolList('A,')).toThrow('must not be empty');
  });

  it('by name are numbers, true or false, or text', () => {
    const given = ['n=1.5', 'yes=true', 'no=false', 'text=a=b', 'empty=', 'spaces= '].reduce<ReturnType<typeof parameter>>((before, text) => parameter(text, before), {});
    expect(given).toEqual({ n: 1.5, yes: true, no: false, text: 'a=b', empty: '', spaces: ' ' });
    for (const wrong of ['n', '=1', '__proto__=1']) expect(() => parameter(wrong)).toThrow('Write it as name=value.');
  });

  it.each(['', ' ', '0', '1.5', 'x', '65'])('"%s" is no whole number from 1 to 64', (text) => {
    expect(() => wholeNumber(1, 64)(text)).toThrow('It is a whole number from 1 to 64.');
  });
});
