import { describe, expect, it } from 'vitest';
import { EngineError, InputError, InvariantError, SourceError, StoreConflictError, StrategyError } from './error.ts';

describe('a failure of the engine', () => {
  it.each([
    [new InputError('backtest/range', 'no'), 'InputError', 'backtest/range', false],
    [new SourceError('source/http', 'no'), 'SourceError', 'source/http', false],
    [new SourceError('source/http', 'no', { retryable: true }), 'SourceError', 'source/http', true],
    [new StrategyError('strategy/threw', 'no'), 'StrategyError', 'strategy/threw', false],
    [new StoreConflictError('run:a', 1, 2), 'StoreConflictError', 'store/conflict', false],
    [new InvariantError('no'), 'InvariantError', 'engine/invariant', false],
  ])('%s has a name, a code and says whether to try again', (error, name, code, retryable) => {
    expect(error).toMatchObject({ name, code, retryable });
  });

  it('is an Error and an EngineError', () => {
    expect([new InputError('a', 'b') instanceof EngineError, new InputError('a', 'b') instanceof Error]).toEqual([true, true]);
  });

  it('keeps its cause', () => {
    const cause = new Error('socket');
    expect(new SourceError('source/http', 'no', { cause }).cause).toBe(cause);
  });

  it('names the key and both versions of a conflict', () => {
    expect(new StoreConflictError('run:a', 1, 2)).toMatchObject({ message: 'run:a: expected version 1, found 2', key: 'run:a', expected: 1, actual: 2 });
  });
});
