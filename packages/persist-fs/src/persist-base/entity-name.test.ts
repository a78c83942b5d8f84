import { describe, expect, it } from 'vitest';
import { idText, nameOf, textOf } from './entity-name.ts';

describe('The file name of an entity', () => {
  it.each(['BTCUSDT', 'positions', 'levels', 'my-strategy', 'a b', 'x.json', 'x.', 'Größe', '信号', '🚀', '__proto__', '123', "it's", 'a_b', 'a;b', '$1', 'console', 'nullable'])('is the id itself where that is a name everywhere: %s', (id) => {
    expect(nameOf(id)).toBe(id);
    expect(textOf(id)).toBe(id);
  });

  it.each([
    ['BTC/USDT', 'BTC%2FUSDT'],
    ['my-strategy:BTCUSDT', 'my-strategy%3ABTCUSDT'],
    ['../../etc/passwd', '%2E.%2F..%2Fetc%2Fpasswd'],
    ['..', '%2E.'],
    ['.hidden', '%2Ehidden'],
    ['a\\b', 'a%5Cb'],
    ['100%', '100%25'],
    ['%2F', '%252F'],
    ['a~b', 'a%7Eb'],
    ['a\u0000b\n', 'a%00b%0A'],
    ['<>"|?*', '%3C%3E%22%7C%3F%2A'],
    ['CON', '%43ON'],
    ['nul.txt', '%6Eul.txt'],
    ['', '%'],
  ])('escapes what is no name somewhere, and is read back: %j', (id, name) => {
    expect(nameOf(id)).toBe(name);
    expect(textOf(name)).toBe(id);
  });

  it('is short and its own for ids that are too long, no Unicode, or changed by normalising', () => {
    const ids = ['k'.repeat(300), `${'k'.repeat(299)}x`, '信'.repeat(100), `${'a/'.repeat(100)}`, '\ud800', '\ud801', 'e\u0301', '\u212b', '\ufb1d', 'x\udc00'];
    const names = ids.map(nameOf);
    expect(new Set(names.map((name) => name.toLowerCase().normalize('NFKD'))).size).toBe(ids.length);
    for (const name of names) {
      expect(name).toMatch(/^[\w%-]+~[0-9a-f]{32}$/);
      expect(Buffer.byteLength(name)).toBeLessThan(100);
      expect(textOf(name)).toBeUndefined();
    }
  });

  it.each(['.lock', '.tmp-0123456789ab-x', 'a:b', '%', '%zz', '%2f', 'a%', '%41', '%44on', 'a~b', 'x?'])('that was not made here is nobody\'s: %s', (name) => {
    const text = textOf(name);
    expect(text === undefined || nameOf(text) === name).toBe(true);
    if (name !== '%') expect(text).toBeUndefined();
  });

  it('takes texts and numbers for ids, nothing else', () => {
    expect([idText('a'), idText(7), idText('')]).toEqual(['a', '7', '']);
    for (const id of [undefined, null, {}, 1n, true]) expect(() => idText(id as never)).toThrow(expect.objectContaining({ code: 'persist/entity-id' }));
  });
});
