import { CR, LF, POINT, ZERO } from './bytes.ts';

/** Exact powers of ten: a mantissa below 2^53 divided by one of them is rounded once, so correctly. */
const POWERS = Float64Array.from({ length: 17 }, (_, power) => Number(`1e${power}`));

const DECIMAL = /^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*$/;

/** The number a decimal text stands for, exactly as `Number` reads it; `NaN` for everything else, also for nothing. */
export function decimal(text: string): number {
  return DECIMAL.test(text) ? Number(text) : NaN;
}

/** Reads decimal numbers straight from the bytes of a line, bit for bit what `Number` makes of the text. */
export class DecimalReader {
  /** Where the field read last stops: at a delimiter or at the end of the line. */
  end = 0;
  readonly #delimiter: number;

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
  }

  /** The number that starts at a byte; the line must end with LF. `NaN` when the field is no number. */
  read(bytes: Uint8Array, from: number): number {
    // Nine digits fit an integer register; a longer mantissa is put together from two, exact while it is below 2^53.
    let at = from;
    let digit = 0;
    let count = 0;
    let point = 0;
    let head = 0;
    for (; ; at++) {
      digit = bytes[at]! - ZERO;
      if (digit >= 0 && digit <= 9) {
        if (count === 9) break;
        head = (head * 10 + digit) | 0;
        count++;
      } else if (bytes[at] === POINT && point === 0) point = at + 1;
      else break;
    }
    let mantissa = head;
    if (count === 9) {
      let tail = 0;
      for (; ; at++) {
        digit = bytes[at]! - ZERO;
        if (digit >= 0 && digit <= 9) {
          if (count === 16) return this.#readText(bytes, from);
          tail = (tail * 10 + digit) | 0;
          count++;
        } else if (bytes[at] === POINT && point === 0) point = at + 1;
        else break;
      }
      mantissa = head * POWERS[count - 9]! + tail;
      if (mantissa > Number.MAX_SAFE_INTEGER) return this.#readText(bytes, from);
    }
    const stop = bytes[at]!;
    if (count === 0 || (stop !== this.#delimiter && stop !== LF && stop !== CR)) return this.#readText(bytes, from);
    this.end = at;
    return point === 0 ? mantissa : mantissa / POWERS[at - point]!;
  }

  /** Signs, exponents, spaces, more digits than fit, and everything that is no number. */
  #readText(bytes: Uint8Array, from: number): number {
    this.end = fieldEnd(bytes, from, this.#delimiter);
    return decimal(String.fromCharCode(...bytes.subarray(from, Math.min(this.end, from + 400))));
  }
}

/** Where the field that starts at a byte stops. */
export function fieldEnd(bytes: Uint8Array, from: number, delimiter: number): number {
  let at = from;
  while (bytes[at] !== delimiter && bytes[at] !== LF && bytes[at] !== CR) at++;
  return at;
}
