import { fileURLToPath } from 'node:url';
import { csv, minutes } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, linesOf, run } from './cli.ts';

const example = fileURLToPath(new URL('../examples/risk-managed.ts', import.meta.url));

describe('one account behind all symbols', () => {
  it('is kept by the rules and the size of the example: two positions at most, and none any more once a tenth is lost', async () => {
    const symbols = ['AAA', 'BBB', 'CCC'];
    const candles = csv(minutes(720));
    const { code, stdout } = await run(directoryWith(Object.fromEntries(symbols.map((symbol) => [`${symbol}.csv`, candles]))), example, '--replay', '*.csv', '--symbol', symbols.join(), '--json', '--no-health');
    const lines = linesOf(stdout);
    let open = 0;
    const held = lines.flatMap(({ action }) => (action === 'opened' ? [++open] : action === 'closed' ? [--open] : []));
    expect(Math.max(...held)).toBe(2);
    const refused = lines.filter(({ kind }) => kind === 'refused').map(({ message }) => message as string);
    expect(refused[0]).toBe('refused by max-open-positions: all positions 3 > 2');
    expect(refused.at(-1)).toMatch(/^refused by portfolio-stop: stopped at 2023-01-01T/);
    expect(lines.filter(({ closeReason }) => closeReason === 'command').map(({ reasonText }) => reasonText)).toEqual(Array(2).fill(expect.stringMatching(/portfolio-stop/)));
    const { equity } = lines.at(-1) as unknown as { equity: { account: number } };
    // A tenth, and what the last candle, slippage and fees cost besides.
    expect(equity.account).toBeGreaterThan(8_900);
    expect(equity.account).toBeLessThan(9_000);
    expect(code).toBe(0);
  });
});
