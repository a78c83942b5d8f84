import { describe, expect, it } from 'vitest';
import { exampleOf, missingHeadings } from './readme.ts';

const good = `# name
## What
words
## Install
\`\`\`sh
## not a heading
\`\`\`
## Example
\`\`\`sh
npm start
\`\`\`
\`\`\`ts
const two = 2;
\`\`\`
\`\`\`ts
const second = true;
\`\`\`
## Cases
## Errors
`;

describe('a README', () => {
  it('has five headings', () => {
    expect(missingHeadings(good)).toEqual([]);
    expect(missingHeadings(good.replace('## Errors', '### Errors'))).toEqual(['^Errors\\b']);
    expect(missingHeadings(good.replace('## Cases', '## Ports'))).toEqual([]);
  });

  it('has its example in the first ts block under "Example"', () => {
    expect(exampleOf(good)).toBe('const two = 2;\n');
    expect(exampleOf(good.replaceAll('\n', '\r\n'))).toBe('const two = 2;\n');
    expect(exampleOf(good.replace('## Example', '## Usage'))).toBeUndefined();
  });
});
