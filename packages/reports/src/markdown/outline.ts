/** A message of a conversation with a language model. */
export interface OutlineMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Outline {
  readonly signalId: string;
  readonly messages: readonly OutlineMessage[];
  /** What the model answered; written as JSON. */
  readonly output: unknown;
}

export interface OutlineFile {
  readonly name: string;
  readonly text: string;
}

/** Above this a user message is likely to be more than a model reads well. */
const LARGE_BYTES = 20 * 1024;

/** The files of one conversation by name and text, in order; where they are written is the caller's affair (reference §12.5). */
export function outlineFiles({ signalId, messages, output }: Outline): OutlineFile[] {
  const system = messages.filter(({ role }) => role === 'system');
  const user = messages.filter(({ role }) => role === 'user');
  const id = `**ResultId**: ${signalId}`;
  const json = `\`\`\`json\n${JSON.stringify(output, null, 2) ?? 'null'}\n\`\`\``;
  const prompts = system.flatMap(({ content }, i) => [`### System Message ${i + 1}`, content]);
  return [
    file(0, 'system_prompt', ['# Outline Result Dump', id, '## Output Data', json, ...(prompts.length === 0 ? [] : ['## System Messages', ...prompts])]),
    ...user.map(({ content }, i) => file(i + 1, 'user_message', [`# User Message ${i + 1}`, id, content])),
    file(user.length + 1, 'llm_output', ['# Full Outline Result', id, '## Completion Output', json]),
  ];
}

/** One sentence for each user message above 20 KiB. */
export function outlineWarnings({ signalId, messages }: Outline): string[] {
  return messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => utf8Bytes(content))
    .flatMap((bytes, i) => (bytes > LARGE_BYTES ? [`User message ${i + 1} of ${signalId} is ${(bytes / 1024).toFixed(1)} KiB; above 20 KiB models read badly.`] : []));
}

function file(number: number, name: string, blocks: readonly string[]): OutlineFile {
  return { name: `${String(number).padStart(2, '0')}_${name}.md`, text: `${blocks.join('\n\n')}\n` };
}

/** Bytes of a text in UTF-8, counted because a pure package has no encoder. */
function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
