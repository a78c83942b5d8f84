import { answerTo, openCandleStore, runProgram, type Interruption, type OpenedCandleStore, type StandardOutput } from '@tradewright/cli-kit';
import { check } from './check/check.ts';
import { parseOptions, type Options } from './options.ts';
import { PROGRAM } from './program.ts';
import { jsonText, type Told } from './told.ts';
import { exportTask } from './transfer/export-task.ts';
import { importTask } from './transfer/import-task.ts';
import { warm } from './warm/warm.ts';

/** A store that hangs has nothing to lose: what was not confirmed is fetched anew. */
const CLOSE_MS = 250;

/** What every task works with. */
export interface Workplace {
  readonly opened: OpenedCandleStore;
  /** Where relative paths begin. */
  readonly directory: string;
  readonly interruption: Interruption;
  /** For progress and remarks. */
  readonly terminal: NodeJS.WriteStream;
  readonly quiet: boolean;
}

/** The whole program: reads the command line, works, prints. Never throws. @returns the exit code */
export function command(argv: readonly string[]): Promise<number> {
  return runProgram(PROGRAM, (interruption) => answerTo(argv, PROGRAM, parseOptions, (options, output) => answer(options, output, interruption)));
}

async function answer(options: Options, output: StandardOutput, interruption: Interruption): Promise<number> {
  const [directory, terminal] = [process.cwd(), process.stderr];
  const onWarning = (message: string): void => void terminal.write(`${message}\n`);
  const opened = await interruption.orStop(openCandleStore(options.store, { directory, env: process.env, onWarning }));
  try {
    const told = await work(options, { opened, directory, interruption, terminal, quiet: options.json });
    await output.print(options.json ? jsonText(told) : told.text);
    return told.exitCode;
  } finally {
    await interruption.orGiveUp(() => opened.store.close().catch(() => undefined), CLOSE_MS);
  }
}

function work({ task }: Options, place: Workplace): Promise<Told> {
  switch (task.command) {
    case 'warm':
      return warm(task, place);
    case 'check':
      return check(task, place);
    case 'export':
      return exportTask(task, place);
    case 'import':
      return importTask(task, place);
  }
}
