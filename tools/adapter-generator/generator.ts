import { join } from 'node:path';
import { generateFiles, installPackagesTask, type Tree } from '@nx/devkit';
import { isPort, PORTS, type Port } from './ports.ts';
import { RefusedError } from './refused-error.ts';

export interface AdapterOptions {
  /** Folder below `packages`, and the name behind `@tradewright/`. */
  readonly name: string;
  readonly port?: string;
  /** Leave linking the package to whoever asked. */
  readonly skipInstall?: boolean;
}

const FILES = join(import.meta.dirname, 'files');
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * `nx g adapter <name> --port <port>`: a package in the layout of the house, its port stubbed, its suite wired and red.
 *
 * @throws {RefusedError} and nothing is written
 */
export default function adapter(tree: Tree, { name, port = 'candle-source', skipInstall = false }: AdapterOptions): (() => void) | undefined {
  if (!isPort(port)) throw new RefusedError('adapter/port', `No package is made for a port ${JSON.stringify(port)}. Choose --port from: ${Object.keys(PORTS).join(', ')}. A risk rule or a sizer is one function and needs no package: see docs/write-an-adapter.md.`);
  checkName(tree, name);
  const words = wordsOf(name, port);
  for (const folder of ['package', port]) generateFiles(tree, join(FILES, folder), `packages/${name}`, words);
  return skipInstall ? undefined : () => installPackagesTask(tree, true);
}

function checkName(tree: Tree, name: string): void {
  if (!NAME.test(name)) throw new RefusedError('adapter/name', `${JSON.stringify(name)} cannot be the name of a package. Use small letters, digits and single hyphens, for example my-exchange.`);
  if (isPort(name)) throw new RefusedError('adapter/name', `${name} is the port itself. Name what is behind it, for example my-${name}.`);
  for (const group of ['packages', 'apps', 'tools']) {
    for (const folder of tree.children(group)) {
      const manifest = tree.read(`${group}/${folder}/package.json`, 'utf8');
      const isTaken = manifest !== null && (JSON.parse(manifest) as { name?: string }).name === `@tradewright/${name}`;
      if (isTaken || `${group}/${folder}` === `packages/${name}`) throw new RefusedError('adapter/taken', `@tradewright/${name} is there already, in ${group}/${folder}. Choose another name.`);
    }
  }
}

/** What the templates say where they have a gap. */
function wordsOf(name: string, port: Port): Readonly<Record<string, string>> {
  const { suffix, ...texts } = PORTS[port];
  const file = name.endsWith(`-${suffix}`) ? name : `${name}-${suffix}`;
  const className = file.replaceAll(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
  const portName = port.replaceAll(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  return { ...texts, name, file, className, port, portName, template: '' };
}
