import { InputError } from '@tradewright/core';
import { createHash } from 'node:crypto';
import { noDevice, percent } from '../file/percent.ts';

/** What an entity is known by. `1` and `'1'` are the same. */
export type EntityId = string | number;

/** Leaves room for what is appended to a name of 255 bytes, the most that common file systems take. */
const NAME_BYTES = 200;
/** What some file system or other forbids, and what these names are escaped with. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const ESCAPED = /[%~<>:"/\\|?*\u0000-\u001f\u007f]|^\./g;
const UNPAIRED = /\p{Surrogate}/u;

/**
 * A file name for any text: the text itself where that is a name everywhere, else with `%2F` for `/` and so on. What is
 * too long, is no Unicode or changes when it is normalised gets a name with a `~` and a digest, which cannot be read back.
 */
export function nameOf(text: string): string {
  if (text === '') return '%';
  const name = noDevice(text.replace(ESCAPED, percent));
  if (Buffer.byteLength(name) <= NAME_BYTES && !UNPAIRED.test(text) && text.normalize('NFC') === text) return name;
  return `${name.slice(0, 40).replaceAll(/[^\w%-]/g, '_')}~${digestOf(text)}`;
}

/** What the name was made of; `undefined` for a digest, or a name that was not made here. */
export function textOf(name: string): string | undefined {
  const text = name === '%' ? '' : name.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return nameOf(text) === name ? text : undefined;
}

export function digestOf(text: string): string {
  // JSON keeps apart what UTF-8 cannot tell: half surrogate pairs.
  return createHash('sha256').update(JSON.stringify(text)).digest('hex').slice(0, 32);
}

/** @throws {InputError} `persist/entity-id` */
export function idText(entityId: EntityId): string {
  if (typeof entityId !== 'string' && typeof entityId !== 'number') throw new InputError('persist/entity-id', `An entity is known by a text or a number, not by ${entityId === null ? 'null' : typeof entityId}.`);
  return String(entityId);
}
