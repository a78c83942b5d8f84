import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes, type ResolveHookContext } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Tradewright } from 'tradewright';
import type { Program } from './program.ts';
import { StandIn } from './stand-in.ts';

let installed = false;

export interface HookParts extends Pick<Program, 'manifest'> {
  /** An instance to stand for `tradewright` in the user's files; default: the one behind its functions. */
  readonly instance?: Tradewright;
}

/**
 * Lets this thread import a user's TypeScript from anywhere: `tradewright` and `@tradewright/…` are the copies this
 * program runs on, enums and the like are compiled away, and imports may leave out the extension.
 */
export function installModuleHooks({ manifest, instance }: HookParts): void {
  if (installed) return;
  installed = true;
  const standIn = instance === undefined ? null : new StandIn(instance, manifest);
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (standIn !== null && specifier === 'tradewright') return standIn.resolve(context.conditions.includes('require'));
      if (isOurs(specifier)) return resolveOurs(specifier, manifest, context, nextResolve);
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        for (const other of otherSpellings(specifier)) {
          try {
            return nextResolve(other, context);
          } catch {
            // The first failure names what the user wrote.
          }
        }
        throw error;
      }
    },
    load(url, context, nextLoad) {
      const made = standIn?.load(url) ?? null;
      if (made !== null) return made;
      const kind = /^file:[^?#]*\.(ts|mts|cts)(?:[?#]|$)/.exec(url)?.[1];
      if (kind === undefined) return nextLoad(url, context);
      const code = readFileSync(fileURLToPath(url), 'utf8');
      const source = withoutWarning(() => stripTypeScriptTypes(code, { mode: 'transform', sourceUrl: url }));
      return { format: kind === 'cts' ? 'commonjs' : 'module', source, shortCircuit: true };
    },
  });
}

function isOurs(specifier: string): boolean {
  return specifier === 'tradewright' || specifier.startsWith('tradewright/') || specifier.startsWith('@tradewright/');
}

/** Two copies of the facade would be two registries, and so would its ESM and its CommonJS; what this program does not carry is the user's own. */
function resolveOurs<T>(specifier: string, { href }: URL, context: ResolveHookContext, nextResolve: (specifier: string, context: ResolveHookContext) => T): T {
  try {
    const conditions = context.conditions.map((condition) => (condition === 'require' ? 'import' : condition));
    return nextResolve(specifier, { ...context, conditions, parentURL: href });
  } catch {
    return nextResolve(specifier, context);
  }
}

/** TypeScript is often written with `./levels` or `./levels.js` where the file is `./levels.ts`. */
function otherSpellings(specifier: string): readonly string[] {
  if (!/^(?:\.{0,2}\/|file:)/.test(specifier)) return [];
  return /\.[cm]?js$/.test(specifier) ? [specifier.replace(/js$/, 'ts')] : [`${specifier}.ts`, `${specifier}/index.ts`];
}

/** Node calls its own compiler experimental at each use. This one warning is kept from the user; every other is his. */
function withoutWarning<T>(call: () => T): T {
  const { emitWarning } = process;
  const filtered = (warning: string | Error, ...rest: unknown[]): void => {
    if (String(warning).includes('stripTypeScriptTypes')) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  process.emitWarning = filtered;
  try {
    return call();
  } finally {
    process.emitWarning = emitWarning;
  }
}
