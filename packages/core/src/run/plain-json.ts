/**
 * Why a value would not come out of a store as it went in; `null` where it would. Fields that are `undefined` are taken for
 * absent.
 *
 * @param above - the objects that hold it
 */
export function whyNoJson(value: unknown, above: object[] = []): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `it holds ${value}`;
  if (typeof value !== 'object') return `it holds ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`;
  if (above.includes(value)) return 'it holds itself';
  const isList = Array.isArray(value);
  if (!isList && !isPlain(value)) return 'it holds an object that is no plain one';
  above.push(value);
  for (const part of isList ? (value as readonly unknown[]) : Object.values(value)) {
    const why = part === undefined && !isList ? null : whyNoJson(part, above);
    if (why !== null) return why;
  }
  above.pop();
  return null;
}

/** Made of braces, in whatever realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
