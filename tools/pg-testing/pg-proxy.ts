import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the network does to a statement. */
export type Cut =
  /** It never reaches the server. */
  | 'before'
  /** It reaches the server; the line is cut at once, while the server works on it. */
  | 'during'
  /** The server has done it; its answer is lost. */
  | 'after';

interface Trap {
  readonly text: string;
  readonly cut: Cut;
  readonly sprung: () => void;
}

/** One connection through the proxy. */
interface Line {
  readonly client: Socket;
  readonly server: Socket;
  /** The next answer is lost. */
  losing: Trap | undefined;
}

/** A network between a client and a server, with its faults. */
export class PgProxy implements AsyncDisposable {
  readonly #directory = mkdtempSync(join(tmpdir(), 'tradewright-proxy-'));
  readonly #listener: Server;
  readonly #lines = new Set<Line>();
  readonly #target: () => Socket;
  #traps: Trap[] = [];
  #isRefusing = false;
  #isFrozen = false;

  private constructor(target: () => Socket) {
    this.#target = target;
    this.#listener = createServer({ pauseOnConnect: true }, (client) => this.#join(client));
  }

  /** @param url - of the server behind it: on a socket (`?host=/directory`) or a port */
  static async open(url: string): Promise<PgProxy> {
    const { hostname, port, searchParams } = new URL(url);
    const host = searchParams.get('host') ?? hostname;
    const number = Number(port === '' ? 5432 : port);
    const proxy = new PgProxy(() => (host.startsWith('/') ? connect(`${host}/.s.PGSQL.${number}`) : connect(number, host)));
    await new Promise<void>((resolve) => proxy.#listener.listen(join(proxy.#directory, '.s.PGSQL.5432'), resolve));
    return proxy;
  }

  /** The same user and database, through the proxy. */
  through(url: string): string {
    const changed = new URL(url);
    changed.port = '';
    changed.searchParams.set('host', this.#directory);
    return changed.href;
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#lines.size;
  }

  /** Cuts every connection there is. */
  cut(): void {
    for (const { client, server } of this.#lines) {
      client.destroy();
      server.destroy();
    }
  }

  /** Cuts the connection whose client next sends `text`, once; resolves when it happened. */
  cutAt(text: string, cut: Cut): Promise<void> {
    return new Promise((sprung) => this.#traps.push({ text, cut, sprung }));
  }

  /** New connections are closed at once, until told otherwise. */
  refuse(isRefusing: boolean): void {
    this.#isRefusing = isRefusing;
  }

  /** Nothing passes and nothing is closed, as when a cable is pulled, until told otherwise. */
  freeze(isFrozen: boolean): void {
    this.#isFrozen = isFrozen;
    for (const { client, server } of this.#lines) {
      for (const socket of [client, server]) {
        if (isFrozen) socket.pause();
        else socket.resume();
      }
    }
  }

  async dispose(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    rmSync(this.#directory, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #join(client: Socket): void {
    if (this.#isRefusing) return void client.destroy();
    const line: Line = { client, server: this.#target(), losing: undefined };
    this.#lines.add(line);
    for (const [socket, other] of [[client, line.server], [line.server, client]] as const) {
      socket.on('error', () => undefined);
      socket.once('close', () => {
        // What was said last is still passed on.
        other.end();
        this.#lines.delete(line);
      });
    }
    client.on('data', (bytes) => this.#onRequest(line, bytes));
    line.server.on('data', (bytes) => this.#onAnswer(line, bytes));
    if (!this.#isFrozen) client.resume();
  }

  #onRequest(line: Line, bytes: Buffer): void {
    const trap = this.#traps.find(({ text }) => bytes.includes(text));
    if (trap === undefined) return void line.server.write(bytes);
    this.#traps = this.#traps.filter((other) => other !== trap);
    if (trap.cut === 'before') return this.#spring(line, trap);
    line.server.write(bytes, () => {
      if (trap.cut === 'during') this.#spring(line, trap);
    });
    if (trap.cut === 'after') line.losing = trap;
  }

  #onAnswer(line: Line, bytes: Buffer): void {
    if (line.losing === undefined) return void line.client.write(bytes);
    this.#spring(line, line.losing);
  }

  #spring({ client, server }: Line, { sprung }: Trap): void {
    client.destroy();
    server.destroy();
    sprung();
  }
}
