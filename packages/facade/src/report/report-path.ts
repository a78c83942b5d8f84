import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { InputError } from '@tradewright/core';
import type { RunChoice } from '../run-choice.ts';
import { textOf } from '../text-of.ts';

/** Names of files may have 255 bytes on most systems, and one is made of a strategy and up to three others. */
const LONGEST_STRATEGY = 110;
const LONGEST_OTHER = 40;
const DIGITS = 16;
/** What no file name may hold somewhere, what would lead out of the directory, and our own separators. */
const UNSAFE = /[\p{Cc}\p{Cs}/\\:*?"<>|%@]|^[.\s]|[.\s]$/gu;

/** The report of one symbol. An `@` stands in front of it, so that no strategy's name can pose as such a pair. */
export function symbolFile(strategyName: string, symbol: string, choice: RunChoice): string {
  return `${strategyPart(strategyName)}@${part(symbol)}${suffix(choice)}.md`;
}

/** The other order, in which the seeds wrote reports that are headed by a pair. The first underscore ends the symbol. */
export function pairFile(symbol: string, strategyName: string, choice: RunChoice): string {
  return `${shortened(safe(symbol).replaceAll('_', escaped), symbol, LONGEST_OTHER)}_${strategyPart(strategyName)}${suffix(choice)}.md`;
}

/** The report of all symbols. */
export function strategyFile(strategyName: string, choice: RunChoice): string {
  const which = suffix(choice);
  return `${strategyPart(strategyName)}${which === '' ? '' : `@${which}`}.md`;
}

/** @throws {InputError} `dump/directory` */
export function inDirectory(directory: string, file: string, caller: string): string {
  const given: unknown = directory;
  if (typeof given !== 'string' || given === '' || given.includes('\0')) throw new InputError('dump/directory', `${caller} needs a directory, got ${textOf(given)}.`);
  return join(given, file);
}

/** A report of some runs only does not take the place of one of all. */
function suffix({ exchangeName, frameName }: RunChoice): string {
  const exchange = exchangeName === undefined ? '' : part(exchangeName);
  if (frameName !== undefined) return `@${exchange}@${part(frameName)}`;
  return exchange === '' ? '' : `@${exchange}`;
}

/** A name as part of a file's name. Different names stay different, whatever they are made of. */
function part(name: string): string {
  return shortened(safe(name), name, LONGEST_OTHER);
}

function strategyPart(name: string): string {
  return shortened(safe(name), name, LONGEST_STRATEGY);
}

function safe(name: string): string {
  return name.replace(UNSAFE, escaped);
}

function escaped(char: string): string {
  const hex = char.charCodeAt(0).toString(16).toUpperCase();
  return hex.length > 2 ? `%u${hex.padStart(4, '0')}` : `%${hex.padStart(2, '0')}`;
}

/** What is too long ends in a digest of the whole. */
function shortened(text: string, name: string, longest: number): string {
  if (Buffer.byteLength(text) <= longest) return text;
  const digest = createHash('sha256').update(name, 'utf16le').digest('hex').slice(0, DIGITS);
  let kept = '';
  for (const char of text) {
    if (Buffer.byteLength(kept + char) > longest - DIGITS - 2) break;
    kept += char;
  }
  return `${kept}%~${digest}`;
}
