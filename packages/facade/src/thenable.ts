/** Whether a value is somebody's promise. Users bring their own, so `instanceof Promise` would not do. */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
