import { describe, expect, it } from 'vitest';
import { isHaltCommand, parseHaltOptions, type HaltOptions } from './options.ts';

function parsed(words: readonly string[]): HaltOptions {
  const [command, ...rest] = words;
  if (!isHaltCommand(command)) throw new Error('no command');
  const answer = parseHaltOptions(command, rest);
  if (!('options' in answer)) throw new Error('nothing to do');
  return answer.options;
}

describe('the command line of a kill switch', () => {
  it.each<[what: string, words: readonly string[], sentence: RegExp]>([
    ['a halt without a reason', ['halt'], /--reason is needed/],
    ['an empty reason', ['halt', '--reason', ' '], /--reason is needed/],
    ['a reason for going on', ['resume', '--reason', 'x'], /unknown option '--reason'/],
    ['a word too many', ['resume', 'now'], /too many arguments/],
    ['a schema for files', ['halted', '--schema', 'x'], /--schema needs --store postgres/],
    ['a directory for postgres', ['halted', '--store', 'postgres', '--state', 'x'], /--state is the directory of --store fs/],
    ['an account without a name', ['resume', '--account', ' '], /--account must not be empty/],
  ])('refuses %s as wrong usage', (_what, words, sentence) => {
    expect(() => parsed(words)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringMatching(sentence) as string }));
  });

  it('says for whom, where and how', () => {
    expect(parsed(['halt', '--reason', ' the news ', '--close', '--account', 'mine', '--json'])).toEqual({ task: { kind: 'halt', reason: 'the news', closesPositions: true }, account: 'mine', json: true, store: { kind: 'fs', directory: './dump/data', onCorrupt: 'error' } });
    expect(parsed(['resume', '--store', 'postgres', '--schema', 'x'])).toMatchObject({ task: { kind: 'resume' }, store: { kind: 'postgres', schema: 'x' } });
  });

  it('is one only where the first word says so', () => {
    expect(['halt', 'resume', 'halted', 'strategy.ts', './halt', 'constructor', undefined].map(isHaltCommand)).toEqual([true, true, true, false, false, false, false]);
  });
});
