import { FileNode, type Choose } from './file-node.ts';

export type Node = FileNode | DirectoryNode;

type Step = { readonly name: string; readonly node: Node | undefined; readonly from?: string };

/** A directory: the names programs see, those the disk has, and the changes on their way there. */
export class DirectoryNode {
  seen: Map<string, Node> = new Map();
  #durable: ReadonlyMap<string, Node> = new Map();
  #steps: Step[] = [];

  link(name: string, node: Node): void {
    this.#do({ name, node });
  }

  unlink(name: string): void {
    this.#do({ name, node: undefined });
  }

  rename(from: string, to: string): void {
    this.#do({ name: to, node: this.seen.get(from), from });
  }

  sync(): void {
    this.#durable = this.#steps.reduce(after, this.#durable);
    this.#steps = [];
  }

  /** Each change of a name has come to the disk or not, in whatever order; a rename does so as one. */
  losePower(choose: Choose): void {
    const arrived = this.#steps.filter(() => choose(1) === 1);
    this.#durable = arrived.reduce(after, this.#durable);
    this.seen = new Map(this.#durable);
    this.#steps = [];
    for (const node of this.seen.values()) node.losePower(choose);
  }

  /** The same directory on another disk, with all below it. */
  copy(copies: Map<Node, Node> = new Map()): DirectoryNode {
    const copyOf = (node: Node): Node => {
      const known = copies.get(node);
      const copy = known ?? (node instanceof FileNode ? node.copy() : node.copy(copies));
      copies.set(node, copy);
      return copy;
    };
    const copyAll = (names: ReadonlyMap<string, Node>): Map<string, Node> => new Map([...names].map(([name, node]) => [name, copyOf(node)]));
    const copy = new DirectoryNode();
    copy.seen = copyAll(this.seen);
    copy.#durable = copyAll(this.#durable);
    copy.#steps = this.#steps.map((step) => ({ ...step, node: step.node && copyOf(step.node) }));
    return copy;
  }

  #do(step: Step): void {
    this.#steps.push(step);
    this.seen = after(this.seen, step);
  }
}

function after(names: ReadonlyMap<string, Node>, { name, node, from }: Step): Map<string, Node> {
  const next = new Map(names);
  if (from !== undefined && next.get(from) === node) next.delete(from);
  if (node === undefined) next.delete(name);
  else next.set(name, node);
  return next;
}
