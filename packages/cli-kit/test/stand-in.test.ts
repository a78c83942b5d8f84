import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { CommandBench } from '../src/testing/index.ts';

const bench = new CommandBench(fileURLToPath(new URL('./stand-in-program.ts', import.meta.url)), 'stand-in');
afterAll(() => bench[Symbol.dispose]());

const uses = "addStrategy({ strategyName: 'mine', interval: '1m', getSignal: () => null });";

it.each([
  ['a module', 'user.ts', `import { addStrategy, Backtest, DEFAULT_CONFIG, listenSignal } from 'tradewright';\n${uses}\nexport default [DEFAULT_CONFIG.CC_TRADE_FEE, Backtest, listenSignal];`],
  ['CommonJS', 'user.cts', `const { addStrategy, Backtest, DEFAULT_CONFIG, listenSignal } = require('tradewright');\n${uses}\nmodule.exports = [DEFAULT_CONFIG.CC_TRADE_FEE, Backtest, listenSignal];`],
])('what %s of the user takes from tradewright belongs to the instance given', async (_what, name, text) => {
  const directory = bench.directoryWith({ [name]: text });
  const { code, stdout, stderr } = await bench.run(directory, join(directory, name));
  expect({ code, stderr, told: JSON.parse(stdout || 'null') as unknown }).toEqual({ code: 0, stderr: '', told: { registered: 1, elsewhere: 0, same: [true, true, true] } });
});
