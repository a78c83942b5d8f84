import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { computed } from './imports.ts';
import { coreOrder, exceptions, homes, libraries, mayImport, pureLayers, testLibraries, testTools } from './layers.ts';
import type { Package } from './workspace.ts';

const isTest = (file: string): boolean => /(?:^|\/)(?:test|bench)\//.test(file) || /\.(?:test|test-d|bench|fixture)\.ts$/.test(file);
const isConfiguration = (file: string): boolean => /^[^/]+\.config\.ts$/.test(file);
const packageOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
const listOf = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '));

/** Place of a file of core's src in the order of its folders; undefined for a folder nobody placed. */
function coreRank(file: string): number | undefined {
  const [, folder, ...rest] = file.split('/');
  if (rest.length === 0) return folder === 'index.ts' ? coreOrder.length : -1;
  const rank = coreOrder.indexOf(folder ?? '');
  return rank === -1 ? undefined : rank;
}

function judgeInsideCore(file: string, target: string): string | undefined {
  const [from, to] = [coreRank(file), coreRank(target)];
  if (from === undefined) return `the folder of ${file} has no place in the order ${coreOrder.join(' < ')}`;
  if (to === undefined || to <= from) return undefined;
  return `${file.split('/')[1]} stands below ${target.split('/')[1]} and may not import it`;
}

function judgeRelative(from: Package, file: string, specifier: string): string | undefined {
  const target = posix.normalize(posix.join(posix.dirname(file), specifier));
  if (target.startsWith('..')) return `leaves the package; import the other package by its name`;
  if (isTest(file)) return undefined;
  if (isTest(target)) return `imports a test`;
  return from.layer === 'core' && file.startsWith('src/') ? judgeInsideCore(file, target) : undefined;
}

function judgeHome(from: Package, file: string, library: string): string | undefined {
  const home = homes[from.name]?.[library];
  if (home === undefined || isTest(file)) return undefined;
  const isHome = home.some((path) => file.startsWith(`src/${path}.`) || file.startsWith(`src/${path}/`));
  return isHome ? undefined : `${library} lives in src/{${home.join(',')}} only`;
}

/** What the sources import has to arrive with the package, not only on our own machines. */
function judgeDeclared(from: Package, file: string, name: string): string | undefined {
  const { dependencies, peerDependencies, optionalDependencies } = from.manifest;
  const declared = [dependencies, peerDependencies, optionalDependencies].some((list) => list !== undefined && name in list);
  return declared || isTest(file) ? undefined : `${name} is not among the dependencies of ${from.name}`;
}

function judgeExternal(from: Package, file: string, specifier: string): string | undefined {
  if (from.layer === 'tool' || isConfiguration(file)) return undefined;
  const pure = pureLayers.has(from.layer ?? '') && !isTest(file);
  if (specifier === computed) return pure ? `layer ${from.layer} names its modules in plain text` : undefined;
  if (isBuiltin(specifier)) {
    return pure ? `layer ${from.layer} does no I/O: Node's modules are out of reach` : judgeHome(from, file, specifier);
  }
  const library = packageOf(specifier);
  const allowed = [...(libraries[from.name] ?? []), ...(isTest(file) ? testLibraries : [])];
  if (!allowed.includes(library)) return `${from.name} takes ${listOf(allowed)} from outside, not ${library}`;
  return judgeDeclared(from, file, library) ?? judgeHome(from, file, library);
}

/** Whether one package may depend on another at all, or its tests may. */
export function judgePackage(from: Package, to: Package, forTests: boolean): string | undefined {
  if (forTests && testTools.includes(to.name) && ['adapter', 'app', 'kit'].includes(from.layer ?? '')) return undefined;
  const layer = from.layer ?? '';
  const allowed = mayImport[layer] ?? [];
  if (from === to || allowed.includes(to.layer ?? '') || exceptions[layer]?.includes(to.name)) return undefined;
  return `layer ${layer} may import ${listOf(allowed)}, not ${to.name} (layer ${to.layer})`;
}

function judgeWorkspace(from: Package, to: Package, file: string, specifier: string): string | undefined {
  const path = `.${specifier.slice(to.name.length)}`;
  if (to.manifest.exports !== undefined && !(path in to.manifest.exports)) return `${to.name} does not export ${path}`;
  if (from === to && !isTest(file)) return `imports its own package by name; use a relative path`;
  if (path === './testing' && from.layer !== 'tool' && !isTest(file) && !file.startsWith('src/testing')) {
    return `${specifier} is for tests`;
  }
  return judgePackage(from, to, isTest(file)) ?? (from === to ? undefined : judgeDeclared(from, file, to.name));
}

/** Why this import is not allowed, or undefined. */
export function judgeImport(all: readonly Package[], from: Package, file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return isConfiguration(file) || from.layer === 'tool' ? undefined : judgeRelative(from, file, specifier);
  const to = all.find((one) => one.name === packageOf(specifier));
  return to === undefined ? judgeExternal(from, file, specifier) : judgeWorkspace(from, to, file, specifier);
}
