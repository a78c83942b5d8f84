import { expect, it } from 'vitest';
import { describeWithPostgres, freshDatabase } from '../test/postgres.ts';
import { command } from './command.ts';

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  let [out, error] = ['', ''];
  const code = await command(args, { env, out: (text) => (out += text), error: (text) => (error += text) });
  return { code, out, error };
}

describeWithPostgres('the command', () => {
  it('migrates what DATABASE_URL says', async () => {
    const { url } = await freshDatabase();
    expect(await run(['migrate'], { DATABASE_URL: url })).toEqual({ code: 0, out: 'The schema tradewright now has 0001-init, 0002-candles.\n', error: '' });
    expect(await run(['migrate'], { DATABASE_URL: url })).toEqual({ code: 0, out: 'The schema tradewright is up to date.\n', error: '' });
  });

  it('shows how it is used', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('--database-url-env');
  });

  it.each([[[]], [['fly']], [['migrate', 'now']], [['migrate', '--schema']], [['migrate', '--password', 'x']], [['migrate']], [['migrate', '--schema', '1']]])('refuses to be used like %j', async (args) => {
    const { code, out, error } = await run(args);
    expect([code, out]).toEqual([2, '']);
    expect(error).not.toBe('');
  });

  it('says what the database could not do, and never the password', async () => {
    const refused = await run(['migrate'], { DATABASE_URL: 'postgres://trader:hunter22@127.0.0.1:1/db' });
    expect(refused.code).toBe(1);
    expect(refused.error).toContain('ECONNREFUSED');
    const broken = await run(['migrate'], { DATABASE_URL: 'postgres://trader:hunter22@[/db' });
    expect(broken.code).toBe(2);
    expect(refused.error + broken.error + refused.out + broken.out).not.toContain('hunter22');
  });
});
