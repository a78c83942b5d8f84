import { parentPort, workerData } from 'node:worker_threads';
import { endingOf } from './failure.ts';
import { runCut, type CutAnswer, type CutOrder } from './lookahead/cut-run.ts';

// A thread of its own for each cut: modules are loaded anew, so nothing that the strategy remembers reaches it.
let answer: CutAnswer;
try {
  answer = { decided: await runCut(workerData as CutOrder) };
} catch (error) {
  answer = { failed: endingOf(error).text };
}
parentPort?.postMessage(answer);
