import { Failure, messageOf } from './failure.ts';

/** Standard output. What cannot be written to it is a failure, unless its reader has left: he has seen enough. */
export class StandardOutput {
  readonly #write = process.stdout.write.bind(process.stdout);
  #readerLeft = false;
  #lost: Error | null = null;

  constructor() {
    process.stdout.on('error', (error: Error) => this.#note(error));
  }

  /** From now on it is ours alone: what others print goes to standard error. */
  reserve(): void {
    process.stdout.write = process.stderr.write.bind(process.stderr);
  }

  /** @throws {Failure} when this, or what others had printed before it, got lost */
  async print(text: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#write(text, (error) => {
        this.#note(error);
        resolve();
      });
    });
    if (this.#lost !== null) throw new Failure(`Standard output cannot be written, the result is lost there: ${messageOf(this.#lost)}`, undefined, { cause: this.#lost });
  }

  #note(error: Error | null | undefined): void {
    if (error === null || error === undefined) return;
    // Whatever is written to a closed stream fails too, for another reason.
    if ('code' in error && error.code === 'EPIPE') this.#readerLeft = true;
    if (!this.#readerLeft) this.#lost ??= error;
  }
}
