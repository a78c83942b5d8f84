import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT_MEANINGS } from '../src/exit-codes.ts';
import { directoryWith, run } from './cli.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it.each(Object.entries(EXIT_MEANINGS))('gives exit code %s the meaning that the program gives it', (code, meaning) => {
    expect(readme).toContain(`| ${code} | ${meaning} |`);
  });

  it('knows every option', async () => {
    const { stdout } = await run(directoryWith(), '--help');
    const options = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name]) => name!);
    expect(options.length).toBeGreaterThan(15);
    for (const option of options) expect(readme).toContain(`\`${option}`);
  });
});
