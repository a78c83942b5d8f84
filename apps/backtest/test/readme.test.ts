import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT_MEANINGS } from '../src/exit-codes.ts';
import { TRADE_COLUMNS } from '../src/trades-csv.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it.each(Object.entries(EXIT_MEANINGS))('gives exit code %s the meaning that the program gives it', (code, meaning) => {
    expect(readme).toContain(`| ${code} | ${meaning} |`);
  });

  it.each(TRADE_COLUMNS.map(({ name, meaning }) => [name, meaning]))('explains the column %s of trades.csv', (name, meaning) => {
    expect(readme).toContain(`| \`${name}\` | ${meaning} |`);
  });

  it.each(['moving-average-crossover', 'range-breakout'])('names the example %s, which is shorter than 40 lines', (name) => {
    expect(readme).toContain(`examples/${name}.ts`);
    expect(readFileSync(new URL(`../examples/${name}.ts`, import.meta.url), 'utf8').trimEnd().split('\n').length).toBeLessThan(40);
  });
});
