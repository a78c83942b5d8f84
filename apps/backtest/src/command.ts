import { EXIT, type ExitCode } from './exit-codes.ts';
import { endingOf, Failure, messageOf } from './failure.ts';
import { Interruption } from './interruption.ts';
import { parseOptions, type Options } from './options.ts';
import type { Outcome } from './outcome.ts';
import { summaryJson } from './report/summary-json.ts';
import { summaryText } from './report/summary-text.ts';
import { run, type RunParts } from './run.ts';
import { versions } from './versions.ts';

export type Places = Pick<RunParts, 'exampleFile' | 'cutWorker'>;

/** The whole program: reads the command line, runs, prints. Never throws. @returns the exit code */
export async function command(argv: readonly string[], places: Places): Promise<ExitCode> {
  const interruption = new Interruption();
  // A reader that has seen enough closes its end; that is no failure of ours.
  process.stdout.on('error', () => undefined);
  try {
    return await Promise.race([answer(argv, places, interruption), strayError()]);
  } catch (error) {
    const { text, exitCode } = endingOf(error);
    await write(process.stderr, `${text}\n`);
    return exitCode;
  } finally {
    interruption.release();
  }
}

async function answer(argv: readonly string[], places: Places, interruption: Interruption): Promise<ExitCode> {
  const parsed = parseOptions(argv, versions()['tradewright-backtest']);
  if ('print' in parsed) {
    await write(process.stdout, parsed.print);
    return EXIT.done;
  }
  const { options } = parsed;
  const print = takeOutput(options);
  const outcome = await run({ ...places, options, directory: process.cwd(), interruption, terminal: process.stderr });
  await print(options.json ? `${JSON.stringify(summaryJson(outcome))}\n` : summaryText(outcome));
  return exitCodeOf(outcome, interruption);
}

function exitCodeOf({ verdict, interruptedAtMs }: Outcome, interruption: Interruption): ExitCode {
  if (interruptedAtMs !== null || verdict?.complete === false) return interruption.exitCode;
  return verdict?.identical === false ? EXIT.lookAhead : EXIT.done;
}

/** With `--json` standard output is ours alone: what a strategy prints goes to standard error. */
function takeOutput({ json }: Options): (text: string) => Promise<void> {
  const { stdout, stderr } = process;
  if (!json) return (text) => write(stdout, text);
  const original = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  return (text) => new Promise((resolve) => original(text, () => resolve()));
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}

/** An error nobody waits for: most likely a promise that the strategy has let go of. */
function strayError(): Promise<never> {
  return new Promise((_, reject) => {
    const hear = (error: unknown): void => {
      const trace = error instanceof Error ? (error.stack ?? '') : '';
      const isOurs = /[/\\](?:apps[/\\]backtest|packages[/\\][^/\\]+)[/\\](?:src|dist)[/\\]/.test(trace.split('\n')[1] ?? '');
      reject(isOurs && error instanceof Error ? error : new Failure(`Something failed that nobody waits for, most likely a promise in the strategy: ${messageOf(error)}`, EXIT.notDone, { cause: error }));
    };
    // For good: where one comes, more do, and an unheard one would end the process with a stack trace.
    process.on('uncaughtException', hear);
    process.on('unhandledRejection', hear);
  });
}
