import { csv, minutes, strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, run, type Ended } from './cli.ts';

const candles = csv(minutes(600));

function backtest(source: string, ...args: readonly string[]): Promise<Ended> {
  const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': source, 'config.json': '{ "CC_MAX_SIGNAL_GENERATION_SECONDS": 1 }' });
  return run(directory, 'strategy.ts', '--candles', 'candles.csv', '--symbol', 'X', ...args);
}

describe('a strategy that cannot be run ends with one sentence, no stack trace and nothing on standard output', () => {
  it.concurrent.each<[what: string, source: string, sentence: RegExp, code?: number]>([
    ['does not parse', 'const a = 1;\nexport default { name: ;', /^strategy\.ts does not parse \(line 2\)/],
    ['declares a name twice', 'const a = 1;\nconst a = 2;', /^strategy\.ts does not parse.*(?:already been|multiple times|redeclar)/i],
    ['exports nothing', 'const a: number = 1;', /^strategy\.ts offers no strategy/],
    ['exports something else', 'export default 5;', /^strategy\.ts: .*schema.*5/],
    ['throws when it is loaded', "throw new Error('no luck');", /^strategy\.ts threw while it was loaded: no luck/],
    ['throws something that is no error', 'throw { toString() { throw 1; } };', /^strategy\.ts threw while it was loaded/],
    ['imports what cannot be found', "import 'not-installed-anywhere';", /^strategy\.ts imports what cannot be found.*not-installed-anywhere/],
    ['imports a name that is not there', "import { addEverything } from 'tradewright';\naddEverything();", /^strategy\.ts imports what is not there.*addEverything/],
    ['has an unknown interval', strategy({ interval: '7m' }), /interval must be one of 1m .*7m/],
    ['has no getSignal', "export default { strategyName: 'a', interval: '1m' };", /getSignal must be a function/],
    ['has a factory that throws', "export default () => { throw new Error('no params'); };", /factory threw: no params/],
    ['offers two of one name', strategy().replace('export default schema', 'export default [schema, { ...schema }]'), /buys already exist/],
    ['throws at every ask', strategy({ body: "throw new Error('broken inside');" }), /^All \d+ asks of the strategy failed; the first: .*broken inside/],
    ['never answers', strategy({ body: 'return new Promise(() => undefined);' }), /^The strategy answered none of its first asks; the first: .*within 1 s/],
    ['lets go of a promise that fails', strategy({ body: "void Promise.reject(new Error('let go')); return null;" }), /nobody waits for.*let go/],
    ['ends the process', strategy({ body: 'return process.exit(0);' }), /^The process was ended before the run was done.*process\.exit/],
    ['ends the process when it is loaded', 'process.exit(0);', /^The process was ended before the run was done/],
    ['ends the process with a code of its own', strategy({ body: 'if (asks > 5) process.exit(5);\nreturn buy(price);' }), /^The process was ended before the run was done/],
    ['has a factory that never comes to its end', 'export default () => new Promise(() => undefined);', /^The run waits for something that never comes/],
    ['offers several without a choice', strategy().replace('export default schema', "export default [schema, { ...schema, strategyName: 'other' }]"), /choose one with --strategy: buys, other/, 2],
  ])('one that %s', async (_what, source, sentence, expected = 1) => {
    const { code, stdout, stderr } = await backtest(source, '--json', '--config', 'config.json');
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  });

  it.concurrent('one that lies in a folder named like ours is not taken for ours', async () => {
    const source = strategy({ body: "void Promise.reject(new TypeError('let go')); return null;" });
    const directory = directoryWith({ 'candles.csv': candles, 'packages/x/src/strategy.ts': source });
    const { code, stderr } = await run(directory, 'packages/x/src/strategy.ts', '--candles', 'candles.csv', '--symbol', 'X');
    expect(stderr).toBe('Something failed that nobody waits for, most likely a promise in the strategy: let go\n');
    expect(code).toBe(1);
  });

  it.concurrent('a name that the file does not offer', async () => {
    const { code, stderr } = await backtest(strategy(), '--strategy', 'sells');
    expect(stderr).toBe('--strategy sells: strategy.ts offers no such strategy; it offers buys.\n');
    expect(code).toBe(2);
  });

  it.concurrent.each([
    ['a file that is not there', 'nowhere.ts', /^nowhere\.ts: there is no such file/],
    ['a directory', 'folder.ts', /^folder\.ts is a directory/],
  ])('%s', async (_what, name, sentence) => {
    const { code, stdout, stderr } = await run(directoryWith({ 'folder.ts/inside.txt': '' }), name);
    expect(stderr).toMatch(sentence);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});

describe('a strategy that goes wrong now and then is run, and what went wrong is counted and shown', () => {
  it.concurrent('asks that throw are counted', async () => {
    const { code, stdout } = await backtest(strategy({ body: "if (asks < 3) throw new Error('not yet'); return null;" }), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ failedAsks: 2, trades: 0, winRate: null });
    expect(code).toBe(0);
  });

  it.concurrent('a target on the wrong side is refused and counted', async () => {
    const { code, stdout } = await backtest(strategy({ body: "return { position: 'long', priceTakeProfit: price * 0.9, priceStopLoss: price * 1.1, minuteEstimatedTime: 60 };" }));
    expect(stdout).toMatch(/Signals +40 refused.*; the first on 2023-01-01 00:01 UTC: Invalid signal for long position.*priceTakeProfit/);
    expect(stdout).toMatch(/Trades +0:/);
    expect(code).toBe(0);
  });

  it.concurrent('--json tells the first refusal and the first failure, and when they were', async () => {
    const body = "if (asks < 3) throw new Error('not yet');\nreturn { position: 'long', priceTakeProfit: price * 0.9, priceStopLoss: price * 1.1, minuteEstimatedTime: 60 };";
    const { stdout } = await backtest(strategy({ body }), '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      firstFailure: { text: expect.stringContaining('not yet') as string, at: '2023-01-01T00:01:00.000Z' },
      firstRefusal: { text: expect.stringMatching(/^Invalid signal for long position/) as string, at: '2023-01-01T00:31:00.000Z' },
    });
  });

  it.concurrent('nothing that went wrong is null', async () => {
    const { stdout } = await backtest(strategy(), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ firstFailure: null, firstRefusal: null });
  });

  const vetoed = strategy({ top: "import { addRisk } from 'tradewright';\naddRisk({ riskName: 'never', validations: [() => { throw new Error('not today'); }] });" }).replace('strategyName:', "riskName: 'never', strategyName:");

  it.concurrent('signals that its risk profile refuses are told with the reason', async () => {
    const { code, stdout } = await backtest(vetoed);
    expect(stdout).toMatch(/Signals +[1-9]\d* refused.*; the first on 2023-01-01 00:01 UTC: not today/);
    expect(code).toBe(0);
  });

  it.concurrent('a run of its own in the background that ends with an error is told, the other one goes on', async () => {
    const top = `import { addExchange, addFrame, Backtest } from 'tradewright';
addExchange({ exchangeName: 'mine', getCandles: async () => [], formatPrice: async () => '', formatQuantity: async () => '', source: { name: 'mine', candles() { throw new Error('no candles here'); } } });
addFrame({ frameName: 'mine', interval: '1m', startDate: new Date('2023-01-01'), endDate: new Date('2023-01-02') });`;
    const body = "if (asks === 1) Backtest.background(symbol, { strategyName: 'buys', exchangeName: 'mine', frameName: 'mine' });\nreturn buy(price);";
    const { code, stdout, stderr } = await backtest(strategy({ top, body }));
    expect(stdout).toMatch(/Troubles +1 callback, listener, request or background run failed; the first on .*: a run in the background ended: .*no candles here/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.concurrent.each(['42', "'buy'", '{}', "{ position: 'up' }", '[1, 2]', '10n'])('the answer %s is refused, not a crash', async (answer) => {
    const { code, stdout } = await backtest(strategy({ body: `return ${answer} as never;` }), '--json');
    const { refusedSignals, trades } = JSON.parse(stdout) as { refusedSignals: number; trades: number };
    expect(refusedSignals).toBeGreaterThan(0);
    expect({ code, trades }).toEqual({ code: 0, trades: 0 });
  });
});
