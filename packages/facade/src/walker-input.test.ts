import { describe, expect, it } from 'vitest';
import { contest, strategy, three, WALKER, WHICH } from '../test/contest.ts';
import { codeOf, NAMES, SYMBOL } from '../test/world.ts';
import type { IWalkerSchema } from './types.ts';

const { exchangeName, frameName } = NAMES;

describe('walking with bad input', () => {
  type Call = (...given: unknown[]) => unknown;

  it.each(['run', 'background'] as const)('Walker.%s refuses it by name', (method) => {
    const made = contest(three());
    const call = made.tw.Walker[method].bind(made.tw.Walker) as Call;
    const refusal = (...given: unknown[]): string | undefined => {
      try {
        call(...given);
        return undefined;
      } catch (error) {
        return `${(error as { code: string }).code} ${(error as Error).message}`;
      }
    };
    expect(refusal(SYMBOL, { walkerName: 'nobody' })).toContain(`registry/unknown walker nobody not found source=Walker.${method}`);
    for (const symbol of ['', ' ', 7, null, undefined]) expect(refusal(symbol, WHICH)).toContain('run/symbol');
    for (const context of [null, undefined, 'contest']) expect(refusal(SYMBOL, context)).toContain('run/context');
    for (const walkerName of [undefined, null, 7, '']) expect(refusal(SYMBOL, { walkerName })).toContain('registry/unknown');
    const add = (walkerName: string, over: Partial<IWalkerSchema>): void => made.tw.addWalker({ walkerName, exchangeName, frameName, strategies: ['once'], ...over });
    add('lost', { strategies: ['once', 'nobody'] });
    add('nowhere', { exchangeName: 'nowhere' });
    add('never', { frameName: 'never' });
    made.tw.addStrategy(strategy('reckless', [], { riskName: 'no such' }));
    add('risky', { strategies: ['reckless'] });
    expect(refusal(SYMBOL, { walkerName: 'lost' })).toContain('strategy nobody not found');
    expect(refusal(SYMBOL, { walkerName: 'nowhere' })).toContain('exchange nowhere not found');
    expect(refusal(SYMBOL, { walkerName: 'never' })).toContain('frame never not found');
    expect(refusal(SYMBOL, { walkerName: 'risky' })).toContain('risk no such not found');
    expect(made.story).toEqual([]);
  });

  it.each(['stop', 'getData', 'getReport', 'dump'] as const)('Walker.%s refuses it by name', async (method) => {
    const made = contest(three());
    const call = made.tw.Walker[method].bind(made.tw.Walker) as (...given: unknown[]) => Promise<unknown>;
    await expect(call(SYMBOL, 'nobody')).rejects.toThrow(`walker nobody not found source=Walker.${method}`);
    for (const symbol of ['', ' ', 7, null, undefined]) expect(await codeOf(call(symbol, WALKER))).toBe('run/symbol');
    expect(await codeOf(call(SYMBOL, WALKER))).toBe(method === 'stop' ? 'fulfilled' : 'walker/none');
    await made.walk();
    if (method === 'dump') for (const path of ['', 7, null]) expect(await codeOf(call(SYMBOL, WALKER, path))).toBe('dump/directory');
  });
});
