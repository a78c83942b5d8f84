import { checkPeriod, exchangeOf, instantOf, intervalOption, symbolList, usageFailure, wholeNumber, withExchange, withPatience, patienceOf, type ExchangeChoice, type ExchangeFlags, type Patience, type PatienceFlags } from '@tradewright/cli-kit';
import type { Interval, TimestampMs } from '@tradewright/core';
import type { AddCommand, CommonFlags } from '../options.ts';

export interface WarmOptions {
  readonly command: 'warm';
  readonly patience: Patience;
  readonly exchange: ExchangeChoice;
  readonly symbols: readonly string[];
  readonly interval: Interval;
  readonly fromMs: TimestampMs;
  /** Undefined: up to the last candle that has closed. */
  readonly toMs: TimestampMs | undefined;
  /** Symbols that are fetched at once. */
  readonly parallel: number;
}

interface Flags extends CommonFlags, ExchangeFlags, PatienceFlags {
  symbol?: string[];
  interval: Interval;
  from?: string;
  to?: string;
  parallel: number;
}

export function warmCommand(add: AddCommand): void {
  add<Flags>(
    'warm',
    (command) =>
      withPatience(withExchange(command))
        .description('Fetches what is missing and keeps it. Can be stopped and killed at any moment: the same command goes on.')
        .option('--symbol <symbols>', 'which, with commas between them; repeatable', symbolList)
        .option('--interval <interval>', 'length of the candles', intervalOption, '1m')
        .option('--from <instant>', 'begin, ISO 8601, UTC assumed')
        .option('--to <instant>', 'end, exclusive (default: the last candle that has closed)')
        .option('--parallel <count>', 'symbols that are fetched at once, within the one rate limit of the exchange', wholeNumber(1, 64), 4),
    optionsOf,
  );
}

function optionsOf(flags: Flags): WarmOptions {
  const exchange = exchangeOf(flags);
  const { symbol: symbols, interval, from, to, parallel } = flags;
  if (exchange === undefined) throw usageFailure('--exchange is needed: say whom to ask, for example --exchange binance.');
  if (symbols === undefined) throw usageFailure('--symbol is needed: say what to fetch, for example --symbol BTCUSDT,ETHUSDT.');
  if (from === undefined) throw usageFailure('--from is needed: say from when on, for example --from 2024-01-01.');
  const fromMs = instantOf(from, '--from');
  const toMs = to === undefined ? undefined : instantOf(to, '--to');
  if (toMs !== undefined && fromMs >= toMs) throw usageFailure(`--from (${from}) must be before --to (${to}).`);
  if (fromMs > Date.now()) throw usageFailure(`--from (${from}) lies in the future: no candle has closed there yet.`);
  checkPeriod(fromMs, toMs ?? fromMs, interval);
  return { command: 'warm', patience: patienceOf(flags), exchange, symbols, interval, fromMs, toMs, parallel };
}
