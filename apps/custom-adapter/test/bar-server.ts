import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Candle } from '@tradewright/core';
import { onTestFinished } from 'vitest';

const PAGE_BARS = 500;

/** A small exchange on loopback, of a protocol nobody else speaks. The first question is always told to come again later. */
export class BarServer {
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  /** Answers given instead of the next ones, first come first served; `null` is none at all. */
  readonly faults: ({ readonly status: number; readonly text?: string; readonly retryAfter?: string } | null)[] = [{ status: 429, retryAfter: '7' }];
  url = '';
  readonly #candles: readonly Candle[];
  readonly #server: Server;

  private constructor(candles: readonly Candle[]) {
    this.#candles = candles;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(candles: readonly Candle[]): Promise<BarServer> {
    const server = new BarServer(candles);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    server.url = `http://127.0.0.1:${(server.#server.address() as AddressInfo).port}`;
    onTestFinished(() => server.stop());
    return server;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.asked.push(request.url!);
    const fault = this.faults.shift();
    if (fault === null) return;
    if (fault !== undefined) {
      const { status, text = '', retryAfter } = fault;
      response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end(text);
      return;
    }
    const { pathname, searchParams } = new URL(request.url!, this.url);
    const answer = pathname === '/bars' ? this.#bars(searchParams) : pathname === '/markets/BTCUSDT' ? { price_step: '0.01', amount_step: '0.001' } : undefined;
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer));
  }

  #bars(question: URLSearchParams): unknown[] {
    const [from, to] = ['from', 'to'].map((name) => 1000 * Number(question.get(name)));
    const bars = this.#candles.filter(({ openTimeMs }) => openTimeMs >= from! && openTimeMs <= to!).slice(0, PAGE_BARS);
    return bars.map(({ openTimeMs, open, high, low, close, volume }) => [openTimeMs / 1000, String(open), String(high), String(low), String(close), String(volume)]);
  }
}
