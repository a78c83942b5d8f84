import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const STRATEGY = fileURLToPath(new URL('strategy.ts', import.meta.url));

/** When a life of the app is to end; `null`: at the end of the data. */
export type Doom = { readonly kind: 'point'; readonly point: string; readonly nth: number } | { readonly kind: 'moment'; readonly afterMs: number } | null;

export interface LifeOptions {
  /** The app. */
  readonly main: string;
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly doom: Doom;
}

/** What the app told while it lived. */
export interface Life {
  readonly killed: boolean;
  /** Ids of signals by what was told of them, as `opened BTCUSDT id`. */
  readonly told: readonly string[];
}

/** Lets the app live once. @throws {Error} when it ends by itself with anything but success */
export async function live({ main, cwd, args, env, doom }: LifeOptions): Promise<Life> {
  const killAt = doom?.kind === 'point' ? { TRADEWRIGHT_KILL_AT: `${doom.point}:${doom.nth}` } : {};
  const child = spawn(process.execPath, [main, STRATEGY, ...args, '--json', '--no-health'], { cwd, env: { ...process.env, ...env, ...killAt }, stdio: ['ignore', 'pipe', 'pipe'] });
  const told: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = transitionIn(line);
    if (event !== undefined) told.push(event);
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const timer = doom?.kind === 'moment' ? setTimeout(() => child.kill('SIGKILL'), doom.afterMs) : undefined;
  const { code, signal } = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject).once('close', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
  });
  clearTimeout(timer);
  if (signal === 'SIGKILL') return { killed: true, told };
  if (code === 0) return { killed: false, told };
  throw new Error(`The live app ended by itself with ${signal ?? code}: ${stderr.trim()}`);
}

interface Told {
  readonly symbol?: string;
  readonly action?: string;
  readonly signal?: { readonly id?: string } | null;
}

/** A line that tells of a transition; one that a kill cut short tells nothing. */
function transitionIn(line: string): string | undefined {
  let told: Told;
  try {
    told = JSON.parse(line) as Told;
  } catch {
    return undefined;
  }
  const { action, symbol, signal } = told;
  return (action === 'opened' || action === 'closed' || action === 'cancelled') && signal?.id !== undefined ? `${action} ${symbol} ${signal.id}` : undefined;
}
