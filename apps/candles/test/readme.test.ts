import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT_MEANINGS } from '../src/exit-codes.ts';
import { parseOptions } from '../src/options.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it.each(Object.entries(EXIT_MEANINGS))('gives exit code %s the meaning that the program gives it', (code, meaning) => {
    expect(readme).toContain(`| ${code} | ${meaning} |`);
  });

  it.each(['warm', 'check', 'export', 'import'])('knows every option of %s', (command) => {
    const help = parseOptions([command, '--help'], '0');
    const options = 'print' in help ? [...help.print.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name]) => name!) : [];
    expect(options.length).toBeGreaterThan(7);
    for (const option of options) expect(readme).toContain(`\`${option}`);
  });
});
