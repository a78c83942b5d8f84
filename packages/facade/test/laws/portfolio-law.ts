import { seededRandom } from '@tradewright/core/testing';
import type { Tradewright } from '../../src/create.ts';
import type { IStrategyTickResult } from '../../src/types.ts';
import { SYMBOL } from '../world.ts';
import { INTERVALS } from './random-market.ts';
import { pick, randomStrategy, throughViews } from './random-strategy.ts';
import { instance, marketFor, OTHER_SYMBOL, randomConfig, randomFrame, WHOLE } from './scenario.ts';

const LONGEST = 90;
const STRATEGIES = ['one', 'two'];
const SYMBOLS = [SYMBOL, OTHER_SYMBOL];

/** A portfolio without a profile, a sizing and a hook trades each pair as a backtest of its own does, result by result, event by event. */
export async function portfolioLaw(seed: number): Promise<string | null> {
  const alone = prepared(seed);
  for (const symbol of SYMBOLS) for (const strategyName of STRATEGIES) for await (const _result of alone.tw.Backtest.run(symbol, { ...WHOLE, strategyName }));
  const together = prepared(seed);
  const results: string[] = [];
  for await (const result of together.tw.Portfolio.run(SYMBOLS, { strategyNames: STRATEGIES, exchangeName: WHOLE.exchangeName, frameName: WHOLE.frameName, capital: 1e9 })) {
    if (result.action !== 'equity' && result.action !== 'stopped') results.push(JSON.stringify(result));
  }
  const heard = [...together.heard.values()].flat();
  if (results.some((result) => !heard.includes(result))) return 'a result that no listener heard';
  for (const [pair, events] of alone.heard) {
    const same = together.heard.get(pair) ?? [];
    const at = events.findIndex((event, i) => event !== same[i]);
    if (at >= 0 || same.length !== events.length) return `${pair}: event ${at} of ${events.length}/${same.length}: alone ${events[at]}, in a portfolio ${same[at]}`;
  }
  return null;
}

function prepared(seed: number): { readonly tw: Tradewright; readonly heard: Map<string, string[]> } {
  const random = seededRandom(seed ^ 0x510e527f);
  const frame = randomFrame(random, 'frame', LONGEST);
  const market = marketFor(random, frame, SYMBOLS);
  const tw = instance(randomConfig(random));
  tw.addExchange(market.exchange('honest', { pageSize: pick(random, [undefined, 60, 200]), extra: pick(random, [0, 7]), turns: pick(random, [0, 3]) }));
  tw.addFrame(frame.schema);
  for (const strategyName of STRATEGIES) {
    const strategy = randomStrategy(random, INTERVALS);
    const ask = throughViews(strategy);
    const late = random() < 0.3;
    tw.addStrategy({ strategyName, interval: strategy.interval, history: strategy.history, getSignal: late ? async (...given) => ask(...given) : ask });
  }
  const heard = new Map<string, string[]>();
  const note = (given: Pick<IStrategyTickResult, 'symbol' | 'strategyName'>): void => {
    const pair = `${given.symbol} ${given.strategyName}`;
    heard.set(pair, [...(heard.get(pair) ?? []), JSON.stringify(given)]);
  };
  tw.listenSignalBacktest(note, { idle: false });
  tw.listenPartialProfit(note);
  tw.listenPartialLoss(note);
  tw.listenRisk(note);
  tw.listenDoneBacktest(note);
  return { tw, heard };
}
