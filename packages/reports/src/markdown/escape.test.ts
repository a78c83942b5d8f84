import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeItem, escapeText } from './escape.ts';
import { table } from './table.ts';

/** Cells of a row as GitHub's markdown splits it: at bars without a backslash before them that counts. */
function cellsOf(line: string): string[] {
  const cells: string[] = [''];
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '\\') cells[cells.length - 1] += line[i]! + (line[++i] ?? '');
    else if (line[i] === '|') cells.push('');
    else cells[cells.length - 1] += line[i]!;
  }
  return cells.slice(1, -1);
}

describe('a user’s text', () => {
  it.each([
    ['a|b', String.raw`a\|b`],
    [String.raw`a\|b`, String.raw`a\\\|b`],
    ['`code` ```', String.raw`\`code\` \`\`\``],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['![x](http://a.b)', String.raw`!\[x\](http://a.b)`],
    ['one\r\ntwo\n\n| three', String.raw`one two \| three`],
    ['a\u2028b\u2029c\u0085d\u0000e\tf', 'a b c d e f'],
    ['a\u202ebc', 'a bc'],
    ['&lt; & AT&T', '&amp;lt; & AT&T'],
    ['**bold** ~~gone~~', String.raw`\*\*bold\*\* \~\~gone\~\~`],
    ['my_trend_v2 _x_ __init__', String.raw`my_trend_v2 \_x\_ \_\_init\_\_`],
    ['  spaced   out ', 'spaced out'],
    ['-1.20% (2W / 1L) 2024-01-01T00:00:00.000Z', '-1.20% (2W / 1L) 2024-01-01T00:00:00.000Z'],
    ['', ''],
  ])('%j becomes %j', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });

  it.each([
    ['# title', String.raw`\# title`],
    ['- item', String.raw`\- item`],
    ['1. item', String.raw`1\. item`],
    ['BTC/USDT', 'BTC/USDT'],
    ['1INCH', '1INCH'],
  ])('%j at the beginning of a list item becomes %j', (text, escaped) => {
    expect(escapeItem(text)).toBe(escaped);
  });

  it('can neither break a table nor carry HTML or code', () => {
    const nasty = fc.string({ unit: fc.constantFrom('|', '\\', '`', '\n', '\r', '<', '>', '&', '[', '\u2028', 'a', ' ', '_', '*'), maxLength: 30 });
    fc.assert(fc.property(nasty, nasty, (note, reason) => {
      const lines = table([{ label: 'Note', cell: () => note }, { label: 'Reason', cell: () => reason }], [1, 2]).split('\n');
      expect(lines.length).toBe(4);
      for (const line of lines) expect(cellsOf(line).length).toBe(2);
      expect(lines[3]).not.toMatch(/[<>\r\u2028]|(?<!\\)(?:\\\\)*`/);
    }));
  });
});
