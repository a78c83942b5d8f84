import { plainText, shownInstant, signedPercent } from '@tradewright/cli-kit';
import type { Board, RunRow } from './board.ts';
import { equityText, shown } from './line.ts';

const EVERY_MS = 250;

/** One line per run on a terminal, redrawn while time goes on. On anything else it stays silent. */
export class StatusBlock {
  readonly #out: NodeJS.WriteStream;
  readonly #board: Board;
  readonly #timer: NodeJS.Timeout | undefined;
  #drawn = 0;

  constructor(out: NodeJS.WriteStream, wanted: boolean, board: Board) {
    this.#out = out;
    this.#board = board;
    if (wanted && out.isTTY) this.#timer = setInterval(() => this.#draw(), EVERY_MS);
  }

  /** Makes room for a line that stays; the block comes back by itself. */
  hide(): void {
    if (this.#drawn > 0) this.#out.write(`\u001B[${this.#drawn}A\u001B[J`);
    this.#drawn = 0;
  }

  end(): void {
    clearInterval(this.#timer);
    this.hide();
  }

  #draw(): void {
    // Some terminals do not know their size and say 0.
    const [height, width] = [this.#out.rows || 24, this.#out.columns || 80];
    const lines = blockLines(this.#board, Math.max(2, height - 2)).map((text) => text.slice(0, Math.max(20, width - 1)));
    this.hide();
    this.#out.write(`${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }
}

/** @param most - what a terminal has room for */
export function blockLines({ rows, halt, equities }: Pick<Board, 'rows' | 'halt' | 'equities'>, most: number): readonly string[] {
  const heads = [halt === null ? '' : `HALTED since ${shownInstant(halt.atMs)}: ${halt.reason}`, equityText(equities)];
  const lines = [...heads.filter((text) => text !== '').map((text) => plainText(`PAPER  ${text}`)), ...rows.map(rowText)];
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `PAPER  and ${lines.length - most + 1} more`];
}

export function rowText({ names: { symbol, strategyName }, doing, held, price, atMs }: RunRow): string {
  const when = atMs === null ? 'no tick yet' : shownInstant(atMs);
  const now = price === null ? '' : `  ${shown(price)}`;
  const gain = held === null || price === null ? null : (price / held.entryPrice - 1) * (held.side === 'long' ? 1 : -1);
  const signal = held === null ? '' : `  ${held.side} at ${shown(held.entryPrice)}${doing === 'active' ? ` (${signedPercent(gain)} before costs)` : ''}`;
  return plainText(`PAPER  ${symbol}  ${strategyName}  ${doing.padEnd(9)}  ${when}${now}${signal}`);
}
