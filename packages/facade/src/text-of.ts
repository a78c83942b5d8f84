/** What a user passed, for a message. Values that cannot be turned into text do not break the message about them. */
export function textOf(given: unknown): string {
  try {
    if (typeof given === 'string') return JSON.stringify(given.length > 60 ? `${given.slice(0, 60)}…` : given);
    if (typeof given === 'function') return 'a function';
    if (Array.isArray(given)) return given.length === 0 ? 'an empty array' : 'an array';
    if (given instanceof Date) return Number.isNaN(given.getTime()) ? 'an invalid Date' : given.toISOString();
    return typeof given === 'object' && given !== null ? 'an object' : String(given);
  } catch {
    return 'something that cannot be read'; // a Proxy that throws at everything
  }
}
