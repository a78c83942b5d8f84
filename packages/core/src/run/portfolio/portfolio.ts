import { InputError } from '../../error.ts';
import { intervalMs } from '../../market/interval.ts';
import type { RiskRule } from '../../ports/risk-rule.ts';
import { backtestParts } from '../backtest-parts.ts';
import { Breath } from '../breath.ts';
import { PositionBook } from '../position-book.ts';
import { PriceBoard, SeriesQuotes } from '../price-board.ts';
import { Account } from './account.ts';
import { checkPortfolio, type PortfolioLine, type PortfolioOptions } from './options.ts';
import { PortfolioRun } from './portfolio-run.ts';
import { Seat } from './seat.ts';
import type { Desk } from './table.ts';

/**
 * Backtests several strategies and symbols on one clock and one account. Each line's signals are those of a run of its
 * own, as far as shared rules, sizes and the rebalancing hook let them be.
 *
 * @throws {InputError} `portfolio/…`, `risk/…`, and as `backtest`; later failures reject the iteration
 */
export function portfolio(options: PortfolioOptions): PortfolioRun {
  checkPortfolio(options);
  const { lines, capitalQuote, fromMs, toMs, clock, cancel, rebalance, equityEvery = '1h', book = new PositionBook() } = options;
  const pointEveryMs = intervalMs(equityEvery);
  const board = new PriceBoard();
  const account = new Account(capitalQuote, board);
  const seats = lines.map((line) => seatOf(line, options, { account, board, book }));
  return new PortfolioRun({ seats, account, desks: desksOf(lines, options, book), fromMs, toMs, pointEveryMs, rebalance, cancel, breath: clock === undefined ? undefined : new Breath(clock) });
}

interface Shared {
  readonly account: Account;
  readonly board: PriceBoard;
  readonly book: PositionBook;
}

function seatOf(line: PortfolioLine, options: PortfolioOptions, { account, board, book }: Shared): Seat {
  const { symbol, strategy, candles, key, exchangeName = options.exchangeName ?? '', risk = options.risk, sizer = options.sizer, frames = options.frames, book: own = book } = line;
  const { lines: _lines, capitalQuote: _capital, currency: _currency, equityEvery: _every, rebalance: _rebalance, rules, risk: _risk, sizer: _sizer, frames: _frames, ...rest } = options;
  let quotes: SeriesQuotes | null = null;
  const parts = backtestParts({
    ...rest, symbol, strategy, candles, exchangeName, book: own,
    rules: { ...rules, ...(key === undefined ? {} : { key }) },
    ...(risk === undefined ? {} : { risk }),
    ...(sizer === undefined ? {} : { sizer }),
    ...(frames === undefined ? {} : { frames }),
  }, { account: account.of(() => quotes), holdsAnswers: true });
  quotes = new SeriesQuotes(parts.tape.series, parts.looked, parts.firstMs);
  board.show({ symbol, exchangeName }, quotes);
  return new Seat({ ...parts, symbol, strategyName: strategy.name, exchangeName, quotes, ruleNames: (risk ?? []).map(({ name }) => name), book: own, fromMs: options.fromMs, toMs: options.toMs });
}

/** Rules of several lines that go by one name over one book are one rule, of which all lines hold the same. */
function desksOf(lines: readonly PortfolioLine[], options: PortfolioOptions, shared: PositionBook): readonly Desk[] {
  const desks = new Map<PositionBook, Map<string, RiskRule>>();
  for (const { risk = options.risk ?? [], book = shared } of lines) {
    const rules = desks.get(book) ?? new Map<string, RiskRule>();
    desks.set(book, rules);
    for (const rule of risk) rules.set(rule.name, oneOf(rules.get(rule.name), rule));
  }
  return [...desks].map(([book, rules]) => ({ book, rules: [...rules.values()] }));
}

/** @throws {InputError} `risk/name` for two rules of one name: what they remember would be one memory */
function oneOf(known: RiskRule | undefined, rule: RiskRule): RiskRule {
  if (known === undefined || known === rule || (rule.partOf !== undefined && rule.partOf === known.partOf)) return rule;
  throw new InputError('risk/name', `Lines that share their slots have two risk rules called ${rule.name}. What a rule remembers is kept under its name: hand the same rule to all lines, or give one of them another name.`);
}
