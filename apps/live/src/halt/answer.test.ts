import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HaltAnswer } from './answer.ts';
import { parseHaltOptions, type HaltTask } from './options.ts';

function directoryHere(): string {
  const directory = mkdtempSync(join(tmpdir(), 'halt-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** What a command prints, and how it ends, on a machine that keeps words for databases in `words`. */
async function answered(directory: string, kind: HaltTask['kind'], argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ readonly code: number; readonly printed: string }> {
  const answer = parseHaltOptions(kind, kind === 'halt' ? ['--reason', 'the news', ...argv] : argv);
  if (!('options' in answer)) throw new Error('nothing to do');
  let printed = '';
  const output = { print: async (text: string) => void (printed += text) };
  const code = await new HaltAnswer(answer.options, output, { env: { TRADEWRIGHT_HALT_DIR: 'words', ...env }, directory }).give();
  return { code, printed };
}

describe('a command that names no place where anything could be traded', () => {
  const wrong: readonly [what: string, argv: readonly string[], env: NodeJS.ProcessEnv, sentence: RegExp][] = [
    ['a directory that is not there', ['--state', 'elsewhere'], {}, /elsewhere is not there, so nothing is traded with it\. Name the directory of the run with --state\./],
    ['no address of a database', ['--store', 'postgres'], {}, /--store postgres needs DATABASE_URL in the environment/],
    ['an empty address', ['--store', 'postgres'], { DATABASE_URL: '' }, /--store postgres needs DATABASE_URL in the environment/],
    ['an address that is none', ['--store', 'postgres'], { DATABASE_URL: 'trader:not-to-be-told' }, /^The connection string cannot be understood/],
    ['an address without a port behind its colon', ['--store', 'postgres'], { DATABASE_URL: 'postgres://trader:not-to-be-told@host:port/trading' }, /^The connection string cannot be understood/],
    ['a schema that cannot be', ['--store', 'postgres', '--schema', 'no schema'], { DATABASE_URL: 'postgres://127.0.0.1:1/trading' }, /schema/],
  ];

  it.each(wrong)('halts nobody, says so and writes nothing: %s', async (_what, argv, env, sentence) => {
    const directory = directoryHere();
    const refused = answered(directory, 'halt', argv, env);
    await expect(refused).rejects.toMatchObject({ name: 'Failure', exitCode: 2, message: expect.stringMatching(sentence) as string });
    await expect(refused).rejects.toThrow(/[.] Trading was NOT halted\.$/);
    await expect(refused).rejects.not.toThrow(/Trading is halted|not-to-be-told/);
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each(wrong)('lets nobody go on either: %s', async (_what, argv, env, sentence) => {
    const refused = answered(directoryHere(), 'resume', argv, env);
    await expect(refused).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(sentence) as string });
    await expect(refused).rejects.toThrow(/[.] Trading stays as it is\.$/);
  });

  it.each(wrong)('does not know how it stands: %s', async (_what, argv, env, sentence) => {
    await expect(answered(directoryHere(), 'halted', argv, env)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(sentence) as string });
  });
});

describe('a halt that no program has taken up', () => {
  it('is not stored, whoever says so', async () => {
    const directory = directoryHere();
    mkdirSync(join(directory, 'dump/data'), { recursive: true });
    const halted = { reason: 'the news', closesPositions: false };
    const said = await answered(directory, 'halt', ['--json']);
    expect([said.code, JSON.parse(said.printed)]).toMatchObject([0, { kind: 'halt', halted, stored: false }]);
    const asked = await answered(directory, 'halted', ['--json']);
    expect([asked.code, JSON.parse(asked.printed)]).toMatchObject([10, { kind: 'halted', halted, stored: false }]);
    const resumed = await answered(directory, 'resume', ['--json']);
    expect([resumed.code, JSON.parse(resumed.printed)]).toEqual([0, { schemaVersion: 1, kind: 'resume', halted: null }]);
  });

  it('is a halt on this machine while its database is down', async () => {
    const directory = directoryHere();
    const down = { DATABASE_URL: 'postgres://127.0.0.1:1/trading' };
    await expect(answered(directory, 'halt', ['--store', 'postgres'], down)).rejects.toMatchObject({ exitCode: 9, message: expect.stringMatching(/^Trading is halted: the news\. .* This counts on this machine only/) as string });
    const asked = await answered(directory, 'halted', ['--store', 'postgres', '--json'], down);
    expect([asked.code, JSON.parse(asked.printed)]).toMatchObject([10, { kind: 'halted', stored: false }]);
  });
});
