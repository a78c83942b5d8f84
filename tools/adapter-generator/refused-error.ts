/** The generator was asked for what it cannot make; nothing was written. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: 'adapter/name' | 'adapter/taken' | 'adapter/port';

  constructor(code: RefusedError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
