import { AppProcess, type AppOptions } from './process.ts';

/** When a life of the app is to end; `null`: at the end of the data. */
export type Doom = { readonly kind: 'point'; readonly point: string; readonly nth: number } | { readonly kind: 'moment'; readonly afterMs: number } | null;

/** What the app told while it lived. */
export interface Life {
  readonly killed: boolean;
  readonly told: readonly string[];
}

/** Lets the app live once. @throws {Error} when it ends by itself with anything but success */
export async function live(options: AppOptions, doom: Doom): Promise<Life> {
  const killAt = doom?.kind === 'point' ? { TRADEWRIGHT_KILL_AT: `${doom.point}:${doom.nth}` } : {};
  const app = new AppProcess({ ...options, env: { ...options.env, ...killAt } });
  const timer = doom?.kind === 'moment' ? setTimeout(() => app.child.kill('SIGKILL'), doom.afterMs) : undefined;
  const { code, signal, stderr } = await app.ended;
  clearTimeout(timer);
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`The live app ended by itself with ${signal ?? code}: ${stderr.trim()}`);
  return { killed: signal === 'SIGKILL', told: app.told };
}
