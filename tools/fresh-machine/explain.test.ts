import { describe, expect, it } from 'vitest';
import { explainInstall } from './explain.mjs';

describe('a failed install is explained in one sentence', () => {
  it.each([
    ['npm error code ENOTFOUND\nnpm error request failed', /registry cannot be reached/],
    ['npm error code ECONNREFUSED', /registry cannot be reached/],
    ['npm error code EAI_AGAIN', /registry cannot be reached/],
    ['Error: ERR_PNPM_META_FETCH_FAIL\n  Failed to fetch metadata: error sending request: client error (Connect)', /registry cannot be reached/],
    ['[WARN] GET x error (tcp connect error: Connection refused)\nNo space left on device (os error 28)', /no space left/],
    ['npm error code ENOSPC\nnpm error syscall write', /no space left/],
    ['ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"', /pnpm-lock.yaml does not fit package.json/],
    ['npm error code EACCES\nnpm error permission denied', /cannot be written to/],
    ['npm error code EROFS', /cannot be written to/],
    ['npm error code E404', /lacks a package/],
    ['npm error code ETARGET', /lacks a package/],
    ['npm error code E401', /refuses access/],
    ['self-signed certificate in certificate chain', /certificate/],
    ['first line\nsomething nobody foresaw\n', /exit code 7 \(something nobody foresaw\)/],
    ['', /exit code 7\.$/],
  ])('%j', (output, sentence) => {
    const explained = explainInstall(output, 7);
    expect(explained).toMatch(sentence);
    expect(explained).not.toContain('\n');
  });

  it('a crash on a full disk', () => {
    expect(explainInstall('Segmentation fault', 139, 12_000_000)).toMatch(/no space left/);
    expect(explainInstall('Segmentation fault', 139, 12_000_000_000)).toMatch(/exit code 139 \(Segmentation fault\)/);
  });
});
