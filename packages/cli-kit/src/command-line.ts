import { CommanderError, InvalidArgumentError, type Command } from 'commander';
import { oneLine, usageFailure } from './failure.ts';

/** What was asked for, or a text to print instead of running. */
export type Parsed<Options> = { readonly options: Options } | { readonly print: string };

export type Parameter = string | number | boolean;

/**
 * Reads a command line.
 *
 * @param command - its action hands what was asked for to `take`
 * @param hints - what to say besides, by code of commander
 * @throws {Failure} wrong usage
 */
export function parseCommandLine<Options>(argv: readonly string[], command: (take: (options: Options) => void) => Command, hints: Readonly<Record<string, string>> = {}): Parsed<Options> {
  let printed = '';
  let parsed: Parsed<Options> | undefined;
  const ready = command((options) => (parsed = { options }));
  for (const one of [ready, ...ready.commands]) one.exitOverride().configureOutput({ writeOut: (text) => (printed += text), writeErr: () => undefined });
  try {
    ready.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { print: printed };
    const hint = hints[error.code];
    throw usageFailure(`${oneLine(error.message.replace(/^error: /, ''))}${hint === undefined ? '' : ` ${hint}`}`);
  }
  return parsed ?? { print: printed };
}

/** Symbols with commas between them, of an option that can be repeated; each once. */
export function symbolList(text: string, before: readonly string[] = []): string[] {
  const named = text.split(',').map((symbol) => symbol.trim());
  if (named.includes('')) throw new InvalidArgumentError('A symbol must not be empty.');
  const all = [...before, ...named];
  const twice = all.find((symbol, i) => all.indexOf(symbol) < i);
  if (twice !== undefined) throw new InvalidArgumentError(`${twice} is named twice.`);
  return all;
}

/** An option that is a whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!(text.trim() !== '' && Number.isInteger(count) && count >= least && count <= most)) throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    return count;
  };
}

/** Collects the values of an option that can be repeated. */
export function append(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Collects `name=value`. Numbers and true/false arrive as such, everything else as text. */
export function parameter(text: string, before: Readonly<Record<string, Parameter>> = {}): Record<string, Parameter> {
  const at = text.indexOf('=');
  const name = text.slice(0, at).trim();
  if (at < 1 || name === '' || name === '__proto__') throw new InvalidArgumentError('Write it as name=value.');
  const value = text.slice(at + 1);
  const typed = value === 'true' ? true : value === 'false' ? false : value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
  return { ...before, [name]: typed };
}
