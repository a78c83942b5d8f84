/** What was thrown, as text, whatever it was: users throw values that cannot even be printed. */
export function textOfThrown(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'a value that cannot be shown';
  }
}

/** Whether a value is somebody's promise: users bring their own, so `instanceof Promise` would not do. @throws what a hostile `then` getter throws */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
