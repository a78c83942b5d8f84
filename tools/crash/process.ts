import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const STRATEGY = fileURLToPath(new URL('strategy.ts', import.meta.url));

export interface AppOptions {
  /** The app. */
  readonly main: string;
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** The live app as a process of its own, and every line it prints. */
export class AppProcess {
  readonly child: ChildProcess;
  readonly lines: Readonly<Record<string, unknown>>[] = [];
  readonly ended: Promise<Ended>;
  #heard: () => void = () => undefined;

  constructor({ main, cwd, args, env }: AppOptions) {
    const child = spawn(process.execPath, [main, STRATEGY, ...args, '--json', '--no-health'], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = parsed(text);
      if (line === undefined) return; // a kill cut it short
      this.lines.push(line);
      this.#heard();
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject).once('close', (code, signal) => {
        resolve({ code, signal, stderr });
        this.#heard();
      });
    });
  }

  /** Transitions of signals, as `opened BTCUSDT id`. */
  get told(): string[] {
    return this.lines.flatMap((line) => transitionIn(line) ?? []);
  }

  /** Resolves when a line that fits was printed; `false` when the process ends without one. */
  async says(fits: (line: Readonly<Record<string, unknown>>) => boolean): Promise<boolean> {
    let over = false;
    void this.ended.then(() => (over = true));
    for (let at = 0; ; ) {
      for (; at < this.lines.length; at++) if (fits(this.lines[at]!)) return true;
      if (over) return false;
      await new Promise<void>((resolve) => (this.#heard = resolve));
      await Promise.resolve(); // `over` is set by now
    }
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function transitionIn({ action, symbol, signal }: Readonly<Record<string, unknown>>): string | undefined {
  const id = (signal as { readonly id?: string } | null | undefined)?.id;
  return (action === 'opened' || action === 'closed' || action === 'cancelled') && id !== undefined ? `${action} ${String(symbol)} ${id}` : undefined;
}
