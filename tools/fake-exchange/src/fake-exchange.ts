import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TimestampMs } from '@tradewright/core';
import type { Account } from './account.ts';
import { Delays } from './delays.ts';
import { FaultPlan } from './faults/fault-plan.ts';
import { MarketList } from './market/market-list.ts';
import type { MarketOptions } from './market/market-options.ts';
import type { FakeExchangeOptions } from './options.ts';
import type { LoggedRequest } from './rest/request-log.ts';
import { RestDesk } from './rest/rest-desk.ts';

/** An exchange on loopback that speaks Binance's public REST and stream protocol, with faults on demand. */
export class FakeExchange {
  /** What goes wrong. May be changed at any time. */
  readonly faults: FaultPlan;
  /** What the signed endpoints tell. May be changed at any time. */
  readonly account: Account;
  readonly #markets = new MarketList();
  readonly #delays = new Delays();
  readonly #server: Server;
  readonly #desk: RestDesk;
  #nowMs: () => TimestampMs;
  #closing: Promise<void> | undefined;

  private constructor(options: FakeExchangeOptions) {
    const { faults } = options;
    this.faults = faults instanceof FaultPlan ? faults : new FaultPlan(faults);
    this.account = options.account ?? { enableWithdrawals: false };
    this.#nowMs = options.nowMs ?? Date.now;
    const markets = this.#markets;
    this.#desk = new RestDesk({
      floor: {
        account: this.account,
        pageLimit: options.pageLimit ?? Infinity,
        forming: options.forming ?? true,
        markets: (kind) => markets.all(kind),
        market: (kind, symbol) => markets.of(kind, symbol),
      },
      faults: this.faults,
      delays: this.#delays,
      weightPerMinute: options.weightPerMinute ?? Infinity,
      keepRequests: options.keepRequests ?? 10_000,
      nowMs: () => this.nowMs(),
    });
    this.#server = createServer((request, response) => void this.#desk.handle(request, response));
  }

  /**
   * Starts one that listens on loopback.
   *
   * @throws {InputError} `fake-exchange/symbol`
   */
  static async start(options: FakeExchangeOptions): Promise<FakeExchange> {
    const exchange = new FakeExchange(options);
    for (const market of options.markets) await exchange.list(market);
    await new Promise<void>((resolve, reject) => {
      exchange.#server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', () => resolve());
    });
    return exchange;
  }

  /** Where REST is, such as `http://127.0.0.1:41234`. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The newest requests, oldest first. */
  get requests(): readonly LoggedRequest[] {
    return this.#desk.log.newest;
  }

  /** How many requests there were, or of one path. */
  count(path?: string): number {
    return this.#desk.log.count(path);
  }

  /** Lists a market, in place of one of the same kind and symbol. */
  async list(market: MarketOptions): Promise<void> {
    await this.#markets.list(market);
  }

  nowMs(): TimestampMs {
    return this.#nowMs();
  }

  /** From now on the exchange's clock stands at this instant. */
  setNow(nowMs: TimestampMs): void {
    this.#nowMs = () => nowMs;
  }

  /** Ends all connections and waits. Calling it twice is fine. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#delays.close();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
}
