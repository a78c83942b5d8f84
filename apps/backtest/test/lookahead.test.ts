import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csv, DAY_START_MS, minutes, strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, run } from './cli.ts';

const rows = [...minutes(1440), ...minutes(1440, DAY_START_MS + 2 * 86_400_000)];
const files = { 'candles.csv': csv(rows) };
const args = ['strategy.ts', '--candles', 'candles.csv', '--symbol', 'X', '--check-lookahead', '--cuts', '4', '--out', 'o'];

/** Looks at the exchange's candles from `offset` minutes before now on, and trades on what it finds at the end of them. */
const looksAt = (offset: number, count: number): string =>
  strategy({
    interval: '1m',
    top: "import { listExchanges } from 'tradewright';",
    body: `return (async () => {
      const [exchange] = await listExchanges();
      const candles = await exchange!.getCandles(symbol, '1m', new Date(when.getTime() - ${offset} * 60_000), ${count});
      const last = candles.at(-1);
      return last === undefined || last.close < price * 1.001 ? null : buy(price);
    })();`,
  });

describe('--check-lookahead', () => {
  it.concurrent('finds every earlier decision of an honest strategy identical, also around a gap', async () => {
    const directory = directoryWith({ ...files, 'strategy.ts': looksAt(60, 60) });
    const { code, stdout } = await run(directory, ...args, '--json');
    const json = JSON.parse(stdout) as { trades: number; lookahead: unknown };
    expect(json.trades).toBeGreaterThan(5);
    expect(json.lookahead).toEqual({ cuts: 4, identical: true, repeatable: true, complete: true });
    expect(code).toBe(0);
    expect(readFileSync(join(directory, 'o/report.md'), 'utf8')).toContain('**4 cuts, every earlier decision identical.**');
  });

  it.concurrent.each([
    ['an hour of candles', 60],
    ['the one candle that is just opening', 1],
  ])('finds a strategy that peeks at %s, says where, and ends with exit code 3', async (_what, count) => {
    const directory = directoryWith({ ...files, 'strategy.ts': looksAt(0, count) });
    const { code, stdout, stderr } = await run(directory, ...args);
    expect(stdout).toMatch(/LOOK-AHEAD FOUND: \d+ cuts, [1-9]\d* with other decisions/);
    expect(readFileSync(join(directory, 'o/report.md'), 'utf8')).toMatch(/\| 2023-01-.*decisions?, the last: opened long/);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
  });

  it.concurrent('finds a strategy that peeks only to leave trades out', async () => {
    const source = strategy({
      interval: '1h',
      top: "import { listExchanges } from 'tradewright';",
      body: `return (async () => {
        const [exchange] = await listExchanges();
        const candles = await exchange!.getCandles(symbol, '1m', when, 60);
        const last = candles.at(-1);
        return last !== undefined && last.close < price ? null : buy(price);
      })();`,
    });
    const directory = directoryWith({ ...files, 'strategy.ts': source });
    const { code, stdout } = await run(directory, ...args, '--json');
    const { asks, trades, lookahead } = JSON.parse(stdout) as { asks: number; trades: number; lookahead: unknown };
    expect(trades).toBeGreaterThan(3);
    expect(asks).toBeGreaterThan(trades + 3);
    expect(lookahead).toEqual({ cuts: 4, identical: false, repeatable: true, complete: true });
    expect(code).toBe(3);
  });

  it.concurrent('gives every cut modules of its own: what a strategy remembers is not carried over', async () => {
    const directory = directoryWith({ ...files, 'strategy.ts': strategy({ body: 'return asks % 3 === 0 ? buy(price) : null;' }) });
    const { code, stdout } = await run(directory, ...args, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ lookahead: { identical: true } });
    expect(code).toBe(0);
  });

  it.concurrent('tells a strategy that rolls dice from one that looks ahead', async () => {
    const directory = directoryWith({ ...files, 'strategy.ts': strategy({ body: 'return Math.random() < 0.5 ? buy(price) : null;' }) });
    const { code, stdout } = await run(directory, ...args);
    expect(stdout).toMatch(/NOT REPEATABLE/);
    expect(code).toBe(3);
  });
});
