import { InputError, InvariantError, SourceError, StoreError, type EngineError } from '@tradewright/core';
import { expect, it } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { endingOf, Failure, messageOf, withNote } from './failure.ts';

const program = { name: 'a-program' };

it.each([
  ['a failure of ours', new Failure('No\n  luck.', 2), 2, 'No luck.'],
  ['a refusal of the engine', new InputError('registry/unknown', 'Unknown.'), 1, 'Unknown.'],
  ['a configuration that is wrong', new InputError('config/invalid', 'Wrong:\n 1. a'), 2, 'Wrong: 1. a'],
  ['a source that cannot answer', new SourceError('files/read', 'Cut short.'), 1, 'Cut short.'],
])('%s is one sentence', (_what, error, exitCode, text) => {
  expect(endingOf(error, program)).toEqual({ exitCode, text });
});

it.each([new TypeError('x is not a function'), new InvariantError('cannot be'), 'text'])('a defect shows where it happened and asks for a report: %s', (error) => {
  const { text, exitCode } = endingOf(error, program);
  expect(exitCode).toBe(70);
  expect(text).toMatch(/^This is a defect of a-program\. Please report it/);
  if (error instanceof Error) expect(text).toMatch(/\n\s+at .*failure\.test\.ts/);
});

it('a program has codes of its own for typed errors', () => {
  const exitCodeOf = ({ code }: EngineError): number | undefined => (code.startsWith('store/') ? 4 : undefined);
  const codes = [new StoreError('store/full', 'Full.'), new InputError('a/b', 'Unknown.')].map((error) => endingOf(error, { name: 'x', exitCodeOf }).exitCode);
  expect(codes).toEqual([4, EXIT.notDone]);
});

it('whatever was thrown has a message', () => {
  const unwritable = { toString: () => { throw new Error('no'); } };
  expect([messageOf(new Error('a\nb')), messageOf(undefined), messageOf(unwritable)]).toEqual(['a b', 'undefined', 'something that cannot be written']);
});

it('a sentence more stands apart from what a library said without a full stop', () => {
  const said = (message: string): string => messageOf(withNote(new SourceError('ccxt/network', message), 'All is kept.'));
  expect([said('connect ECONNREFUSED 127.0.0.1:1'), said('Gone.'), said('Who is it?')]).toEqual(['connect ECONNREFUSED 127.0.0.1:1. All is kept.', 'Gone. All is kept.', 'Who is it? All is kept.']);
});
