import type { DurationMs, Fraction } from '@tradewright/core';

/** Short runs need no progress. */
const QUIET_MS = 1500;
const EVERY_MS = 200;

/** One line on a terminal, redrawn while work goes on. On anything else it stays silent. */
export class ProgressLine {
  readonly #out: NodeJS.WriteStream;
  readonly #startedMs: DurationMs = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;
  #drawn = false;

  /** @param tell - what is being done and how far it is */
  constructor(out: NodeJS.WriteStream, wanted: boolean, tell: () => { readonly what: string; readonly doneFrac: Fraction }) {
    this.#out = out;
    if (!wanted || !out.isTTY) return;
    this.#timer = setInterval(() => {
      const elapsedMs = performance.now() - this.#startedMs;
      if (elapsedMs < QUIET_MS) return;
      const { what, doneFrac } = tell();
      this.#draw(progressText(what, doneFrac, elapsedMs));
    }, EVERY_MS);
  }

  /** Leaves no trace. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#drawn) this.#out.write('\r\u001B[K');
    this.#drawn = false;
  }

  #draw(text: string): void {
    this.#drawn = true;
    this.#out.write(`\r\u001B[K${text.slice(0, Math.max(20, (this.#out.columns || 80) - 1))}`);
  }
}

const BAR_CELLS = 24;

export function progressText(what: string, doneFrac: Fraction, elapsedMs: DurationMs): string {
  const cells = Math.floor(doneFrac * BAR_CELLS);
  const left = doneFrac > 0.01 ? `, ${Math.ceil((elapsedMs * (1 - doneFrac)) / doneFrac / 1000)} s left` : '';
  return `${what} [${'#'.repeat(cells)}${'.'.repeat(BAR_CELLS - cells)}] ${(doneFrac * 100).toFixed(0)} %${left}`;
}
