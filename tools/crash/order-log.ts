import { existsSync, readFileSync } from 'node:fs';

/** Orders that reached the broker although no store knows of them, and ids under which two different orders were sent; in words. */
export function strayOrders(file: string, known: ReadonlySet<string>): string[] {
  if (!existsSync(file)) return [];
  const sent = new Map<string, string>();
  const faults: string[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const order = JSON.parse(line) as { readonly id: string };
    const { id } = order;
    // A store may give fields back in another order.
    const request = JSON.stringify(order, Object.keys(order).toSorted());
    if (!known.has(id)) faults.push(`order ${id} was sent and not stored`);
    const before = sent.get(id);
    if (before !== undefined && before !== request) faults.push(`order ${id} was sent as ${before} and as ${request}`);
    sent.set(id, request);
  }
  return faults;
}
