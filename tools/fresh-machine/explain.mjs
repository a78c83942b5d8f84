const noSpace = 'There is no space left on the disk; the dependencies need about 1 GB.';
const neededBytes = 1e9;

/** What package managers print when something outside of this repository is wrong, and how a person would say it. */
const causes = /** @type {const} */ ([
  [/ENOSPC|EDQUOT|no space left|os error 28\b|disk quota/i, noSpace],
  [
    /ERR_PNPM_OUTDATED_LOCKFILE|ERR_PNPM_LOCKFILE_CONFIG_MISMATCH|ERR_PNPM_NO_LOCKFILE|frozen-lockfile.*(?:not up to date|absent|outdated)/i,
    'pnpm-lock.yaml does not fit package.json; run "npx pnpm install" and commit the lockfile.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENETDOWN|ERR_SOCKET_TIMEOUT|NETWORK_ERROR|META_FETCH_FAIL|dns error|error sending request|network (?:is unreachable|request)/i,
    'The npm registry cannot be reached; check the network or the proxy and run the command again.',
  ],
  [
    /CERT_|certificate|SELF_SIGNED/i,
    'The npm registry answers with a certificate that this machine does not trust.',
  ],
  [/\bE401\b|\bE403\b|ERR_PNPM_FETCH_40[13]/, 'The npm registry refuses access; check the login in your .npmrc.'],
  [/\bE404\b|ERR_PNPM_FETCH_404|ETARGET|NO_MATCHING_VERSION/, 'The npm registry in use lacks a package that the lockfile asks for.'],
  [/INTEGRITY/i, 'A downloaded package differs from what the lockfile asks for; run the command again.'],
  [/EACCES|EPERM|EROFS|permission denied|read-only file system/i, 'This clone cannot be written to; check the rights of its files.'],
]);

/**
 * One sentence for trouble that comes from outside; undefined for a fault of our own.
 *
 * @param {string} output
 */
export function explain(output) {
  return causes.find(([pattern]) => pattern.test(output))?.[1];
}

/**
 * One sentence for a failed install, whatever the reason.
 *
 * @param {string} output
 * @param {number | null} exitCode
 * @param {number} [freeBytes]
 */
export function explainInstall(output, exitCode, freeBytes = Infinity) {
  const cause = explain(output);
  if (cause !== undefined) return cause;
  // On a full disk pnpm dies by a signal and npm cannot even write why.
  if (freeBytes < neededBytes) return noSpace;
  const last = output.split('\n').map((line) => line.trim()).filter(Boolean).at(-1);
  return `Installing the dependencies failed with exit code ${exitCode ?? 'none'}${last ? ` (${last})` : ''}.`;
}
