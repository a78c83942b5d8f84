/** What came of a task. */
export interface Told {
  /** For people; ends with the end of a line. */
  readonly text: string;
  /** For machines, beside the version. The order of keys is part of it; new ones come at the end. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly exitCode: number;
}

const SCHEMA_VERSION = 1;

export function jsonText({ json }: Pick<Told, 'json'>): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...json })}\n`;
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function spanJson({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): Readonly<Record<string, string>> {
  return { from: iso(fromMs), to: iso(toMs) };
}
