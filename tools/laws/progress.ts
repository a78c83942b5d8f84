/** Nobody needs to be told about what is over by then. */
const PATIENCE_MS = 2000;
const REFRESH_MS = 250;

/** A line on the terminal that is written again and again. Silent where there is no terminal. */
export class Progress {
  #timer: NodeJS.Timeout | undefined;
  #shown = false;

  constructor(line: () => string) {
    if (!process.stderr.isTTY) return;
    const beganAtMs = performance.now();
    this.#timer = setInterval(() => {
      if (performance.now() - beganAtMs < PATIENCE_MS) return;
      this.#shown = true;
      process.stderr.write(`\r\u001B[K${line()}`);
    }, REFRESH_MS);
  }

  end(): void {
    clearInterval(this.#timer);
    if (this.#shown) process.stderr.write('\r\u001B[K');
    this.#shown = false;
  }
}
