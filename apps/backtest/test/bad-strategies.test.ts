import { describe, expect, it } from 'vitest';
import { csv, minutes } from './candles.ts';
import { directoryWith, run, type Ended } from './cli.ts';
import { strategy } from './strategies.ts';

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
    ['offers several without a choice', strategy().replace('export default schema', "export default [schema, { ...schema, strategyName: 'other' }]"), /choose one with --strategy: buys, other/, 2],
  ])('one that %s', async (_what, source, sentence, expected = 1) => {
    const { code, stdout, stderr } = await backtest(source, '--json', '--config', 'config.json');
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
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
    expect(stdout).toMatch(/Signals +40 refused.*; the first: Invalid signal for long position.*priceTakeProfit/);
    expect(stdout).toMatch(/Trades +0:/);
    expect(code).toBe(0);
  });

  it.concurrent.each(['42', "'buy'", '{}', "{ position: 'up' }", '[1, 2]', '10n'])('the answer %s is refused, not a crash', async (answer) => {
    const { code, stdout } = await backtest(strategy({ body: `return ${answer} as never;` }), '--json');
    const { refusedSignals, trades } = JSON.parse(stdout) as { refusedSignals: number; trades: number };
    expect(refusedSignals).toBeGreaterThan(0);
    expect({ code, trades }).toEqual({ code: 0, trades: 0 });
  });
});
