import { parseJson } from '../journal/record.ts';

/** Content of a readable file; `null` for none. It names its key, so that it is known for one of ours. */
export function textOf(key: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const shown = typeof value === 'object' && !Array.isArray(value) ? value : { value };
  return JSON.stringify({ projectionOf: key, ...shown }, null, 2) + '\n';
}

/** Whether a file was made by a projection, and may be removed by it. */
export function isProjection(text: string): boolean {
  const content = parseJson(text);
  return typeof content === 'object' && content !== null && 'projectionOf' in content;
}
