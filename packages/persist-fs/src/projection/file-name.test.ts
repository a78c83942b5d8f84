import { describe, expect, it } from 'vitest';
import { fileName } from './file-name.ts';

describe('a file name', () => {
  it.each([
    ['BTCUSDT', 'BTCUSDT'],
    ['BTC/USDT', 'BTC%2FUSDT'],
    ['../x', '%2E.%2Fx'],
    ['..', '%2E%2E'],
    ['.', '%2E'],
    ['', '%'],
    ['.hidden', '%2Ehidden'],
    ['ends.', 'ends%2E'],
    ['a b@c:d*e?"<>|\\', 'a%20b%40c%3Ad%2Ae%3F%22%3C%3E%7C%5C'],
    ['100%', '100%25'],
    ['zero\0byte\n', 'zero%00byte%0A'],
    ['ключ-鍵', 'ключ-鍵'],
    ['e\u0301', 'é'],
    ['🚀', '%F0%9F%9A%80'],
    ['con', '%63on'],
    ['COM1.json', '%43OM1.json'],
    ['console', 'console'],
  ])('of %j is %s', (text, name) => {
    expect(fileName(text)).toBe(name);
  });

  it('of a long text is short, and another for another text', () => {
    const long = fileName('й'.repeat(300));
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(100);
    expect(long).toMatch(/^й+~[0-9a-f]{16}$/);
    expect(fileName(`${'й'.repeat(299)}к`)).not.toBe(long);
    expect(fileName('/'.repeat(300))).toMatch(/^(?:%2F)+~[0-9a-f]{16}$/);
  });
});
