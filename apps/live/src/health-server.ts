import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure, messageOf, usageFailure } from '@tradewright/cli-kit';
import type { Checked } from './health.ts';

/** Answers on this machine only. */
const HOST = '127.0.0.1';

/** Tells whoever watches over the process how it fares: 200 when all is well, 503 when not, the reasons as JSON. */
export class HealthServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /**
   * @param port - 0 is any free one
   * @throws {Failure} when the port is not to be had
   */
  static async start(port: number, checks: Readonly<Record<string, () => Checked>>): Promise<HealthServer> {
    const server = createServer(({ url = '/', method }, response) => {
      const check = checks[url.split('?', 1)[0]!];
      if (method !== 'GET' && method !== 'HEAD') return answer(response, 405, { error: 'Only GET.' });
      if (check === undefined) return answer(response, 404, { error: `There is ${Object.keys(checks).join(' and ')}.` });
      const { ok, body } = check();
      answer(response, ok ? 200 : 503, body);
    });
    // A client that is slow, or many of them, must not keep the process.
    server.requestTimeout = 5_000;
    server.maxConnections = 100;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, HOST, resolve);
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') throw usageFailure(`--health-port ${port} is not to be had: ${error.code === 'EACCES' ? 'no right to it' : 'it is in use'}. Name another one, 0 for any, or --no-health.`);
      throw new Failure(`Health checks cannot be answered: ${messageOf(error)}`, undefined, { cause: error });
    });
    server.on('error', () => undefined);
    return new HealthServer(server);
  }

  get url(): string {
    return `http://${HOST}:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function answer(response: ServerResponse, status: number, body: Readonly<Record<string, unknown>>): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
