import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { FakeExchange } from '../index.ts';

interface KlineMessage {
  readonly e: 'kline';
  readonly E: number;
  readonly s: string;
  readonly k: { readonly t: number; readonly T: number; readonly i: string; readonly x: boolean; readonly o: string; readonly c: string; readonly v: string };
}

/** A bare client of a stream. Everything it was told, in order. */
export class Ear {
  readonly socket: WebSocket;
  readonly heard: string[] = [];
  closed = false;
  pings = 0;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => this.heard.push(data.toString()));
    socket.on('ping', () => this.pings++);
    socket.on('close', () => {
      this.closed = true;
    });
    socket.on('error', () => undefined);
  }

  /** Events of candles: when they opened, and whether they had closed. */
  get events(): readonly KlineMessage[] {
    return this.heard.map((text) => JSON.parse(text) as KlineMessage | { data: KlineMessage }).map((message) => ('data' in message ? message.data : message)).filter(({ e }) => e === 'kline');
  }

  get closings(): readonly number[] {
    return this.events.filter(({ k }) => k.x).map(({ k }) => k.t);
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Resolves once all is here that was sent before: a pong comes behind it. */
  async caughtUp(): Promise<void> {
    const pong = once(this.socket, 'pong');
    this.socket.ping();
    await pong;
  }
}

/** Listens to an exchange until the test ends. */
export async function listening(exchange: FakeExchange, path: string): Promise<Ear> {
  const ear = new Ear(new WebSocket(exchange.wsUrl + path));
  onTestFinished(() => ear.socket.terminate());
  await once(ear.socket, 'open');
  await ear.caughtUp();
  return ear;
}
