import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { directoryWith, linesOf, start } from './cli.ts';

const root = new URL('../../../', import.meta.url);
const EXAMPLE = /^npm run live -- (apps\/\S+ apps\/\S+ .*?)(?: {2,}#.*)?$/gm;

/** The words of the commands in a README that trade on the exchange of the examples, with whole paths. */
function commandsOf(readme: string): string[][] {
  const found = [...readFileSync(new URL(readme, root), 'utf8').matchAll(EXAMPLE)].map(([, words]) => words!.split(' '));
  return found.map((words) => words.map((word) => (word.startsWith('apps/') ? fileURLToPath(new URL(word, root)) : word)));
}

async function isReady(url: string): Promise<boolean> {
  const { ok } = await fetch(`${url}/readyz`);
  return ok;
}

describe('the commands of the READMEs trade as they are written', () => {
  const both = ['README.md', 'apps/live/README.md'].map(commandsOf);

  it('on files and on PostgreSQL, in both of them', () => {
    for (const commands of both) expect(commands.map((words) => words.includes('postgres'))).toEqual([false, false, true]);
  });

  it.each(both.map((commands) => commands[0]!))('%s', async (...words) => {
    const { child, ended, says } = start(directoryWith(), [...words, '--json']);
    let stdout = '';
    child.stdout!.on('data', (text: string) => (stdout += text));
    await says('"kind":"started"', 'stdout');
    const url = linesOf(stdout)[0]!['healthUrl'] as string;
    await expect.poll(() => isReady(url)).toBe(true);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(linesOf(stdout).at(-1)).toMatchObject({ kind: 'ended', counts: { error: 0 }, runs: [{ exchangeName: 'made-up' }] });
  });
});
