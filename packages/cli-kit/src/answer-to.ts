import type { Parsed } from './command-line.ts';
import { EXIT } from './exit-codes.ts';
import { versionAt, type Program } from './program.ts';
import { StandardOutput } from './standard-output.ts';

/**
 * Reads a command line and does what it says. What is only to be printed, help or a version, is printed; under `--json`
 * standard output is kept for what the work prints.
 *
 * @returns the exit code
 * @throws {Failure} wrong usage, and whatever the work fails with
 */
export async function answerTo<Options extends { readonly json: boolean }>(
  argv: readonly string[],
  { manifest }: Pick<Program, 'manifest'>,
  parse: (argv: readonly string[], version: string) => Parsed<Options>,
  work: (options: Options, output: StandardOutput) => Promise<number>,
): Promise<number> {
  const output = new StandardOutput();
  const parsed = parse(argv, versionAt(manifest));
  if ('print' in parsed) {
    await output.print(parsed.print);
    return EXIT.done;
  }
  if (parsed.options.json) output.reserve();
  return work(parsed.options, output);
}
