import { parentPort, workerData } from 'node:worker_threads';
import { endingOf, installModuleHooks } from '@tradewright/cli-kit';
import { runCut, type CutAnswer, type CutOrder } from './lookahead/cut-run.ts';
import { PROGRAM } from './program.ts';

// A thread of its own for each cut: modules are loaded anew, so nothing that the strategy remembers reaches it.
let answer: CutAnswer;
try {
  installModuleHooks(PROGRAM);
  answer = { decided: await runCut(workerData as CutOrder) };
} catch (error) {
  answer = { failed: endingOf(error, PROGRAM).text };
}
parentPort?.postMessage(answer);
