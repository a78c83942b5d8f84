import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @type {readonly NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const sameSignalMs = 1000;

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null, output: string }} End */

/**
 * What a shell would make of this end.
 *
 * @param {End} end
 */
export function exitCodeOf({ code, signal }) {
  return signal === null ? (code ?? 1) : 128 + constants.signals[signal];
}

/** A terminal sends Ctrl-C to every process itself. @param {NodeJS.Signals} signal */
function terminalDelivers(signal) {
  return signal === 'SIGINT' && Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
}

/**
 * Keeps this process alive until the child ends and passes signals on, each once: npm forwards what its group already got.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} stops doing so
 */
function forwardSignals(child) {
  /** @type {Partial<Record<NodeJS.Signals, number>>} */
  const lastAtMs = {};
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    const nowMs = performance.now();
    const isRepeat = nowMs - (lastAtMs[signal] ?? -Infinity) < sameSignalMs;
    lastAtMs[signal] = nowMs;
    if (!isRepeat && !terminalDelivers(signal)) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, pass);
  return () => {
    for (const signal of forwarded) process.off(signal, pass);
  };
}

/**
 * Runs a program to its end. With `collect` its output is returned instead of shown.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, collect?: boolean }} options
 * @returns {Promise<End>}
 */
export function runChild(program, args, { cwd, env, collect = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: collect ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      // npx is a batch file on Windows.
      shell: process.platform === 'win32' && program === 'npx',
    });
    const stopForwarding = forwardSignals(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => {
      stopForwarding();
      reject(error);
    });
    child.once('close', (code, signal) => {
      stopForwarding();
      resolve({ code, signal, output });
    });
  });
}
