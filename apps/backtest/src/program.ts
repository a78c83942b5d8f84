import { typedExitCode, type Program } from '@tradewright/cli-kit';

export const PROGRAM: Program = {
  name: 'tradewright-backtest',
  // As far from this file in src as it is from the built one in dist.
  manifest: new URL('../package.json', import.meta.url),
  sentences: {
    interrupted: 'Interrupted before the backtest began; nothing was written.',
    ended: 'The process was ended before the run was done, most likely by a process.exit in the strategy; there is no result.',
    stuck: 'The run waits for something that never comes, most likely a promise of the strategy that nobody resolves; there is no result.',
  },
  exitCodeOf: ({ code }) => typedExitCode(code),
};
