import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOf, TemporaryClone } from './temporary-clone.ts';

describe('npm start', () => {
  let clone: TemporaryClone;
  beforeEach(() => {
    clone = new TemporaryClone();
  });
  afterEach(() => clone[Symbol.dispose]());

  it('installs from the lockfile once, and not again while it fits', async () => {
    await clone.run(['start']);
    await clone.run(['start']);
    expect(readFileSync(join(clone.root, 'npx.log'), 'utf8')).toMatch(/^npx -y pnpm@0\.0\.0 install --frozen-lockfile.*\n$/);
  });

  it('installs again when the lockfile changed or a package lost its node_modules', async () => {
    await clone.run(['start']);
    clone.write('pnpm-lock.yaml', `${readFileSync(join(clone.root, 'pnpm-lock.yaml'), 'utf8')}# changed\n`);
    await clone.run(['start']);
    rmSync(join(clone.root, 'apps/backtest/node_modules'), { recursive: true });
    await clone.run(['start']);
    expect(readFileSync(join(clone.root, 'npx.log'), 'utf8').trim().split('\n')).toHaveLength(3);
  });

  it('installs once when two start at the same time', async () => {
    const ends = await Promise.all([clone.run(['start']), clone.run(['start'])]);
    expect(ends.map((end) => end.code)).toEqual([0, 0]);
    expect(readFileSync(join(clone.root, 'npx.log'), 'utf8').trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(clone.root, '.nx/locks/install'))).toBe(false);
  });

  it('leaves standard output, arguments and exit code to the app', async () => {
    clone.nx('console.log("Successfully ran target build");');
    clone.app('process.stdout.write(JSON.stringify(process.argv.slice(2))); process.exitCode = 3;');
    const end = await clone.run(['start', '--json', '--candles', 'a b*.csv', '']);
    expect(end).toMatchObject({ code: 3, stdout: '["--json","--candles","a b*.csv",""]' });
    expect(end.stderr).toContain('Successfully ran target build');
  });

  it('says nothing of its own with npm --silent', async () => {
    clone.nx('console.log("Successfully ran target build");');
    expect(await clone.run(['start'], { npm_config_loglevel: 'silent' })).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('is quiet when everything is built', async () => {
    await clone.run(['start']);
    expect(await clone.run(['start'])).toMatchObject({ stdout: '', stderr: '' });
  });

  it('runs the app where the user stands', async () => {
    clone.app('process.stdout.write(process.cwd());');
    const here = join(clone.root, 'elsewhere');
    mkdirSync(here);
    expect((await clone.run(['start'], { INIT_CWD: here })).stdout).toBe(realpathSync(here));
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('passes %s on once and lets the app end in its own way', async (signal, code) => {
    clone.app(`
      let count = 0;
      process.on('${signal}', () => { count += 1; setImmediate(() => { process.stdout.write('stopped ' + count); process.exit(${code}); }); });
      process.stdout.write('ready ');
      setInterval(() => {}, 1000);
    `);
    const child = clone.start(['start']);
    const end = endOf(child);
    child.stdout?.once('data', () => {
      child.kill(signal);
      child.kill(signal);
    });
    expect(await end).toMatchObject({ code, stdout: 'ready stopped 1' });
  });

  it('ends like a shell would when a signal kills the app', async () => {
    clone.app("process.kill(process.pid, 'SIGKILL');");
    expect(await clone.run(['start'])).toMatchObject({ code: 137 });
  });

  it('shows what the build says when it fails', async () => {
    clone.nx('console.log("src/main.ts: no such name"); process.exit(1);');
    const end = await clone.run(['start']);
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toMatch(/no such name[\s\S]*The app does not build; the messages above say why\.\n$/);
  });

  it.each([
    ['the network is gone', 'echo "npm error code ENOTFOUND" >&2; exit 1', /^The npm registry cannot be reached;.*\.$/],
    ['the disk is full', 'echo "npm error code ENOSPC" >&2; exit 1', /^There is no space left on the disk;.*\.$/],
    ['the lockfile does not fit', 'echo "ERR_PNPM_OUTDATED_LOCKFILE Cannot install"; exit 1', /^pnpm-lock\.yaml does not fit package\.json;.*\.$/],
  ])('says one sentence when %s', async (_what, script, sentence) => {
    clone.npx(script);
    const end = await clone.run(['start'], { npm_config_loglevel: 'silent' });
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr.trimEnd()).toMatch(sentence);
  });

  it('gets over an npm cache that a killed download left broken', async () => {
    clone.npx(`
      if [ -z "$npm_config_cache" ]; then echo "npm error enoent Could not read package.json"; exit 254; fi
      mkdir -p node_modules/.pnpm apps/backtest/node_modules; cp pnpm-lock.yaml node_modules/.pnpm/lock.yaml
    `);
    expect(await clone.run(['start'])).toMatchObject({ code: 0 });
  });

  it('says one sentence when there is no npx', async () => {
    const end = await clone.run(['start'], { PATH: join(clone.root, 'nowhere'), npm_config_loglevel: 'silent' });
    expect(end).toMatchObject({ code: 1, stderr: 'npx is not in PATH; it comes with npm.\n' });
  });
});

describe('npm run live', () => {
  it('builds and runs the live app, with the arguments given', async () => {
    using clone = new TemporaryClone();
    clone.nx('console.log(process.argv.slice(2).join(" ")); console.log("Successfully ran target build");');
    clone.app('process.stdout.write(process.argv.slice(2).join(" ")); process.exitCode = 5;', 'live');
    const end = await clone.run(['live', 'strategy.ts', '--symbol', 'X']);
    expect(end).toMatchObject({ code: 5, stdout: 'strategy.ts --symbol X' });
    expect(end.stderr).toContain('run @tradewright/app-live:build');
  });
});

describe('npm test', () => {
  it('installs, runs all checks with the arguments given and ends with their exit code', async () => {
    using clone = new TemporaryClone();
    clone.write('tools/check/main.ts', 'console.log("checked", ...process.argv.slice(2)); process.exitCode = 1;');
    expect(await clone.run(['test', 'lint'], { npm_config_loglevel: 'silent' })).toMatchObject({ code: 1, stdout: 'checked lint\n', stderr: '' });
  });
});
