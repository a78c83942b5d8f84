import { describe, expect, it } from 'vitest';
import { outlineFiles, outlineWarnings, type OutlineMessage } from './outline.ts';

const system = (content: string): OutlineMessage => ({ role: 'system', content });
const user = (content: string): OutlineMessage => ({ role: 'user', content });

describe('the outline of a conversation', () => {
  const messages = [system('be brief'), user('candles'), { role: 'assistant', content: 'seen' } as const, user('decide')];

  it('is one file for the system, one for each user message and one for the answer', () => {
    const files = outlineFiles({ signalId: 's1', messages, output: { position: 'long' } });
    expect(files.map(({ name }) => name)).toEqual(['00_system_prompt.md', '01_user_message.md', '02_user_message.md', '03_llm_output.md']);
    expect(files[0]?.text).toBe('# Outline Result Dump\n\n**ResultId**: s1\n\n## Output Data\n\n```json\n{\n  "position": "long"\n}\n```\n\n## System Messages\n\n### System Message 1\n\nbe brief\n');
    expect(files[2]?.text).toBe('# User Message 2\n\n**ResultId**: s1\n\ndecide\n');
    expect(files[3]?.text).toBe('# Full Outline Result\n\n**ResultId**: s1\n\n## Completion Output\n\n```json\n{\n  "position": "long"\n}\n```\n');
  });

  it('has its two files without any message or answer', () => {
    const files = outlineFiles({ signalId: 's1', messages: [], output: undefined });
    expect(files.map(({ name }) => name)).toEqual(['00_system_prompt.md', '01_llm_output.md']);
    expect(files[1]?.text).toContain('```json\nnull\n```');
  });

  it('cannot end its JSON early', () => {
    const text = outlineFiles({ signalId: 's1', messages: [], output: { note: 'x\n```\n# y' } })[0]!.text;
    expect(text.split('\n').filter((line) => line.startsWith('```'))).toEqual(['```json', '```']);
  });

  it.each([
    ['20 KiB of letters', 'a'.repeat(20_480), []],
    ['a byte more', 'a'.repeat(20_481), ['User message 1 of s1 is 20.0 KiB; above 20 KiB models read badly.']],
    ['three bytes a sign', '€'.repeat(7000), ['User message 1 of s1 is 20.5 KiB; above 20 KiB models read badly.']],
    ['four bytes a sign', '😀'.repeat(6000), ['User message 1 of s1 is 23.4 KiB; above 20 KiB models read badly.']],
    ['two bytes a sign', 'é'.repeat(10_000), []],
  ])('warns of user messages above 20 KiB: %s', (_name, content, expected) => {
    expect(outlineWarnings({ signalId: 's1', messages: [user(content), system('b'.repeat(30_000))], output: null })).toEqual(expected);
  });
});
