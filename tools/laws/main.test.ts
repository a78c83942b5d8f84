import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly told: string;
}

/** The command with the laws of the fixtures. */
async function laws(args: readonly string[], registry = 'registry.ts'): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=@tradewright/source', fileURLToPath(new URL('main.ts', import.meta.url)), ...args], {
    env: { ...process.env, LAWS_REGISTRY: `./fixtures/${registry}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let told = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (told += text.toString()));
  await once(child, 'close');
  return { code: child.exitCode, out, told };
}

describe('pnpm laws', () => {
  it('tells runs, failures and first seed of every law, and ends with 0 when all hold', async () => {
    expect(await laws(['holds', 'slow', '--runs', '9', '--seed', '4', '--jobs', '2'])).toEqual({
      code: 0, out: 'holds → {runs: 9, failures: 0, seed: 4}\nslow  → {runs: 9, failures: 0, seed: 4}\n', told: '',
    });
  });

  it('finds a law that fails, names its seeds, at most ten, and ends with 1', async () => {
    const { code, out } = await laws(['fails', '--runs', '1000', '--jobs', '3', '--json']);
    const failing = Array.from({ length: 10 }, (_unused, i) => ({ seed: 7 * (i + 1), difference: `seven divides ${7 * (i + 1)}` }));
    expect([code, JSON.parse(out)]).toEqual([1, { fails: { runs: 1000, failures: 142, seed: 1, failing } }]);
  });

  it('prints failing seeds beneath their law', async () => {
    expect((await laws(['fails', '--runs', '1', '--seed', '14'])).out).toBe('fails → {runs: 1, failures: 1, seed: 14}\n  seed 14: seven divides 14\n');
  });

  it('takes a law that throws for one that fails', async () => {
    expect(await laws(['throws', '--runs', '5', '--jobs', '1'])).toMatchObject({ code: 1, out: expect.stringMatching(/failures: 1, seed: 1}\n {2}seed 3: threw Error: three/) });
  });

  it('runs all laws, each by its share, when nothing is said', async () => {
    const { out } = await laws(['--json']);
    const results = JSON.parse(out) as Record<string, { runs: number }>;
    expect(Object.entries(results).map(([name, { runs }]) => [name, runs])).toEqual([['holds', 10], ['fails', 10], ['throws', 10], ['slow', 10], ['interrupted', 10]]);
  });

  it.each([[['--runs', 'x']], [['nobody']], [['--what']]])('ends with 2 on %j, and says why', async (args) => {
    expect(await laws(args)).toEqual({ code: 2, out: '', told: expect.stringMatching(/\S/) });
  });

  it.each([['unwritten', /no-such-law/], ['exits', /thread of law exits ended by itself with 0 at seed \d/]])('ends with 1 where a law could not be run: %s', async (law, why) => {
    expect(await laws([law, '--runs', '4', '--jobs', '2'], 'broken-registry.ts')).toEqual({ code: 1, out: '', told: expect.stringMatching(why) as string });
  });

  it('stopped by Ctrl-C it says how far it came and ends with 130', async () => {
    expect(await laws(['interrupted', '--runs', '1000000', '--jobs', '1'])).toEqual({
      code: 130, out: 'interrupted → {runs: 250, failures: 0, seed: 1}\n', told: 'Stopped after 250 of 1000000 runs; those are told above.\n',
    });
  });
});
