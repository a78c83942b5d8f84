import { describe, expect, it } from 'vitest';
import { candles, Market, minute } from '../test/market.ts';
import { collect, long, NAMES, SYMBOL, world, type World } from '../test/world.ts';

const second = { ...NAMES, frameName: 'second' };

/** Two frames and two exchanges, so that a pair can have several runs. */
function wide(): World {
  const made = world({ getSignal: () => long(), to: 200 });
  made.tw.addFrame({ frameName: 'second', interval: '5m', startDate: new Date(minute(0)), endDate: new Date(minute(300)) });
  made.tw.addExchange(Object.assign(new Market(candles(-2000, 3000)), { exchangeName: 'elsewhere' }));
  return made;
}

const statuses = async ({ tw }: World): Promise<string[]> => (await tw.Backtest.list()).map(({ status }) => status);

describe('the list of backtests', () => {
  it('is empty before the first', async () => {
    expect(await wide().tw.Backtest.list()).toEqual([]);
  });

  it('tells what each puts together, under an id of its own', async () => {
    const { tw } = wide();
    tw.Backtest.run(SYMBOL, NAMES);
    tw.Backtest.run('ETHUSDT', second);
    const listed = await tw.Backtest.list();
    expect(listed).toEqual([
      { id: expect.stringMatching(/^\S{8,}$/) as string, symbol: SYMBOL, ...NAMES, status: 'ready' },
      { id: expect.stringMatching(/^\S{8,}$/) as string, symbol: 'ETHUSDT', ...second, status: 'ready' },
    ]);
    expect(listed[0]!.id).not.toBe(listed[1]!.id);
  });

  it('follows a run: ready, pending once it is asked, fulfilled at its end', async () => {
    const made = wide();
    const stream = made.run();
    expect(await statuses(made)).toEqual(['ready']);
    await stream.next();
    expect(await statuses(made)).toEqual(['pending']);
    await collect(stream);
    expect(await statuses(made)).toEqual(['fulfilled']);
  });

  it('has a background run pending from its start', async () => {
    const made = wide();
    const ended = new Promise((resolve) => made.tw.listenDoneBacktest(resolve));
    made.tw.Backtest.background(SYMBOL, NAMES);
    expect(await statuses(made)).toEqual(['pending']);
    await ended;
    expect(await statuses(made)).toEqual(['fulfilled']);
  });

  it.each<[string, (made: World) => Promise<unknown>]>([
    ['consumed', (made) => expect(collect(made.run())).rejects.toThrow('no candles')],
    ['in the background', ({ tw }) => new Promise((resolve) => { tw.listenExit(resolve); tw.Backtest.background(SYMBOL, NAMES); })],
  ])('has a run that breaks off as rejected: %s', async (_how, fail) => {
    const made = world({ market: new Market(candles(-10, 50, { 5: null })), config: { CC_CANDLE_GAP: 'error' } });
    await fail(made);
    expect(await statuses(made)).toEqual(['rejected']);
  });

  it.each<[string, (made: World) => Promise<unknown>]>([
    ['left early', async ({ run }) => { for await (const _result of run()) break; }],
    ['stopped under way', async ({ run, tw }) => { for await (const _result of run()) await tw.Backtest.stop(SYMBOL, NAMES.strategyName); }],
    ['stopped before it began', async ({ run, tw }) => { run(); await tw.Backtest.stop(SYMBOL, NAMES.strategyName); }],
  ])('has a run as fulfilled that was %s', async (_how, end) => {
    const made = wide();
    await end(made);
    expect(await statuses(made)).toEqual(['fulfilled']);
  });

  it('holds one entry per symbol, strategy, exchange and frame, replaced by a new run', async () => {
    const { tw } = wide();
    const ids: string[] = [];
    for (let i = 0; i < 20; i++) {
      await collect(tw.Backtest.run(SYMBOL, NAMES));
      ids.push((await tw.Backtest.list())[0]!.id);
    }
    await collect(tw.Backtest.run(SYMBOL, second));
    await collect(tw.Backtest.run(SYMBOL, { ...NAMES, exchangeName: 'elsewhere' }));
    expect([new Set(ids).size, (await tw.Backtest.list()).length]).toEqual([20, 3]);
  });

  it('does not change with the object that names were given in', async () => {
    const { tw } = wide();
    const names = { ...NAMES };
    tw.Backtest.run(SYMBOL, names);
    names.frameName = 'second';
    expect(await tw.Backtest.list()).toMatchObject([NAMES]);
  });

  it('is one per instance', async () => {
    const [one, other] = [wide(), wide()];
    one.run();
    expect(await other.tw.Backtest.list()).toEqual([]);
  });
});

describe('stopping', () => {
  it.each([
    ['all runs of the pair', {}, ['fulfilled', 'fulfilled', 'fulfilled', 'ready']],
    ['all runs of the pair, told explicitly', { exchangeName: undefined, frameName: undefined }, ['fulfilled', 'fulfilled', 'fulfilled', 'ready']],
    ['those over one frame', { frameName: 'second' }, ['ready', 'fulfilled', 'ready', 'ready']],
    ['those on one exchange', { exchangeName: 'memory' }, ['fulfilled', 'fulfilled', 'ready', 'ready']],
    ['one of them', { exchangeName: 'memory', frameName: 'morning' }, ['fulfilled', 'ready', 'ready', 'ready']],
    ['none', { exchangeName: 'elsewhere', frameName: 'second' }, ['ready', 'ready', 'ready', 'ready']],
  ])('means %s', async (_which, choice, expected) => {
    const made = wide();
    for (const names of [NAMES, second, { ...NAMES, exchangeName: 'elsewhere' }]) made.tw.Backtest.run(SYMBOL, names);
    made.tw.Backtest.run('ETHUSDT', NAMES);
    await made.tw.Backtest.stop(SYMBOL, NAMES.strategyName, choice);
    expect(await statuses(made)).toEqual(expected);
  });
});
