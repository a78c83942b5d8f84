import { expect, it } from 'vitest';
import { exitCodesText } from './exit-codes.ts';
import { STORE_EXIT, typedExitCode } from './store-exit-codes.ts';

it('exit codes stand in a table', () => {
  expect(exitCodesText({ 0: 'done', 130: 'interrupted' })).toBe('Exit codes:\n  0    done\n  130  interrupted');
});

it.each([
  ['store/full', STORE_EXIT.store],
  ['store/whatever-comes', STORE_EXIT.store],
  ['store/denied', STORE_EXIT.access],
  ['store/corrupt', STORE_EXIT.format],
  ['store/options', 2],
  ['ccxt/unknown-exchange', 2],
  ['ccxt/network', undefined],
  ['files/empty', undefined],
])('%s ends with %s', (code, exitCode) => {
  expect(typedExitCode(code)).toBe(exitCode);
});
