import { isNoise } from '../number/finite.ts';
import { MIN_DAYS, MIN_TRADES } from './equity-path.ts';
import type { TradeFigures } from './trade-statistics.ts';

/** Why a figure is `null`, by its name. */
export type Reasons = Readonly<Partial<Record<keyof TradeFigures, string>>>;

interface Sample {
  readonly trades: number;
  readonly days: number;
  readonly hasTrials: boolean;
  readonly hasBootstrap: boolean;
}

interface Rule {
  readonly says: string;
  holds(figures: TradeFigures, sample: Sample): boolean;
}

const NO_TRADES: Rule = { says: 'no trades', holds: (_, { trades }) => trades === 0 };
const NO_NUMBER: Rule = { says: 'a result is no finite number', holds: ({ totalPnl }) => totalPnl === null };
const ONE_TRADE: Rule = { says: 'only one trade', holds: (_, { trades }) => trades < 2 };
const ALIKE: Rule = { says: 'all results are alike', holds: ({ stdDev }) => isNoise(stdDev) };
const NO_WINS: Rule = { says: 'no wins', holds: ({ winCount }) => winCount === 0 };
const NO_LOSSES: Rule = { says: 'no losses', holds: ({ lossCount }) => lossCount === 0 };
const NO_TIME: Rule = { says: 'the trades took no time that can be measured', holds: () => true };
const FEW_TRADES: Rule = { says: `fewer than ${MIN_TRADES} trades`, holds: (_, { trades }) => trades < MIN_TRADES };
const FEW_DAYS: Rule = { says: `fewer than ${MIN_DAYS} days`, holds: (_, { days }) => days < MIN_DAYS };
const ENDLESS: Rule = { says: 'the period has no end', holds: (_, { days }) => !Number.isFinite(days) };
const STILL: Rule = { says: 'equity moved on no day, or every day alike', holds: ({ dailyReturns }) => isNoise(dailyReturns?.deviation ?? null) };
const NO_LOST_DAY: Rule = { says: 'no day lost', holds: ({ dailyReturns }) => isNoise(dailyReturns?.downside ?? null) };
const NO_FALL: Rule = { says: 'no drawdown', holds: ({ maxDrawdown }) => maxDrawdown === 0 };
const NOT_RECOVERED: Rule = { says: 'not recovered', holds: ({ maxDrawdown }) => maxDrawdown !== null };
const NOTHING_WON: Rule = { says: 'nothing was won before costs', holds: ({ grossPnl }) => grossPnl !== null };
const NO_TRIALS: Rule = { says: 'the number of trials was not given', holds: (_, { hasTrials }) => !hasTrials };
const NOT_ASKED: Rule = { says: 'not asked for', holds: (_, { hasBootstrap }) => !hasBootstrap };
const ELSE: Rule = { says: 'beyond what a number can hold', holds: () => true };

const DAILY = [FEW_TRADES, FEW_DAYS, ENDLESS] as const;

/** What may be the cause, by figure; the first that holds is given. */
const RULES: Readonly<Partial<Record<keyof TradeFigures, readonly Rule[]>>> = {
  stdDev: [ONE_TRADE],
  sharpeRatio: [ONE_TRADE, ALIKE],
  annualizedSharpeRatio: [ONE_TRADE, ALIKE],
  certaintyRatio: [NO_WINS, NO_LOSSES],
  profitFactor: [NO_WINS, NO_LOSSES],
  expectancy: [NO_WINS, NO_LOSSES],
  avgWin: [NO_WINS],
  avgLoss: [NO_LOSSES],
  expectedYearlyReturns: [NO_TIME],
  dailySharpeRatio: [...DAILY, STILL],
  dailySortinoRatio: [...DAILY, NO_LOST_DAY],
  calmarRatio: [...DAILY, NO_FALL],
  cagr: DAILY,
  dailyReturns: DAILY,
  maxDrawdownPeakAtMs: [NO_FALL],
  maxDrawdownTroughAtMs: [NO_FALL],
  maxDrawdownRecoveredAtMs: [NO_FALL, NOT_RECOVERED],
  maxDrawdownRecoveryMs: [NO_FALL, NOT_RECOVERED],
  feeShare: [NOTHING_WON],
  slippageShare: [NOTHING_WON],
  exposure: [NO_TIME],
  turnover: DAILY,
  probabilisticSharpeRatio: [...DAILY, STILL],
  deflatedSharpeRatio: [NO_TRIALS, ...DAILY, STILL],
  bootstrap: [NOT_ASKED, FEW_TRADES],
};

/** Figures that do not look at results, so that a result that is no number is not to blame. */
const WITHOUT_RESULTS: ReadonlySet<string> = new Set(['exposure', 'turnover', 'totalFees', 'totalSlippage', 'mae', 'mfe']);

export function reasonsOf(figures: TradeFigures, sample: Sample): Reasons {
  const names = Object.keys(figures) as (keyof TradeFigures)[];
  return Object.fromEntries(names.filter((name) => figures[name] === null).map((name) => [name, reasonOf(name, figures, sample)]));
}

function reasonOf(name: keyof TradeFigures, figures: TradeFigures, sample: Sample): string {
  const broken = WITHOUT_RESULTS.has(name) ? [] : [NO_NUMBER];
  const rules = [NO_TRADES, ...broken, ...(RULES[name] ?? []), ELSE];
  return rules.find((rule) => rule.holds(figures, sample))!.says;
}
