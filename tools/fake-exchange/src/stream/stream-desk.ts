import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TimestampMs } from '@tradewright/core';
import { WebSocketServer, type WebSocket } from 'ws';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { BinanceInterval } from '../market/binance-interval.ts';
import type { MarketList } from '../market/market-list.ts';
import type { MarketKind } from '../market/market-options.ts';
import type { Market } from '../market/market.ts';
import { streamAddress, type StreamAddress } from './address.ts';
import { commandOf } from './command.ts';
import { closings, forming, klineStream, type KlineEvent } from './kline-stream.ts';
import { Listener } from './listener.ts';

export interface StreamParts {
  readonly markets: MarketList;
  readonly faults: FaultPlan;
  nowMs(): TimestampMs;
  /** Told of everybody who asks for a stream, and what they were answered. */
  opened(path: string, status: number): void;
}

/** Takes listeners in and tells them of candles whenever it is ticked. */
export class StreamDesk {
  readonly #parts: StreamParts;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #listeners = new Set<Listener>();
  readonly #awaited = new Set<() => void>();
  #tickedMs: TimestampMs;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#tickedMs = parts.nowMs();
  }

  /** Names of all streams somebody listens to; as often as they are listened to. */
  get streams(): readonly string[] {
    return [...this.#listeners].flatMap(({ streams }) => [...streams]);
  }

  /** Calls whenever somebody comes or changes what they listen to; the returned function calls it off. */
  onChange(call: () => void): () => void {
    this.#awaited.add(call);
    return () => this.#awaited.delete(call);
  }

  /** Somebody asks for a WebSocket. */
  open(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = streamAddress(request.url ?? '/');
    if (address === undefined) return refuse(socket, 404);
    const fault = this.#parts.faults.opening({ path: address.path });
    const status = fault?.kind === 'stream-refuse' ? (fault.status ?? 503) : 101;
    this.#parts.opened(address.path, status);
    if (status !== 101) return refuse(socket, status);
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket, address));
  }

  /** Tells of all candles that closed since the last time, in order, and then of those in the making. */
  tick(): void {
    const fromMs = this.#tickedMs;
    const nowMs = this.#parts.nowMs();
    this.#tickedMs = nowMs;
    if (nowMs > fromMs) {
      for (const { listener, name, event } of this.#closed(fromMs, nowMs)) listener.tell(name, event);
      for (const listener of this.#listeners) this.#tellForming(listener, listener.streams, nowMs);
    }
    for (const listener of this.#listeners) listener.flush(nowMs);
  }

  ping(): void {
    for (const listener of this.#listeners) listener.ping();
  }

  /** Cuts all connections off; how many there were. */
  cutAll(): number {
    const { size } = this.#listeners;
    for (const listener of this.#listeners) listener.cut();
    return size;
  }

  #welcome(socket: WebSocket, address: StreamAddress): void {
    // What closed before somebody came is not news to them.
    this.tick();
    const listener = new Listener(socket, address, this.#parts.faults);
    this.#listeners.add(listener);
    socket.on('message', (data: Buffer) => this.#obey(listener, data.toString()));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.#listeners.delete(listener);
      this.#changed();
    });
    this.#tellForming(listener, address.streams, this.#parts.nowMs());
    this.#changed();
  }

  #obey(listener: Listener, text: string): void {
    const command = commandOf(text);
    if ('error' in command) return listener.answer(command);
    if (command.method === 'LIST_SUBSCRIPTIONS') return listener.answer({ result: [...listener.streams], id: command.id });
    this.tick();
    for (const name of command.params) {
      if (command.method === 'SUBSCRIBE') listener.streams.add(name);
      else listener.streams.delete(name);
    }
    listener.answer({ result: null, id: command.id });
    if (command.method === 'SUBSCRIBE') this.#tellForming(listener, command.params, this.#parts.nowMs());
    this.#changed();
  }

  #closed(fromMs: TimestampMs, nowMs: TimestampMs): { readonly listener: Listener; readonly name: string; readonly event: KlineEvent }[] {
    const known = new Map<string, readonly KlineEvent[]>();
    const all = [...this.#listeners].flatMap((listener) =>
      [...listener.streams].flatMap((name) => {
        const { kind } = listener.address;
        const key = `${kind} ${name}`;
        const events = known.get(key) ?? this.#of(kind, name, (market, interval) => closings(market, interval, fromMs, nowMs)) ?? [];
        known.set(key, events);
        return events.map((event) => ({ listener, name, event }));
      }));
    return all.sort((a, b) => a.event.atMs - b.event.atMs);
  }

  #tellForming(listener: Listener, names: Iterable<string>, nowMs: TimestampMs): void {
    for (const name of names) {
      const event = this.#of(listener.address.kind, name, (market, interval) => forming(market, interval, nowMs));
      if (event !== undefined) listener.tell(name, event);
    }
  }

  /** What a stream's market gives; nothing where there is no such market, or it is traded no more. */
  #of<T>(kind: MarketKind, name: string, give: (market: Market, interval: BinanceInterval) => T): T | undefined {
    const asked = klineStream(name);
    const market = asked === undefined ? undefined : this.#parts.markets.of(kind, asked.symbol);
    return asked === undefined || market === undefined || market.delisted ? undefined : give(market, asked.interval);
  }

  #changed(): void {
    for (const call of this.#awaited) call();
  }
}

/** Says no and lets go, also of somebody who would keep the connection. */
function refuse(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
