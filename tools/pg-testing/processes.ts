import { readdirSync, readFileSync } from 'node:fs';

/** The fields of `/proc/<pid>/stat` behind the name; `undefined` where there is no such process or no `/proc`. */
function stat(pid: number): { readonly state: string; readonly parent: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: state!, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** Without `/proc` nobody is found; the backends of a dead server end by themselves there, a little later. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync('/proc').map(Number).filter((other) => Number.isInteger(other) && stat(other)?.parent === pid);
  } catch {
    return [];
  }
}

/** A process that only waits for somebody to collect its exit code runs no longer. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return stat(pid)?.state !== 'Z';
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
