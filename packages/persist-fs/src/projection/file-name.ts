import { createHash } from 'node:crypto';
import { noDevice, percent } from '../file/percent.ts';

/** Systems allow 255 bytes; an owner, a number and the name of a temporary file must fit, too. */
const LONGEST_BYTES = 100;

/**
 * One folder or file name out of any text: letters of any script, digits, `.`, `_` and `-` stay, the rest is written as
 * `%2F`. What is long is cut, with a hash of the whole.
 */
export function fileName(text: string): string {
  const escaped = text.normalize('NFC').replaceAll(/[^\p{L}\p{N}._-]/gu, percent);
  const name = noDevice(escaped.replace(/^\./, percent).replace(/\.$/, percent));
  if (name === '') return '%';
  if (Buffer.byteLength(name) <= LONGEST_BYTES) return name;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${beginning(name, LONGEST_BYTES - hash.length - 1)}~${hash}`;
}

/** Whole characters only, and no half `%2F`. */
function beginning(name: string, bytes: number): string {
  let kept = '';
  for (const [part] of name.matchAll(/%[0-9A-F]{2}|./gsu)) {
    if (Buffer.byteLength(kept + part) > bytes) break;
    kept += part;
  }
  return kept;
}
