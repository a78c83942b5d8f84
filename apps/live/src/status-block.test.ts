import { describe, expect, it } from 'vitest';
import { Board, type RunRow } from './board.ts';
import { blockLines, rowText, StatusBlock } from './status-block.ts';

const row = (part: Partial<RunRow> = {}): RunRow => ({ names: { symbol: 'X', strategyName: 's', exchangeName: 'e' }, doing: 'starting', doingBefore: 'starting', held: null, price: null, atMs: null, ticks: 0, blindSinceMs: null, awaitsStore: false, heardMs: 0, failure: null, ...part });
const held = { id: 'i', side: 'short' as const, entryPrice: 100, takeProfitPrice: 98, stopLossPrice: 101, sinceMs: 0 };

describe('the line of a run', () => {
  it.each([
    ['before its first tick', {}, 'PAPER  X  s  starting   no tick yet'],
    ['without a signal', { doing: 'idle', atMs: 0, price: 99.5 }, 'PAPER  X  s  idle       1970-01-01 00:00 UTC  99.5'],
    ['with a waiting order', { doing: 'scheduled', atMs: 0, price: 99.5, held }, 'PAPER  X  s  scheduled  1970-01-01 00:00 UTC  99.5  short at 100'],
    ['with a position', { doing: 'active', atMs: 0, price: 99, held }, 'PAPER  X  s  active     1970-01-01 00:00 UTC  99  short at 100 (+1.00 % before costs)'],
  ] as const)('%s', (_what, part, text) => {
    expect(rowText(row(part))).toBe(text);
  });

  it('gives way where there are too many', () => {
    expect(blockLines({ rows: [row(), row(), row(), row()], halt: null, equities: {} }, 3)).toEqual([rowText(row()), rowText(row()), 'PAPER  and 2 more']);
    expect(blockLines({ rows: [row(), row()], halt: null, equities: {} }, 2)).toHaveLength(2);
  });

  it('begins with a halt and with the equity, where there are any', () => {
    expect(blockLines({ rows: [row()], halt: { reason: 'the news', atMs: 0, closesPositions: false }, equities: { account: 10_123.456 } }, 5)).toEqual(['PAPER  HALTED since 1970-01-01 00:00 UTC: the news', 'PAPER  equity of account 10123.46', rowText(row())]);
  });
});

describe('the block', () => {
  const terminal = (isTTY: boolean): { out: NodeJS.WriteStream; written: () => string } => {
    let text = '';
    return { out: { isTTY, rows: 24, columns: 40, write: (part: string) => (text += part) } as unknown as NodeJS.WriteStream, written: () => text };
  };
  const board = new Board([row().names], () => 0);

  it('is drawn on a terminal, cut to its width, and taken away', async () => {
    const { out, written } = terminal(true);
    const block = new StatusBlock(out, true, board);
    await expect.poll(written).toContain('PAPER  X  s  starting   no tick yet');
    block.end();
    expect(written().endsWith('\u001B[1A\u001B[J')).toBe(true);
  });

  it.each([['elsewhere', false, true], ['where it is not wanted', true, false]])('is silent %s', (_what, isTTY, wanted) => {
    const { out, written } = terminal(isTTY);
    const block = new StatusBlock(out, wanted, board);
    block.hide();
    block.end();
    expect(written()).toBe('');
  });
});
