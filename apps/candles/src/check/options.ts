import { exchangeOf, instantOf, intervalOption, symbolList, usageFailure, withExchange, withPatience, patienceOf, type ExchangeChoice, type ExchangeFlags, type Patience, type PatienceFlags } from '@tradewright/cli-kit';
import type { Interval, TimestampMs } from '@tradewright/core';
import type { AddCommand, CommonFlags } from '../options.ts';

export interface CheckOptions {
  readonly command: 'check';
  readonly patience: Patience;
  /** Which series; undefined: every one. */
  readonly exchange: ExchangeChoice | undefined;
  readonly symbols: readonly string[] | undefined;
  readonly interval: Interval | undefined;
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  /** `holes`: ask again for what is missing; `all`: ask again for everything and compare. */
  readonly again: 'holes' | 'all' | null;
}

interface Flags extends CommonFlags, ExchangeFlags, PatienceFlags {
  symbol?: string[];
  interval?: Interval;
  from?: string;
  to?: string;
  repair?: true;
  refetch?: true;
}

export function checkCommand(add: AddCommand): void {
  add<Flags>(
    'check',
    (command) =>
      withPatience(withExchange(command, 'only what is kept of this one'))
        .description('Reads everything that is kept: what it covers, its gaps, its content hash, and whether it is whole.')
        .option('--symbol <symbols>', 'only these, with commas between them; repeatable', symbolList)
        .option('--interval <interval>', 'only candles of this length', intervalOption)
        .option('--from <instant>', 'only what opens from then on')
        .option('--to <instant>', 'only what opens before then')
        .option('--repair', 'ask the exchange again for every hole')
        .option('--refetch', 'ask the exchange again for everything, and tell what comes otherwise; what is kept stays'),
    optionsOf,
  );
}

function optionsOf(flags: Flags): CheckOptions {
  const { symbol: symbols, interval, from, to, repair, refetch } = flags;
  if (repair === true && refetch === true) throw usageFailure('Give either --repair or --refetch: --repair keeps what comes for holes, --refetch compares and keeps nothing.');
  const fromMs = from === undefined ? 0 : instantOf(from, '--from');
  const toMs = to === undefined ? Infinity : instantOf(to, '--to');
  if (fromMs >= toMs) throw usageFailure(`--from (${from}) must be before --to (${to}).`);
  return { command: 'check', patience: patienceOf(flags), exchange: exchangeOf(flags), symbols, interval, fromMs, toMs, again: refetch === true ? 'all' : repair === true ? 'holes' : null };
}
