import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '@tradewright/core';
import { outlineFiles, outlineWarnings, type Outline } from '@tradewright/reports';
import { textOf } from './text-of.ts';
import type { ISignalDto, MessageModel } from './types.ts';

/** A name of a file may have 255 bytes on most systems. */
const LONGEST_ID = 200;
const ROLES: readonly string[] = ['system', 'user', 'assistant'];

/**
 * Writes the conversation behind a signal to `<outputDir>/<signalId>/`, all of it or nothing. What is there already stays.
 *
 * @param warn - hears of messages that are too large
 * @throws {InputError} `dump/signal-id`, `dump/history`, `dump/signal`, `dump/directory`
 */
export async function dumpSignal(signalId: string, history: MessageModel[], signal: ISignalDto | null, outputDir: string, warn: (message: string) => void): Promise<void> {
  const outline: Outline = { signalId: checkedId(signalId), messages: checkedHistory(history), output: checkedSignal(signal) };
  if (typeof outputDir !== 'string' || outputDir === '' || outputDir.includes('\0')) throw new InputError('dump/directory', `dumpSignal needs a directory, got ${textOf(outputDir)}.`);
  const directory = resolve(outputDir, outline.signalId);
  if (await exists(directory)) return;
  for (const message of outlineWarnings(outline)) warn(message);
  const unfinished = resolve(outputDir, `.dump-${randomUUID()}`);
  await mkdir(unfinished, { recursive: true });
  try {
    for (const { name, text } of outlineFiles(outline)) await writeFile(join(unfinished, name), text);
    await rename(unfinished, directory);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(directory))) throw error; // else another dump of the same signal was quicker
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return false;
    throw error;
  });
}

/** An id becomes the name of a directory: it must not lead out of the one it belongs into. */
function checkedId(given: unknown): string {
  const id = typeof given === 'number' ? String(given) : given;
  if (typeof id !== 'string' || id.trim() === '') throw new InputError('dump/signal-id', `dumpSignal needs the id of a signal, got ${textOf(given)}.`);
  if (id === '.' || id === '..' || /[\p{Cc}/\\]/u.test(id)) throw new InputError('dump/signal-id', `dumpSignal makes a directory of the id, so it cannot be . or .. or hold slashes or control characters: ${textOf(id)}.`);
  if (Buffer.byteLength(id) > LONGEST_ID) throw new InputError('dump/signal-id', `dumpSignal makes a directory of the id, which may have ${LONGEST_ID} bytes: ${textOf(id)}.`);
  return id;
}

function checkedHistory(given: unknown): MessageModel[] {
  const isMessage = (message: Partial<MessageModel> | null): boolean => typeof message === 'object' && message !== null && typeof message.content === 'string' && ROLES.includes(String(message.role));
  if (!Array.isArray(given)) throw new InputError('dump/history', `dumpSignal needs an array of messages, got ${textOf(given)}.`);
  const wrong = given.findIndex((message: Partial<MessageModel> | null) => !isMessage(message));
  if (wrong >= 0) throw new InputError('dump/history', `dumpSignal needs messages { role: 'system' | 'user' | 'assistant', content: string }; message ${wrong} is none.`);
  return given as MessageModel[];
}

/** What JSON cannot say is found before anything is written. */
function checkedSignal(given: ISignalDto | null): ISignalDto | null {
  try {
    JSON.stringify(given);
    return given;
  } catch (cause) {
    throw new InputError('dump/signal', `dumpSignal writes the signal as JSON, which it cannot be: ${textOf(given)}.`, { cause });
  }
}
