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
import { StreamDesk } from './stream/stream-desk.ts';

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
  readonly #streams: StreamDesk;
  #nowMs: () => TimestampMs;
  #timers: readonly NodeJS.Timeout[] = [];
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
    this.#streams = new StreamDesk({
      markets,
      faults: this.faults,
      nowMs: () => this.nowMs(),
      opened: (path, status) => this.#desk.log.add({ atMs: this.nowMs(), method: 'GET', path, query: {}, status, fault: status === 101 ? undefined : 'stream-refuse' }),
    });
    this.#server.on('upgrade', (request, socket, head) => this.#streams.open(request, socket, head));
    // Longer than any client keeps a connection it does not use: none is cut by chance.
    this.#server.keepAliveTimeout = 120_000;
  }

  /**
   * Starts one that listens on loopback.
   *
   * @throws {InputError} `fake-exchange/symbol`
   * @throws what the system says of a port that cannot be had
   */
  static async start(options: FakeExchangeOptions): Promise<FakeExchange> {
    const exchange = new FakeExchange(options);
    for (const market of options.markets) await exchange.list(market);
    await new Promise<void>((resolve, reject) => {
      exchange.#server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', () => resolve());
    });
    exchange.#timers = exchange.#startTimers(options);
    return exchange;
  }

  /** Where REST is, such as `http://127.0.0.1:41234`. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Where streams are: `/ws` and `/stream` come behind it. */
  get wsUrl(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  /** The newest requests, oldest first. */
  get requests(): readonly LoggedRequest[] {
    return this.#desk.log.newest;
  }

  /** How many requests there were, or of one path. Who opens a stream asks for `/ws` or `/stream`. */
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

  /** From now on the exchange's clock stands at this instant. Streams tell what closed until then. */
  setNow(nowMs: TimestampMs): void {
    this.#nowMs = () => nowMs;
    this.tick();
  }

  /** Looks at the clock: streams tell of all candles that closed since the last look, in order, then of those in the making. */
  tick(): void {
    this.#streams.tick();
  }

  /** The streams listened to, such as `btcusdt@kline_1m`, as often as they are. */
  get streams(): readonly string[] {
    return this.#streams.streams;
  }

  /** Resolves once somebody listens to a stream, by its name; at once if somebody does. */
  async untilSubscribed(stream: string): Promise<void> {
    await this.#until(() => this.streams.includes(stream));
  }

  /** Resolves once nobody listens to a stream. */
  async untilUnsubscribed(stream: string): Promise<void> {
    await this.#until(() => !this.streams.includes(stream));
  }

  /** Cuts off everybody who listens to streams; how many they were. They may come again. */
  disconnectStreams(): number {
    return this.#streams.cutAll();
  }

  /** Ends all connections and waits. Calling it twice is fine. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#delays.close();
    this.#streams.cutAll();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #startTimers({ nowMs, tickMs, pingMs = 20_000 }: FakeExchangeOptions): readonly NodeJS.Timeout[] {
    const timers = [setInterval(() => this.#streams.ping(), pingMs)];
    if (nowMs === undefined || tickMs !== undefined) timers.push(setInterval(() => this.tick(), tickMs ?? 250));
    return timers;
  }

  #until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      const callOff = this.#streams.onChange(() => {
        if (!holds()) return;
        callOff();
        resolve();
      });
    });
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
}
