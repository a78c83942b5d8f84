import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isRunning } from './processes.ts';
import { PASSWORD_ROLE, PgServer, queryOnce, whyNoServer, type ServerOptions } from './index.ts';

async function started(options?: ServerOptions): Promise<PgServer> {
  const server = await PgServer.start(options);
  onTestFinished(() => server.dispose());
  return server;
}

describe.skipIf(whyNoServer() !== undefined)(`a server for tests ${whyNoServer() ?? ''}`, () => {
  it('syncs like a real one, unless told otherwise', async () => {
    const server = await started();
    expect(await queryOnce(server.url, "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit")).toEqual([{ fsync: 'on', commit: 'on' }]);
    const careless = await started({ settings: { fsync: 'off' } });
    expect(await queryOnce(careless.url, "select current_setting('fsync') as fsync")).toEqual([{ fsync: 'off' }]);
  });

  it('gives every test a database of its own, and removes it whoever is connected', async () => {
    const server = await started();
    const [one, other] = [await server.freshDatabase(), await server.freshDatabase()];
    await one.query('create table mine (a int)');
    await expect(other.query('select * from mine')).rejects.toThrow('does not exist');
    const guest = new pg.Client({ connectionString: one.url });
    guest.on('error', () => undefined);
    await guest.connect();
    await one.drop();
    await expect(one.query('select 1')).rejects.toThrow('does not exist');
  });

  it('is gone after a kill, and back with all that was committed after a restart', async () => {
    const server = await started();
    const database = await server.freshDatabase();
    await database.query('create table kept (a int)');
    await database.query('insert into kept values (42)');
    const before = server.pid;
    await server.kill();
    await expect(database.query('select 1')).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect(server.pid).not.toBe(before);
    expect(await database.query('select a from kept')).toEqual([{ a: 42 }]);
    expect(server.log).toContain('database system was not properly shut down');
  });

  it('asks members of one role for their password', async () => {
    const server = await started();
    await queryOnce(server.url, `create role trader login password 'right' in role ${PASSWORD_ROLE}`);
    const url = new URL(server.url);
    url.username = 'trader';
    url.password = 'wrong';
    await expect(queryOnce(url.href, 'select 1')).rejects.toThrow('password authentication failed');
    url.password = 'right';
    expect(await queryOnce(url.href, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('leaves nothing behind', async () => {
    const server = await PgServer.start();
    const [pid, directory] = [server.pid!, join(server.socketPath, '..')];
    expect(existsSync(directory)).toBe(true);
    await server.dispose();
    await server.dispose();
    expect([existsSync(directory), isRunning(pid)]).toEqual([false, false]);
  });

  it('says in its error what the server said', async () => {
    await expect(PgServer.start({ settings: { shared_buffers: "'no number'" } })).rejects.toThrow('shared_buffers');
  });

  it('ends with the process that started it, even when that is killed', async () => {
    const program = `import { PgServer } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
      const server = await PgServer.start();
      console.log(server.pid + ' ' + server.socketPath);
      setInterval(() => {}, 1e6);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const line = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
    const [pid, socketPath] = line.split(' ');
    expect(isRunning(Number(pid))).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => [isRunning(Number(pid)), existsSync(join(socketPath!, '..'))]).toEqual([false, false]);
  });
});
