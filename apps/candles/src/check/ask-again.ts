import { exchangeNameOf, messageOf, openCached, openExchange, type CachedMarket, type ExchangeChoice } from '@tradewright/cli-kit';
import { EngineError, InputError, StoreError, type CandleDifference, type SeriesKey, type Span } from '@tradewright/core';
import type { Workplace } from '../command.ts';
import type { CheckOptions } from './options.ts';

/** What came of asking an exchange again. */
export interface Asked {
  /** `holes`: what was missing; `all`: everything. */
  readonly again: 'holes' | 'all';
  /** Candles that were asked for. */
  readonly asked: number;
  /** Candles that came for holes, and are kept now. */
  readonly mended: number;
  /** Candles that came for holes while everything was compared: `--repair` keeps them. */
  readonly unknown: number;
  /** Candles that came otherwise than they are kept; these stay. */
  readonly differing: number;
  readonly differences: readonly CandleDifference[];
  /** Why not everything could be asked. */
  readonly failure: string | null;
}

/** Asks exchanges again for what is kept of them. */
export class Asking {
  readonly #options: CheckOptions;
  readonly #place: Workplace;
  readonly #markets = new Map<string, CachedMarket>();

  constructor(options: CheckOptions, place: Workplace) {
    this.#options = options;
    this.#place = place;
  }

  /** @throws {StoreError} */
  async ask({ exchange, symbol, interval }: SeriesKey, within: Span): Promise<Asked | null> {
    const { options: { again }, cancel } = { options: this.#options, cancel: this.#place.interruption.signal };
    if (again === null) return null;
    const nothing = { again, asked: 0, mended: 0, unknown: 0, differing: 0, differences: [], failure: null };
    try {
      const { cached, clock } = this.#market(exchange);
      await clock.learn(cancel);
      const range = { symbol, interval, ...within, cancel };
      if (again === 'holes') {
        const { holes, mended, differing } = await cached.repair(range);
        return { ...nothing, asked: holes, mended, differing };
      }
      const { compared, unknown, differing, differences } = await cached.verify(range);
      return { ...nothing, asked: compared, unknown, differing, differences };
    } catch (error) {
      if (!(error instanceof EngineError) || error instanceof StoreError) throw error;
      return { ...nothing, failure: messageOf(error) };
    }
  }

  /** What is kept says whose it is; another host than its own has to be named. */
  #market(name: string): CachedMarket {
    const known = this.#markets.get(name);
    if (known !== undefined) return known;
    const { exchange: given, patience } = this.#options;
    const isGiven = given !== undefined && exchangeNameOf(given) === name;
    if (name.includes('@') && !isGiven) throw new InputError('candles/exchange-url', `${name} is another host than the exchange's own: say --exchange ${name.split('@')[0]} --exchange-url with its address to ask there again.`);
    const choice: ExchangeChoice = isGiven ? given : { id: name, url: undefined };
    const say = (message: string): void => void this.#place.terminal.write(`${message}\n`);
    const market = openCached(openExchange(choice, { ...patience, onNotice: say }), this.#place.opened.store, { onFault: ({ message }) => say(message) });
    this.#markets.set(name, market);
    return market;
  }
}
