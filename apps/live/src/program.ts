import { typedExitCode, type Program } from '@tradewright/cli-kit';

export const PROGRAM: Program = {
  name: 'tradewright-live',
  // As far from this file in src as it is from the built one in dist.
  manifest: new URL('../package.json', import.meta.url),
  sentences: {
    interrupted: 'Interrupted before trading began; what is stored was not touched.',
    ended: 'The process was ended from inside, most likely by a process.exit in the strategy; what was stored stays, a restart goes on.',
    stuck: 'The run waits for something that never comes, most likely a promise of the strategy that nobody resolves; what was stored stays, a restart goes on.',
  },
  exitCodeOf: ({ code }) => typedExitCode(code),
};

const UNKNOWN = `${PROGRAM.name} halted says how it stands.`;

/** The commands that halt trading and let it go on. */
export const HALT_PROGRAM: Program = {
  ...PROGRAM,
  sentences: { interrupted: `Interrupted; ${UNKNOWN}`, ended: `The process was ended from inside; ${UNKNOWN}`, stuck: `The command waits for something that never comes; ${UNKNOWN}` },
};
