/** A case of a suite did not hold. */
export class CaseFailure extends Error {
  override readonly name = 'CaseFailure';
}

export function assert(holds: boolean, message: string): asserts holds {
  if (!holds) throw new CaseFailure(message);
}

/** Compares by what JSON shows of both sides. */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  const seen = JSON.stringify(actual);
  const wanted = JSON.stringify(expected);
  assert(seen === wanted, `${what}: expected ${wanted}, got ${seen}`);
}

/** @returns what was thrown */
export async function assertRejects(call: () => unknown, what: string): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new CaseFailure(`${what}: nothing was thrown`);
}
