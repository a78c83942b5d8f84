import type { DurationMs, Fraction } from '@tradewright/core';
import { plainText } from './plain-text.ts';

/** Short runs need no progress. */
const QUIET_MS = 1500;
const EVERY_MS = 200;

export interface Progress {
  readonly what: string;
  readonly doneFrac: Fraction;
  /** Whatever there is room for. */
  readonly details?: string;
}

/** One line on a terminal, redrawn while work goes on. On anything else it stays silent. */
export class ProgressLine {
  readonly #out: NodeJS.WriteStream;
  readonly #startedMs: DurationMs = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;
  #drawn = false;

  /** @param tell - what is being done, and how far it is where that is known */
  constructor(out: NodeJS.WriteStream, wanted: boolean, tell: () => string | Progress) {
    this.#out = out;
    if (!wanted || !out.isTTY) return;
    this.#timer = setInterval(() => {
      const elapsedMs = performance.now() - this.#startedMs;
      if (elapsedMs < QUIET_MS) return;
      const told = tell();
      this.#draw(typeof told === 'string' ? told : progressText(told, elapsedMs));
    }, EVERY_MS);
  }

  /** A remark that stays, above the line. */
  say(text: string): void {
    if (this.#drawn) this.#out.write('\r\u001B[K');
    this.#drawn = false;
    this.#out.write(`${plainText(text)}\n`);
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

export function progressText({ what, doneFrac, details }: Progress, elapsedMs: DurationMs): string {
  const cells = Math.floor(doneFrac * BAR_CELLS);
  const left = doneFrac > 0.01 ? `, ${Math.ceil((elapsedMs * (1 - doneFrac)) / doneFrac / 1000)} s left` : '';
  return `${what} [${'#'.repeat(cells)}${'.'.repeat(BAR_CELLS - cells)}] ${(doneFrac * 100).toFixed(0)} %${left}${details === undefined ? '' : `; ${details}`}`;
}
