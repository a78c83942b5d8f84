import { typedExitCode, type Program } from '@tradewright/cli-kit';

export const PROGRAM: Program = {
  name: 'tradewright-candles',
  // As far from this file in src as it is from the built one in dist.
  manifest: new URL('../package.json', import.meta.url),
  sentences: {
    interrupted: 'Interrupted before anything was done.',
    ended: 'The process was ended from inside; what was kept stays, the same command goes on.',
    stuck: 'The program waits for something that never comes; what was kept stays, the same command goes on.',
  },
  exitCodeOf: ({ code }) => typedExitCode(code),
};
