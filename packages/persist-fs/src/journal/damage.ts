/** A file holds what was never written there. Whether that stops the store is for the one who opens it to say. */
export class Damage extends Error {
  readonly path: string;
  /** Where the good part ends. */
  readonly offset: number;
  readonly what: string;

  constructor(path: string, offset: number, what: string) {
    super(`${path} at byte ${offset}: ${what}`);
    this.path = path;
    this.offset = offset;
    this.what = what;
  }
}
