import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTradewright, type Tradewright } from '../src/create.ts';
import { candles, Market } from './market.ts';
import { FREE } from './world.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const index = fileURLToPath(new URL('../src/index.ts', import.meta.url));

/** A user's file, as seed 004 has it: every name a member of a string enum. Enums are not erasable, so it cannot lie in this repository. */
const USER_FILE = `
import type { IExchangeSchema, ISignalDto, Tradewright } from '${index}';

enum ExchangeName { Memory = 'memory' }
enum StrategyName { Breakout = 'breakout', Idle = 'idle' }
enum FrameName { Morning = 'morning' }
enum RiskName { Modest = 'modest' }
enum SizingName { Fixed = 'fixed' }
enum WalkerName { Contest = 'contest' }
enum OptimizerName { Writer = 'writer' }

export async function play(tw: Tradewright, exchange: Omit<IExchangeSchema, 'exchangeName'>): Promise<unknown[]> {
  const [startDate, endDate] = [new Date('2024-01-01T00:00:00Z'), new Date('2024-01-01T00:10:00Z')];
  tw.addExchange({ ...exchange, exchangeName: ExchangeName.Memory });
  tw.addRisk({ riskName: RiskName.Modest, validations: [] });
  tw.addSizing({ sizingName: SizingName.Fixed, method: 'fixed-percentage', riskPercentage: 1 });
  tw.addFrame({ frameName: FrameName.Morning, interval: '1m', startDate, endDate });
  const signal: ISignalDto = { position: 'long', priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 3 };
  tw.addStrategy({ strategyName: StrategyName.Breakout, interval: '1m', riskName: RiskName.Modest, getSignal: async (_symbol, when) => (when.getTime() === startDate.getTime() ? signal : null) });
  tw.addStrategy({ strategyName: StrategyName.Idle, interval: '5m', getSignal: async () => null });
  tw.addWalker({ walkerName: WalkerName.Contest, exchangeName: ExchangeName.Memory, frameName: FrameName.Morning, strategies: [StrategyName.Breakout, StrategyName.Idle] });
  tw.addOptimizer({ optimizerName: OptimizerName.Writer, rangeTrain: [{ startDate, endDate }], rangeTest: { startDate, endDate }, source: [async () => []], getPrompt: async () => '' });
  const told: unknown[] = [];
  tw.listenSignalBacktest((result) => { if (result.action === 'closed' && result.strategyName === StrategyName.Breakout) told.push(result.closeReason); });
  for await (const result of tw.Backtest.run('BTCUSDT', { strategyName: StrategyName.Breakout, exchangeName: ExchangeName.Memory, frameName: FrameName.Morning })) told.push(result.exchangeName === ExchangeName.Memory);
  await tw.Backtest.stop('BTCUSDT', StrategyName.Breakout, { exchangeName: ExchangeName.Memory, frameName: FrameName.Morning });
  told.push(await tw.PositionSize.fixedPercentage('BTCUSDT', 1000, 100, 95, { sizingName: SizingName.Fixed }));
  tw.overrideStrategy({ strategyName: StrategyName.Idle, interval: '15m' });
  tw.removeWalker(WalkerName.Contest);
  told.push((await tw.listStrategies()).map(({ strategyName }) => strategyName === StrategyName.Idle), (await tw.listWalkers()).length);
  return told;
}
`;

let folder: string;
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enum-names-'));
  const options = { erasableSyntaxOnly: false, types: ['node'], typeRoots: [join(root, 'node_modules/@types')], isolatedDeclarations: false };
  await writeFile(file('user.ts'), USER_FILE);
  await writeFile(file('tsconfig.json'), JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions: options, files: ['user.ts'] }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('string enums as names', () => {
  it('compile', async () => {
    const compiling = promisify(execFile)(join(root, 'node_modules/.bin/tsc'), ['-p', file('tsconfig.json')]);
    expect(await compiling.then(() => 'it does', (error: Error & { stdout: string }) => error.stdout || error.message)).toBe('it does');
  });

  it('run', async () => {
    const { play } = (await import(/* @vite-ignore */ file('user.ts'))) as { play: (tw: Tradewright, exchange: Market) => Promise<unknown[]> };
    expect(await play(createTradewright({ config: FREE }), new Market(candles(-50, 100)))).toEqual(['time_expired', true, 2, [false, true], 0]);
  });
});
