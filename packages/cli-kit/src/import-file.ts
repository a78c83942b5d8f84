import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure, messageOf, usageFailure } from './failure.ts';

/** A file whose top level never comes to an end would keep the user waiting for ever. */
const LOAD_LIMIT_MS = 60_000;

/**
 * Imports a file of the user's; TypeScript once `installModuleHooks` was called.
 *
 * @param shown - the path as the user wrote it
 * @throws {Failure} one sentence on what is wrong with the file
 */
export async function importFile(path: string, shown: string): Promise<Readonly<Record<string, unknown>>> {
  if (!/\.[cm]?[jt]s$/.test(path)) throw usageFailure(`${shown}: a .ts or .js file is needed.`);
  const found = await stat(path).catch(() => null);
  if (found === null) throw new Failure(`${shown}: there is no such file (looked for ${path}).`);
  if (!found.isFile()) throw new Failure(`${shown} is a directory, not a file.`);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure(`${shown} has not come to the end of its top level within ${LOAD_LIMIT_MS / 1000} s; is there an await that never resolves?`)), LOAD_LIMIT_MS);
  });
  try {
    return await Promise.race([import(pathToFileURL(path).href) as Promise<Record<string, unknown>>, tooLong]);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(sentenceFor(error, path, shown), undefined, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function sentenceFor(error: unknown, path: string, shown: string): string {
  const message = messageOf(error);
  if (!(error instanceof Error)) return `${shown} threw while it was loaded: ${message}`;
  const code = 'code' in error ? String(error.code) : '';
  const stack = error.stack ?? '';
  if (code === 'ERR_INVALID_TYPESCRIPT_SYNTAX' || code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' || (error instanceof SyntaxError && /compileSourceTextModule|wrapSafe|compileFunctionForCJS/.test(stack))) {
    const line = /^file:\/\/([^\n]*):(\d+)\n/.exec(stack);
    const where = line === null ? '' : ` (line ${line[2]}${basename(line[1]!) === basename(path) ? '' : ` of ${basename(line[1]!)}`})`;
    return `${shown} does not parse${where}: ${message}`;
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return `${shown} imports what cannot be found: ${message.split(' Require stack:')[0]!}`;
  if (error instanceof SyntaxError && /does not provide an export/.test(message)) return `${shown} imports what is not there: ${message}`;
  return `${shown} threw while it was loaded: ${message}`;
}

/** The default export, also of a CommonJS file that was compiled from one. */
export function defaultExportOf(module: Readonly<Record<string, unknown>>): unknown {
  const given = module['default'];
  const isCompiled = typeof given === 'object' && given !== null && '__esModule' in given && 'default' in given;
  return isCompiled ? given.default : given;
}
