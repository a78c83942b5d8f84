import { describe, expect, it } from 'vitest';
import { assertNodeCanBeHad, isNewEnough, nodeToRun } from './provided-node.mjs';
import { Refusal } from './refusal.mjs';

const host = (platform: string, arch: string, version: string) => ({ platform, arch, version, execPath: '/system/node' });
const everything = (): boolean => true;
const nothing = (): boolean => false;

describe('the Node that runs the tools', () => {
  it.each([
    ['v18.20.0', false],
    ['v20.20.2', false],
    ['v22.17.1', false],
    ['v22.18.0', true],
    ['v22.23.3', true],
    ['v23.0.0', true],
    ['v24.21.0', true],
    ['v26.10.0', true],
  ])('counts %s as new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });

  it.each(['x64', 'arm64'])('comes from npm on Linux %s, however old the system one is', (arch) => {
    expect(nodeToRun('/clone', host('linux', arch, 'v20.20.2'), everything)).toBe(`/clone/node_modules/node-linux-${arch}/bin/node`);
  });

  it.each([
    ['macOS', 'darwin', 'arm64', everything],
    ['Windows', 'win32', 'x64', everything],
    ['Linux without glibc', 'linux', 'x64', nothing],
    ['Linux on RISC-V', 'linux', 'riscv64', everything],
  ])('is the system one on %s when that is new enough', (_name, platform, arch, exists) => {
    expect(nodeToRun('/clone', host(platform, arch, 'v22.18.0'), exists)).toBe('/system/node');
  });

  it.each([
    ['macOS', 'darwin', 'arm64', everything],
    ['Windows', 'win32', 'x64', everything],
    ['Linux without glibc', 'linux', 'x64', nothing],
  ])('is asked for in one sentence on %s when the system one is too old', (_name, platform, arch, exists) => {
    const old = host(platform, arch, 'v20.20.2');
    expect(() => assertNodeCanBeHad(old, exists)).toThrow(Refusal);
    expect(() => nodeToRun('/clone', old, exists)).toThrow(/asks for Node ≥ 22\.18\.$/);
  });

  it('is the system one where npm left the optional package out', () => {
    const exists = (path: string): boolean => !path.includes('node_modules');
    expect(nodeToRun('/clone', host('linux', 'x64', 'v24.0.0'), exists)).toBe('/system/node');
  });
});
