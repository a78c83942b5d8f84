/** Events of each run, in the order of its journal, each as one line of text. */
export type Journals = ReadonlyMap<string, readonly string[]>;

export interface Difference {
  readonly lost: number;
  readonly doubled: number;
  readonly remarks: readonly string[];
}

/** Holds what a killed run wrote against what it should have written. The order counts as well. */
export function compare(expected: Journals, found: Journals): Difference {
  let lost = 0;
  let doubled = 0;
  const remarks: string[] = [];
  for (const run of new Set([...expected.keys(), ...found.keys()])) {
    const [should, is] = [expected.get(run) ?? [], found.get(run) ?? []];
    const [missing, surplus] = [without(should, is), without(is, should)];
    lost += missing.length;
    doubled += surplus.length;
    const first = should.findIndex((line, i) => line !== is[i]);
    if (first >= 0) remarks.push(`${run} event ${first}: ${should[first]} expected, ${is[first] ?? 'nothing'} found`);
    else if (is.length > should.length) remarks.push(`${run} event ${should.length}: nothing expected, ${is[should.length]} found`);
  }
  return { lost, doubled, remarks };
}

/** Lines of the first list that the second one has not as often. */
export function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
