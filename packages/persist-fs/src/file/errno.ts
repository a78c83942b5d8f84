/** The code the system gave an error, such as `ENOSPC`. */
export function errnoOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}

/** No room on the disk or in the quota: more room makes it work again. */
export function isFull(cause: unknown): boolean {
  const code = errnoOf(cause);
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** `undefined` instead of an error that says there is nothing of that name. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}
