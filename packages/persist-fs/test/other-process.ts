import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** What the other process says. */
export type Said = { readonly opened: number } | { readonly refused: string; readonly message: string } | { readonly acknowledged: number };

/** A real process that opens a store and does as it is told. It ends with the test. */
export class OtherProcess {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  /** @param asUser - its user id, for whom only root can start processes */
  constructor(directory: string, task: 'hold' | 'race' | 'count', asUser?: number) {
    const script = fileURLToPath(new URL('other-process.fixture.ts', import.meta.url));
    this.child = spawn(process.execPath, ['--conditions=@tradewright/source', '--no-warnings', script, directory, task], {
      stdio: ['pipe', 'pipe', 'inherit'],
      ...(asUser === undefined ? {} : { uid: asUser, gid: asUser }),
    });
    this.#lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
    onTestFinished(() => this.kill());
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The next thing it says; `undefined` when it has ended. */
  async said(): Promise<Said | undefined> {
    const { value, done } = await this.#lines.next();
    return done === true ? undefined : (JSON.parse(value) as Said);
  }

  go(): void {
    this.child.stdin!.write('go\n');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
