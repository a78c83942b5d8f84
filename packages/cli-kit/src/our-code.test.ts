import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isOurs } from './our-code.ts';

const at = (place: string, message = 'x'): Error => Object.assign(new Error(message), { stack: `Error: ${message}\n    at new Promise (<anonymous>)\n    at open (node:internal/fs:1:2)\n    at async call (${place}:12:34)\n    at ${import.meta.url}:1:2` });
/** That of this package. */
const manifest = new URL('../package.json', import.meta.url);
const folder = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

describe('an error is ours', () => {
  it.each(['packages/cli-kit/src/x.ts', 'packages/cli-kit/dist/index.js', 'packages/core/src/x.ts', 'packages/facade/dist/index.js', 'packages/reports/src/x.ts'])('where it comes from %s', (path) => {
    expect([isOurs(at(folder(path)), manifest), isOurs(at(`file://${folder(path)}`), manifest)]).toEqual([true, true]);
  });

  it('where it comes from this very file', () => {
    expect(isOurs(new Error('x'), manifest)).toBe(true);
  });
});

describe('an error is not ours', () => {
  it.each([
    ['from a folder named like one of ours', at('/home/me/packages/x/src/strategy.ts')],
    ['from a folder with spaces', at('file:///home/me/apps/backtest/src/my%20strategy.ts')],
    ['from a strategy that lies beside our code', at(folder('packages/cli-kit/examples/mine.ts'))],
    ['from a folder that only begins like ours', at(folder('packages/cli-kit/src-of-mine/x.ts'))],
    ['from a package that the program does not stand on', at(folder('packages/exchange-files/src/x.ts'))],
    ['that only speaks of our code', at('/home/me/strategy.ts', `two lines\n    at call (${folder('packages/core/src/x.ts')}:1:2)`)],
    ['without a trace', Object.assign(new Error('x'), { stack: undefined })],
    ['whose trace cannot be read', Object.defineProperty(new Error('x'), 'stack', { get: () => { throw new Error('no'); } })],
    ['that is no error', 'text'],
  ])('%s', (_what, error) => {
    expect(isOurs(error, manifest)).toBe(false);
  });
});
