import type { AskContext, Asker, AskResult } from './ask.ts';

/**
 * Asks, and holds the answer back until somebody acts upon it: where several strategies are asked before any of them is
 * heard. It stands before the asker, for a question to a stepper whether it holds back would slow down every ask.
 */
export class HeldAnswer {
  /** What came of the last ask; `null`: nothing. */
  answer: AskResult | Promise<AskResult> = null;
  readonly #asker: Asker;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  ask(context: AskContext): null {
    this.answer = this.#asker.ask(context) ?? null;
    return null;
  }

  take(): AskResult | Promise<AskResult> {
    const { answer } = this;
    this.answer = null;
    return answer;
  }
}
