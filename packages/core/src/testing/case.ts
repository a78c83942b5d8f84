/** One case of a suite. `run` gets what the adapter's author makes fresh for every case. */
export interface SuiteCase<Subject> {
  /** Stable: an adapter's README may print it. */
  readonly id: string;
  readonly title: string;
  /** What not every subject can do; one that cannot says why under `lacks`. */
  readonly needs?: string;
  run(fresh: () => Subject | Promise<Subject>): Promise<void>;
}

/** The two functions of a test runner that a suite needs: vitest's, jest's or node:test's. */
export interface TestRunner {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>): void;
}

/** What is proven. */
export interface SuiteSubject<Subject> {
  readonly name: string;
  fresh(): Subject | Promise<Subject>;
  /** Cases that cannot hold, each with the reason why. */
  readonly skip?: Readonly<Record<string, string>>;
  /** Needs that it cannot meet, each with the reason why: skips the cases with that need. */
  readonly lacks?: Readonly<Record<string, string>>;
}

/** Runs a suite under the given runner. A skipped case stays visible, with its reason. */
export function runSuite<Subject>(cases: readonly SuiteCase<Subject>[], runner: TestRunner, subject: SuiteSubject<Subject>): void {
  const unknown = Object.keys(subject.skip ?? {}).filter((id) => !cases.some((one) => one.id === id));
  if (unknown.length > 0) throw new Error(`${subject.name} skips cases that do not exist: ${unknown.join(', ')}`);
  const unneeded = Object.keys(subject.lacks ?? {}).filter((need) => !cases.some(({ needs }) => needs === need));
  if (unneeded.length > 0) throw new Error(`${subject.name} lacks what no case needs: ${unneeded.join(', ')}`);
  runner.describe(`${subject.name} keeps its contract`, () => {
    for (const { id, title, needs, run } of cases) {
      const reason = subject.skip?.[id] ?? (needs === undefined ? undefined : subject.lacks?.[needs]);
      if (reason === undefined) runner.it(`${id} ${title}`, () => run(() => subject.fresh()));
      else runner.it(`${id} ${title} (does not apply: ${reason})`, async () => {});
    }
  });
}
