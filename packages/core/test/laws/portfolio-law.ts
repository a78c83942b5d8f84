import { columnsOf, CandleSeries, type RiskRule, type Strategy } from '@tradewright/core';
import { backtest, portfolio, type BacktestOptions, type PortfolioEvent, type PortfolioLine, type QuietKind, type RunEvent } from '@tradewright/core/run';
import { ArraySource, differentEvents, seededRandom, type Random } from '@tradewright/core/testing';
import { randomScenario } from '../law.ts';
import { extrasOf } from './extras.ts';

/**
 * Without a rule, size or hook that looks at more than its own line, a portfolio tells of each line what a run of its own
 * tells, event by event, in the order of time (issue 6, §3).
 */
export async function portfolioLaw(seed: number): Promise<string | null> {
  const random = seededRandom(seed ^ 0x3c6ef372);
  const { rules, frame, fromMs, toMs } = randomScenario(seed);
  const wants = pick<readonly QuietKind[]>(random, [[], [], [], ['idle'], ['active'], ['progress'], ['idle', 'active', 'progress']]);
  const common = { rules, frame, fromMs, toMs, wants, stepEvery: random() < 0.15 } satisfies Partial<BacktestOptions>;
  const make = linesOf(seed, random);
  const lines = make();
  const run = portfolio({ ...common, lines, capitalQuote: 10_000 });
  const told: PortfolioEvent[] = [];
  for await (const event of run) told.push(event);
  const disorder = outOfOrder(told);
  if (disorder !== null) return disorder;
  for (const [i, line] of make().entries()) {
    const alone = backtest({ ...common, ...line });
    const expected: RunEvent[] = [];
    for await (const event of alone) expected.push(event);
    const found = differentEvents('alone', expected, 'in the portfolio', ofLine(told, lines[i]!)) ?? differentEvents('alone', [alone.counts], 'in the portfolio', [run.lines[i]!.counts]);
    if (found !== null) return `line ${i} of ${lines.length} (${line.symbol}): ${found}`;
  }
  return null;
}

/** One to four symbols with candles of their own; some have two strategies. */
function linesOf(seed: number, random: Random): () => PortfolioLine[] {
  const count = 1 + Math.floor(random() * 4);
  const plans = Array.from({ length: count }, (_unused, i) => {
    const { candles, strategy, pageSize } = randomScenario(seed + i * 1_000_003);
    const strategies = random() < 0.2 ? [strategy, randomScenario(seed + (i + 9) * 1_000_003).strategy] : [strategy];
    return { symbol: `COIN${i}`, candles, pageSize, strategies: strategies.map((one) => (random() < 0.2 ? late(one) : one)), isWhole: random() < 0.3 };
  });
  return () => plans.flatMap(({ symbol, candles, pageSize, strategies, isWhole }) => strategies.map((strategy) => ({
    symbol, ...rulesAndSize(symbol, strategy), candles: isWhole ? CandleSeries.over(columnsOf(candles)) : new ArraySource(candles, pageSize),
  })));
}

/** Rules that look at their own line only, sizes, and a strategy that fails at times. */
function rulesAndSize(symbol: string, given: Strategy): Pick<PortfolioLine, 'strategy' | 'risk' | 'sizer'> {
  const { strategy, risk: rules, sizer } = extrasOf(symbol.length + given.name.length * 31, given);
  const risk = rules.map(({ name, judge }): RiskRule => ({ name: `${name} of ${symbol} by ${given.name}`, judge: (request, state) => judge({ ...request, activePositions: [] }, state) }));
  return sizer === undefined ? { strategy, risk } : { strategy, risk, sizer };
}

/** A strategy that answers some microtasks later. */
function late(strategy: Strategy): Strategy {
  return {
    ...strategy,
    ask(context) {
      const answer = strategy.ask(context);
      return (context.nowMs / 60_000) % 3 === 0 ? Promise.resolve().then(() => answer) : answer;
    },
  };
}

function ofLine(told: readonly PortfolioEvent[], { symbol, strategy: { name } }: PortfolioLine): RunEvent[] {
  return told.flatMap((one) => (one.kind === 'line' && one.symbol === symbol && one.strategyName === name ? [one.event] : []));
}

/** Time never goes back in what a portfolio tells. */
function outOfOrder(told: readonly PortfolioEvent[]): string | null {
  let lastMs = 0;
  for (const one of told) {
    const atMs = knownAtMs(one);
    if (atMs === null) continue;
    if (atMs < lastMs) return `${one.kind === 'line' ? one.event.kind : one.kind} of ${new Date(atMs).toISOString()} was told after ${new Date(lastMs).toISOString()}`;
    lastMs = atMs;
  }
  return null;
}

function knownAtMs(one: PortfolioEvent): number | null {
  switch (one.kind) {
    case 'equity':
      return one.point.atMs;
    case 'stopped':
      return one.atMs;
    default:
      return one.event.kind === 'gap' ? null : 'knownAtMs' in one.event ? one.event.knownAtMs : one.event.atMs;
  }
}

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!;
}
