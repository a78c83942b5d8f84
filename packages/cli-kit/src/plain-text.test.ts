import { describe, expect, it } from 'vitest';
import { markdownText, plainText } from './plain-text.ts';

describe('text of somebody else', () => {
  it('stays text inside Markdown', () => {
    expect(markdownText('a|b <i> [x](y) `c` *d*\nnew')).toBe('a\\|b \\<i\\> \\[x\\](y) \\`c\\` \\*d\\* new');
  });

  it('cannot rewrite a terminal', () => {
    expect(plainText('a\u001B[2Jb\r\nc')).toBe('a [2Jb c');
  });
});
