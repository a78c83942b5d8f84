/** Whatever was thrown, as an `Error`: also what cannot be printed. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  try {
    // Errors of other realms and libraries need not be ours, but they have a message.
    const { message } = Object(thrown) as { readonly message?: unknown };
    return new Error(typeof message === 'string' ? message : String(thrown), { cause: thrown });
  } catch {
    return new Error('a value that cannot be shown', { cause: thrown });
  }
}
