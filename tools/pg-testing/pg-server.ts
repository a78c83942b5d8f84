import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { giveTo, reachable, serverAccount, type Account } from './account.ts';
import { findBinaries } from './binaries.ts';
import { childrenOf, isRunning, signal } from './processes.ts';
import { createDatabase, queryOnce, type TestDatabase } from './test-database.ts';
import { until } from './until.ts';
import { watchOver } from './watchdog.ts';

export interface ServerOptions {
  /** Settings as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

const PATIENCE_MS = 60_000;
/** In memory a test's fsync costs little; its containers are often too small, though. */
const ENOUGH_BYTES = 1 << 30;

/** Members of this role must give their password; everybody else is let in. */
export const PASSWORD_ROLE = 'must_give_password';
const access = `local all +${PASSWORD_ROLE} scram-sha-256\nlocal all all trust\n`;

/** Backends keep their memory in files of the data directory, so that nothing is left elsewhere when they are killed. */
const always = { listen_addresses: "''", dynamic_shared_memory_type: 'mmap', max_connections: 100, log_line_prefix: "'%m [%p] '" };

function temporaryDirectory(): string {
  const isRoomy = existsSync('/dev/shm') && statfsSync('/dev/shm').bavail * statfsSync('/dev/shm').bsize > ENOUGH_BYTES;
  return mkdtempSync(join(isRoomy ? '/dev/shm' : tmpdir(), 'tradewright-pg-'));
}

/** A PostgreSQL server of this process's own: on a socket in a directory of its own, gone when the process is. */
export class PgServer implements AsyncDisposable {
  /** Of its superuser, for the database `postgres`. */
  readonly url: string;
  readonly #directory: string;
  readonly #programs: string;
  readonly #account: Account;
  readonly #endWatch: () => void;
  #process: ChildProcess | undefined;

  private constructor(directory: string, programs: string, account: Account) {
    this.#directory = directory;
    this.#programs = programs;
    this.#account = account;
    this.#endWatch = watchOver(directory);
    this.url = `postgres://postgres@localhost/postgres?host=${directory}`;
  }

  /** @throws {Error} when there are no programs, or the server does not come up; its log is in the message */
  static async start({ settings = {} }: ServerOptions = {}): Promise<PgServer> {
    const binaries = findBinaries();
    if (binaries === undefined) throw new Error('There is no PostgreSQL to start. Install one, or set DATABASE_URL to a server whose user may create databases.');
    const account = serverAccount();
    const directory = temporaryDirectory();
    chmodSync(directory, 0o755);
    giveTo(account, directory);
    const server = new PgServer(directory, reachable(binaries, account, directory), account);
    try {
      await server.#init({ ...always, ...settings });
      await server.#launch();
      await queryOnce(server.url, `create role ${PASSWORD_ROLE} nologin`);
      return server;
    } catch (error) {
      await server.dispose();
      throw error;
    }
  }

  /** Of the postmaster, while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Where its socket is. */
  get socketPath(): string {
    return join(this.#directory, '.s.PGSQL.5432');
  }

  /** What the server said, the last of it. */
  get log(): string {
    const file = join(this.#directory, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8').slice(-8000) : '';
  }

  freshDatabase(): Promise<TestDatabase> {
    return createDatabase(this.url);
  }

  /** Ends every process of the server at once, as a power cut does. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child?.pid === undefined) return;
    // Stopped first, it can neither make new children nor notice what happens to the old ones.
    signal(child.pid, 'SIGSTOP');
    const children = childrenOf(child.pid);
    for (const pid of [child.pid, ...children]) signal(pid, 'SIGKILL');
    await until(() => hasEnded(child) && !children.some(isRunning), () => `Processes of the server survived SIGKILL.\n${this.log}`, PATIENCE_MS);
    this.#process = undefined;
  }

  /** Ends it the orderly way: connections are closed with 57P01, the data are written. */
  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  /** Starts it again after `kill` or `stop`, with its data; returns when it answers. */
  async restart(): Promise<void> {
    await this.stop();
    await this.#launch();
  }

  /** Ends it and removes everything; calling it twice is fine. */
  async dispose(): Promise<void> {
    // Even an immediate end gives the shared memory back, which a killed server leaves to its successor.
    await this.#end('SIGQUIT');
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5 });
    this.#endWatch();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #init(settings: Readonly<Record<string, string | number>>): Promise<void> {
    const data = join(this.#directory, 'data');
    mkdirSync(data, { mode: 0o700 });
    giveTo(this.#account, data);
    // `--no-sync` is about the files of the new, empty cluster; the server itself syncs.
    await promisify(execFile)(join(this.#programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'], { ...this.#account, cwd: this.#directory });
    writeFileSync(join(data, 'pg_hba.conf'), access);
    const lines = Object.entries({ ...settings, unix_socket_directories: `'${this.#directory}'` }).map(([name, value]) => `${name} = ${value}\n`);
    writeFileSync(join(data, 'postgresql.conf'), lines.join(''));
  }

  async #launch(): Promise<void> {
    const log = openSync(join(this.#directory, 'log'), 'a');
    // Detached: an interrupt at the terminal is for the tests, which end the server themselves.
    const child = spawn(join(this.#programs, 'postgres'), ['-D', join(this.#directory, 'data')], { ...this.#account, cwd: this.#directory, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    child.unref();
    this.#process = child;
    let failure: Error | undefined;
    child.once('error', (error) => (failure = error));
    child.once('exit', (code, name) => (failure = new Error(`it ended with ${code ?? name}`)));
    const answers = async (): Promise<boolean> => {
      if (failure !== undefined) throw new Error(`PostgreSQL did not start: ${failure.message}\n${this.log}`);
      return queryOnce(this.url, 'select 1').then(() => true, () => false);
    };
    await until(answers, () => `PostgreSQL did not answer within ${PATIENCE_MS} ms.\n${this.log}`, PATIENCE_MS);
  }

  async #end(name: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.pid === undefined || hasEnded(child)) return;
    signal(child.pid, name);
    await until(() => hasEnded(child), () => `PostgreSQL did not end within ${PATIENCE_MS} ms.\n${this.log}`, PATIENCE_MS).catch(async (error: unknown) => {
      this.#process = child;
      await this.kill();
      throw error;
    });
  }
}

/** Until its end was noticed here, a successor would take it for alive. */
function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
