import { intervalMs, isInterval, INTERVALS, type Interval } from '@tradewright/core';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { wholeNumber } from '../command-line.ts';
import { usageFailure } from '../failure.ts';

/** Where candles are kept. Plain values. */
export type CandleStoreChoice = { readonly kind: 'fs'; readonly directory: string } | { readonly kind: 'postgres'; readonly schema: string | undefined };

/** Whom candles come from. Plain values. */
export interface ExchangeChoice {
  /** As ccxt calls it. */
  readonly id: string;
  /** Another host than the exchange's own: a testnet, a fake one. */
  readonly url: string | undefined;
}

/** What commander fills in for `withCandleStore`. */
export interface CandleStoreFlags {
  store?: 'fs' | 'postgres';
  dir?: string;
  schema?: string;
}

/** What commander fills in for `withExchange`. */
export interface ExchangeFlags {
  exchange?: string;
  exchangeUrl?: string;
}

/** How long an exchange is waited for. */
export interface Patience {
  /** How often a question that failed is put again; undefined: as the adapter thinks right. */
  readonly retries?: number;
  readonly timeoutMs?: number;
}

/** What commander fills in for `withPatience`. */
export interface PatienceFlags {
  retries?: number;
  timeout?: number;
}

export const DEFAULT_CANDLES = './candles';

export function withCandleStore(command: Command): Command {
  return command
    .addOption(new Option('--store <kind>', 'where candles are kept; postgres is found by DATABASE_URL in the environment (default: fs)').choices(['fs', 'postgres']))
    .option('--dir <dir>', `directory of --store fs (default: ${DEFAULT_CANDLES})`)
    .option('--schema <name>', 'schema of --store postgres (default: tradewright)');
}

export function withExchange(command: Command, what = 'whom to ask, as ccxt calls it: binance, kraken, …'): Command {
  return command
    .option('--exchange <id>', what)
    .option('--exchange-url <url>', 'another host of it: a testnet, a fake exchange; what comes from there is kept apart', urlOf);
}

export function withPatience(command: Command): Command {
  return command
    .option('--retries <count>', 'how often a question that the exchange did not answer is put again (default: 6)', wholeNumber(0, 100))
    .option('--timeout <ms>', 'how long one answer may take (default: 10000)', wholeNumber(1, 3_600_000));
}

export function patienceOf({ retries, timeout }: PatienceFlags): Patience {
  return { ...(retries === undefined ? {} : { retries }), ...(timeout === undefined ? {} : { timeoutMs: timeout }) };
}

/** @throws {Failure} wrong usage */
export function candleStoreOf({ store = 'fs', dir, schema }: CandleStoreFlags): CandleStoreChoice {
  if (store === 'postgres') {
    if (dir !== undefined) throw usageFailure('--dir is the directory of --store fs; --store postgres is found by DATABASE_URL.');
    return { kind: 'postgres', schema };
  }
  if (schema !== undefined) throw usageFailure('--schema needs --store postgres.');
  if (dir?.trim() === '') throw usageFailure('--dir must not be empty: name the directory where candles are kept.');
  return { kind: 'fs', directory: dir ?? DEFAULT_CANDLES };
}

/**
 * @returns undefined where no exchange is named
 * @throws {Failure} wrong usage
 */
export function exchangeOf({ exchange, exchangeUrl }: ExchangeFlags): ExchangeChoice | undefined {
  if (exchange === undefined) {
    if (exchangeUrl !== undefined) throw usageFailure('--exchange-url needs --exchange: say whose protocol is spoken there.');
    return undefined;
  }
  if (exchange.trim() === '') throw usageFailure('--exchange must not be empty: name it as ccxt does, for example binance.');
  return { id: exchange.trim(), url: exchangeUrl };
}

/** What a store calls the candles of an exchange: those of another host are never mixed with the exchange's own. */
export function exchangeNameOf({ id, url }: ExchangeChoice): string {
  return url === undefined ? id : `${id}@${new URL(url).host}`;
}

/** An option that is an interval. */
export function intervalOption(text: string): Interval {
  if (!isInterval(text)) throw new InvalidArgumentError(`It is one of ${INTERVALS.join(' ')}.`);
  return text;
}

/** @throws {Failure} wrong usage, for what is no period in whole candles */
export function checkPeriod(fromMs: number, toMs: number, interval: Interval): void {
  const stepMs = intervalMs(interval);
  if (fromMs % stepMs !== 0 || toMs % stepMs !== 0) throw usageFailure(`--from and --to must be instants at which a candle of ${interval} begins, in UTC.`);
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new InvalidArgumentError('It is a URL such as http://127.0.0.1:8080.');
  if (url.username !== '' || url.password !== '') throw new InvalidArgumentError('It must not hold a password.');
  return url.href;
}
