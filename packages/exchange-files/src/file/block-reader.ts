import { SourceError } from '@tradewright/core';
import { LF } from '../csv/bytes.ts';
import { openText, type TextReader } from './text-reader.ts';

/**
 * A file is read in blocks: block `k` holds the lines that end in the bytes `[k, k + 1) · BLOCK_BYTES` of its text.
 * So a block is the same set of lines whichever way one came to it.
 */
export const BLOCK_BYTES = 262_144;

/** Whole lines in `bytes[from, to)`, each ending with LF; valid until the next block is asked for. */
export interface TextBlock {
  readonly ordinal: number;
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

interface Readable {
  readonly path: string;
  readonly label: string;
  readonly gzip: boolean;
  readonly sizeBytes: number;
}

/** Text that was read with the piece of a line carried over before it. */
interface Portion {
  readonly bytes: Buffer;
  readonly carried: number;
  readonly count: number;
}

/** Buffers that readers have done with: many small files need not make two of them each. */
const free: Buffer[] = [];
const MOST_FREE = 4;

function takeBuffer(): Buffer {
  return free.pop() ?? Buffer.allocUnsafeSlow(2 * BLOCK_BYTES + 1);
}

function giveBack(...buffers: readonly Buffer[]): void {
  free.push(...buffers.slice(0, MOST_FREE - free.length));
}

/** Reads a file block after block; while one is decoded the next is being read. */
export class BlockReader {
  readonly #label: string;
  readonly #text: TextReader;
  #ordinal: number;
  /** Whether the first line belongs to the block before the first one. */
  #cut: boolean;
  /** The block that is being read, undefined behind the end. */
  #coming: Promise<Portion> | undefined;
  readonly #buffers: readonly [Buffer, Buffer] = [takeBuffer(), takeBuffer()];
  /** Which of the buffers is read into. */
  #turn = 0;

  private constructor(label: string, text: TextReader, ordinal: number) {
    this.#label = label;
    this.#text = text;
    this.#ordinal = ordinal;
    this.#cut = ordinal > 0;
    this.#fetch(this.#buffers[0], 0);
  }

  /** Begins at a block; only a file that is not packed can begin anywhere but at 0. The caller closes. */
  static async open(file: Readable, ordinal: number): Promise<BlockReader> {
    return new BlockReader(file.label, await openText(file, ordinal * BLOCK_BYTES), ordinal);
  }

  /** The next block, or undefined at the end. */
  async next(): Promise<TextBlock | undefined> {
    if (this.#coming === undefined) return undefined;
    const { bytes, carried, count } = await this.#coming;
    const ended = count < BLOCK_BYTES;
    let end = carried + count;
    if (ended && end > 0 && bytes[end - 1] !== LF) bytes[end++] = LF;
    const to = end === 0 ? 0 : bytes.lastIndexOf(LF, end - 1) + 1;
    if (to === 0 && !ended) throw new SourceError('files/format', `${this.#label}: a line is longer than ${BLOCK_BYTES} bytes. These are no candles.`);
    const from = this.#cut ? bytes.indexOf(LF) + 1 : 0;
    this.#cut = false;
    this.#coming = undefined;
    if (!ended) {
      // The buffer of the block before is free now: whoever asks for this block is done with that one.
      this.#turn = 1 - this.#turn;
      const other = this.#buffers[this.#turn]!;
      bytes.copy(other, 0, to, end);
      this.#fetch(other, end - to);
    }
    return { ordinal: this.#ordinal++, bytes, from, to };
  }

  async close(): Promise<void> {
    await this.#coming?.catch(() => undefined);
    giveBack(...this.#buffers);
    await this.#text.close();
  }

  #fetch(bytes: Buffer, carried: number): void {
    this.#coming = this.#text.read(bytes, carried, BLOCK_BYTES).then((count) => ({ bytes, carried, count }));
    // An error is seen by whoever asks for the block; leaving before that is no error.
    this.#coming.catch(() => undefined);
  }
}
