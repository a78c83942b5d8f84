import { fileName } from './file-name.ts';
import type { Projected } from './projection.ts';

/** What one key asks for. */
interface Claim {
  readonly key: string;
  /** Place of the key in the order of first writes. */
  readonly order: number;
  readonly stem: string;
  readonly owner: string;
  readonly text: string | null;
}

/** Who gets which file. A pure function of the live keys in the order of their first writes: it says the same after a restart. */
export class NameBook {
  /** Claims on the same name, for file systems that ignore case. */
  readonly #rivals = new Map<string, readonly Claim[]>();
  readonly #namesOf = new Map<string, ReadonlySet<string>>();

  /**
   * Replaces what a key asks for.
   *
   * @param textOf - the content of a file; `null` for none
   * @returns every file whose content this may have changed; `null` for those that must not be there
   */
  put(key: string, order: number, wanted: readonly Projected[], textOf: (one: Projected) => string | null): ReadonlyMap<string, string | null> {
    const claims = wanted.map((one) => ({ key, order, stem: stemOf(one.path), owner: one.owner, text: textOf(one) }));
    const names = new Set(claims.map(({ stem }) => stem.toLowerCase()));
    const touched = new Set([...(this.#namesOf.get(key) ?? []), ...names]);
    const changed = new Map<string, string | null>();
    for (const name of touched) {
      const rivals = this.#rivals.get(name) ?? [];
      for (const [path] of filesOf(rivals)) changed.set(path, null);
      const others = rivals.filter((claim) => claim.key !== key);
      const now = [...others, ...claims.filter(({ stem }) => stem.toLowerCase() === name)].sort((a, b) => a.order - b.order);
      if (now.length > 0) this.#rivals.set(name, now);
      else this.#rivals.delete(name);
      for (const [path, text] of filesOf(now)) changed.set(path, text);
    }
    if (names.size > 0) this.#namesOf.set(key, names);
    else this.#namesOf.delete(key);
    return changed;
  }
}

/** `name` for the first, `name@owner` for others, `name@owner@2` where that is taken. No text made safe has an `@` in it. */
function filesOf(rivals: readonly Claim[]): Map<string, string | null> {
  const files = new Map<string, string | null>();
  const taken = new Set<string>();
  for (const { stem, owner, text } of rivals) {
    let name = stem;
    for (let number = 1; taken.has(name.toLowerCase()); number++) name = `${stem}@${fileName(owner)}${number === 1 ? '' : `@${number}`}`;
    taken.add(name.toLowerCase());
    files.set(`${name}.json`, text);
  }
  return files;
}

function stemOf(path: readonly string[]): string {
  return [folderName(path[0] ?? ''), ...path.slice(1).map(fileName)].join('/');
}

/** A folder beside that of the journal, never that one. */
export function folderName(text: string): string {
  const name = fileName(text);
  return name.toLowerCase() === 'journal' ? `%6A${name.slice(1)}` : name;
}
