/** Whatever was thrown, as an `Error`: also what cannot be printed. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  try {
    return new Error(String(thrown), { cause: thrown });
  } catch {
    return new Error('a value that cannot be shown', { cause: thrown });
  }
}
