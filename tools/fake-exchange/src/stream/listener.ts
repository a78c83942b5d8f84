import type { WebSocket } from 'ws';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { StreamAddress } from './address.ts';
import type { KlineEvent } from './kline-stream.ts';

const GARBAGE = '{"e":"kline","E":16908480';

/** Somebody who is connected, and what they listen to. */
export class Listener {
  readonly address: StreamAddress;
  readonly streams: Set<string>;
  readonly #socket: WebSocket;
  readonly #faults: FaultPlan;
  #silent = false;
  #late: { readonly dueMs: number; readonly text: string }[] = [];

  constructor(socket: WebSocket, address: StreamAddress, faults: FaultPlan) {
    this.#socket = socket;
    this.address = address;
    this.#faults = faults;
    this.streams = new Set(address.streams);
  }

  /** Sends an event, or what becomes of it by the fault plan. */
  tell(stream: string, { symbol, closed, data, atMs }: KlineEvent): void {
    if (this.#silent || this.#socket.readyState !== this.#socket.OPEN) return;
    const { path } = this.address;
    const text = JSON.stringify(path === '/stream' ? { stream, data } : data);
    const fault = this.#faults.event({ path, symbol, closed });
    switch (fault?.kind) {
      case 'stream-cut':
        return this.#socket.terminate();
      case 'stream-silence':
        this.#silent = true;
        return;
      case 'stream-drop':
        return;
      case 'stream-late':
        this.#late.push({ dueMs: atMs + fault.lateMs, text });
        return;
      case 'stream-garbage':
        this.#socket.send(GARBAGE);
        break;
      case 'stream-duplicate':
        this.#socket.send(text);
        break;
      case 'stream-refuse':
      case undefined:
        break;
    }
    this.#socket.send(text);
  }

  /** Sends what was late and is due. */
  flush(nowMs: number): void {
    const due = this.#late.filter(({ dueMs }) => dueMs <= nowMs);
    this.#late = this.#late.filter(({ dueMs }) => dueMs > nowMs);
    if (!this.#silent) for (const { text } of due) this.#socket.send(text);
  }

  answer(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  ping(): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  cut(): void {
    this.#socket.terminate();
  }
}
