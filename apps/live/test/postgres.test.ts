import { csv, minutes, strategy } from '@tradewright/cli-kit/testing';
import { canStartServer, PASSWORD_ROLE, PgServer, queryOnce, serverAt, urlOf, type TestDatabase } from '@tradewright/pg-testing';
import type { ProvidedPostgres } from '@tradewright/pg-testing/global-setup';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { directoryWith, linesOf, start, transitionsOf, type Ended } from './cli.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: ProvidedPostgres;
  }
}

const provided = inject('postgres');
const files = { 'candles.csv': csv(minutes(900)), 'strategy.ts': strategy() };
const args = ['strategy.ts', '--replay', 'candles.csv', '--symbol', 'X', '--no-health', '--json', '--store', 'postgres'];
const SECRET = 'not-to-be-told';

/** Holds up the next commit and ends its connection. */
const BREAKS_A_COMMIT = `do $$ begin
  lock table tradewright.journal in access exclusive mode;
  loop
    perform pg_stat_clear_snapshot();
    perform pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tradewright' and datname = current_database() and wait_event_type = 'Lock';
    exit when found;
    perform pg_sleep(0.01);
  end loop;
end $$`;

async function freshDatabase(): Promise<TestDatabase> {
  if ('missing' in provided) throw new Error(provided.missing);
  const database = await serverAt(provided.url).freshDatabase();
  onTestFinished(() => database.drop());
  return database;
}

function traded(url: string, more: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return start(directoryWith(files), [...args, ...more], { env: { DATABASE_URL: url, ...env } }).ended;
}

describe.skipIf('missing' in provided)('state in PostgreSQL', () => {
  it('makes its tables, survives a kill, and comes to what nobody killed comes to', async () => {
    const [killed, peaceful] = [await freshDatabase(), await freshDatabase()];
    const undisturbed = await traded(peaceful.url);
    expect(undisturbed).toMatchObject({ code: 0, stderr: '' });
    expect(transitionsOf(undisturbed.stdout).length).toBeGreaterThan(4);
    const first = await traded(killed.url, ['--lease-ms', '500'], { TRADEWRIGHT_KILL_AT: 'commit.after:6' });
    expect(first.code).toBe(null);
    expect(await traded(killed.url, ['--lease-ms', '500'])).toMatchObject({ code: 0, stderr: '' });
    const journal = 'select key, version, position, event from tradewright.journal order by key, version, position';
    expect(await killed.query(journal)).toEqual(await peaceful.query(journal));
  });

  it('lets a second process stand by, which is not ready and takes over when the first is gone', async () => {
    const { url } = await freshDatabase();
    const env = { DATABASE_URL: url };
    const paced = [...args.filter((word) => word !== '--no-health'), '--lease-ms', '500', '--speed', '600'];
    const first = start(directoryWith(files), paced, { env });
    await first.says('"action":"opened"', 'stdout');
    const second = start(directoryWith(files), paced, { env });
    await second.says('"status":"standby"', 'stdout');
    first.child.kill('SIGKILL');
    await first.ended;
    await second.says('"status":"restored"', 'stdout');
    second.child.kill('SIGINT');
    const { code, stdout } = await second.ended;
    expect(linesOf(stdout).filter(({ kind }) => kind === 'status')).toMatchObject([{ status: 'standby', lost: false }, { status: 'restored' }]);
    expect(code).toBe(130);
  });

  it('tells of a connection that breaks in the middle, and does again what was to be done', async () => {
    const { url, query } = await freshDatabase();
    const { child, ended, says } = start(directoryWith(files), [...args, '--speed', '3000'], { env: { DATABASE_URL: url } });
    await says('"action":"opened"', 'stdout');
    await query(BREAKS_A_COMMIT);
    await says('"kind":"warning"', 'stdout');
    await says('"action":"closed"', 'stdout');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(linesOf(stdout).find(({ kind }) => kind === 'warning')).toMatchObject({ message: expect.stringContaining('PostgreSQL at') as string, code: expect.stringMatching(/^store\//) as string, attempt: 1 });
    expect(code).toBe(130);
  });

  it('a user who may not make tables trades with those that are there', async () => {
    const database = await freshDatabase();
    await traded(database.url, ['--to', '2023-01-01T00:10']);
    const role = `reader_${database.name.slice(5, 25)}`;
    await database.query(`create role ${role} login; grant usage on schema tradewright to ${role}; grant select, insert, update, delete on all tables in schema tradewright to ${role}; grant execute on all functions in schema tradewright to ${role}`);
    onTestFinished(async () => void (await database.query(`drop owned by ${role}; drop role ${role}`)));
    const own = new URL(database.url);
    own.username = role;
    expect(await traded(own.href)).toMatchObject({ code: 0, stderr: '' });
  });

  describe('that cannot be used is one sentence, an exit code of its own, and tells no password', () => {
    const refused = async (url: string): Promise<Ended> => {
      const ended = await traded(url);
      expect(ended.stderr.trim().split('\n')).toHaveLength(1);
      expect(ended.stdout + ended.stderr).not.toContain(SECRET);
      expect(ended.stdout).toBe('');
      return ended;
    };

    // That of `DATABASE_URL` may let in whoever it likes.
    it.skipIf(!canStartServer())('a wrong password', async () => {
      await using server = await PgServer.start();
      await queryOnce(server.url, `create role trader login password 'another' in role ${PASSWORD_ROLE}`);
      const wrong = new URL(server.url);
      [wrong.username, wrong.password] = ['trader', SECRET];
      const { code, stderr } = await refused(wrong.href);
      expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringMatching(/password authentication failed.*Check user and password/) as string });
    });

    it('missing rights', async () => {
      const { url, name, query } = await freshDatabase();
      const role = `guest_${name.slice(5, 25)}`;
      await query(`create role ${role} login`);
      onTestFinished(async () => void (await query(`drop role ${role}`)));
      const guest = new URL(url);
      guest.username = role;
      const { code, stderr } = await refused(guest.href);
      expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringMatching(/permission denied/) as string });
    });

    it('a database that is not there', async () => {
      const { url } = await freshDatabase();
      const { code, stderr } = await refused(urlOf(url, 'no_such_database'));
      expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(/no_such_database/) as string });
    });

    it('tables of a newer version', async () => {
      const { url, query } = await freshDatabase();
      await traded(url, ['--to', '2023-01-01T00:10']);
      await query("insert into tradewright.migration (name) values ('9999-future')");
      const { code, stderr } = await refused(url);
      expect({ code, stderr }).toEqual({ code: 7, stderr: expect.stringMatching(/newer than this package/) as string });
    });
  });
});

describe('an address that cannot be', () => {
  it.concurrent.each([
    ['nobody listens there', `postgres://trader:${SECRET}@127.0.0.1:1/trading`, 4, /cannot be reached/],
    ['no address at all', `trader:${SECRET}`, 2, /connection string cannot be understood/],
  ])('%s', async (_what, url, expected, sentence) => {
    const { code, stdout, stderr } = await traded(url);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain(SECRET);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  });
});
