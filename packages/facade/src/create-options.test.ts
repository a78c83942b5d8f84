import { describe, expect, it } from 'vitest';
import { createTradewright, type TradewrightOptions } from './create.ts';

describe('the options of createTradewright', () => {
  it.each<[string, unknown, string]>([
    ['null', null, 'takes an object with'],
    ['a number', 5, 'takes an object with'],
    ['a list', [], 'takes an object with'],
    ['a misspelt part', { confg: {} }, 'knows no part confg; known are config, exchangeClient, clockOf, clock, machineClock, store, broker, killSwitch, reports, logger, account, holder, leaseMs'],
    ['a clock that is none', { clock: 5 }, 'needs a clock with the functions nowMs'],
    ['a clock without sleep', { clock: { nowMs() {}, elapsedMs() {}, breathe() {}, after() {} } }, 'sleep is missing'],
    ['a writer that cannot write', { reports: {} }, 'needs a reports with the functions write'],
    ['a logger that cannot log', { logger: { log() {} } }, 'debug, info, warn is missing'],
    ['a store that is none', { store: new Map() }, 'needs a store with the functions load, commit, events, close; load, commit, events, close is missing'],
    ['a store that does not say what it can do', { store: { load() {}, commit() {}, events() {}, close() {} } }, 'in its field can'],
    ['a broker that cannot find', { broker: { place() {}, close() {} } }, 'find is missing'],
    ['a machine without a clock', { machineClock: {} }, 'needs a machineClock with the functions nowMs'],
    ['no function for clocks', { clockOf: 5 }, 'needs a function as clockOf, got 5'],
    ['no account', { account: '' }, 'needs a text as account, got ""'],
    ['nobody', { holder: 7 }, 'needs a text as holder, got 7'],
    ['a lease of no length', { leaseMs: 0 }, 'needs a positive number of milliseconds as leaseMs, got 0'],
    ['a client that is no function', { exchangeClient: {} }, 'needs a function as exchangeClient, got'],
  ])('cannot be %s', (_what, options, message) => {
    expect(() => createTradewright(options as TradewrightOptions)).toThrow(expect.objectContaining({ code: 'options/invalid', message: expect.stringContaining(message) as string }));
  });

  it('may leave everything out, also by an explicit undefined', () => {
    createTradewright().dispose();
    createTradewright({ clock: undefined, logger: undefined } as unknown as TradewrightOptions).dispose();
  });
});
