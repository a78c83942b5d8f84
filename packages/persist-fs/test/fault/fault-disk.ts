import { DirectoryNode, type Node } from './directory-node.ts';
import { FileNode, type Choose } from './file-node.ts';

/** What the system says no with. */
export function systemError(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}

/** A disk in memory that knows what a power cut would leave of it. */
export class FaultDisk {
  readonly root: DirectoryNode;
  readonly locks: Map<Node, object> = new Map();

  constructor(root: DirectoryNode = new DirectoryNode()) {
    this.root = root;
  }

  copy(): FaultDisk {
    return new FaultDisk(this.root.copy());
  }

  losePower(choose: Choose): void {
    this.root.losePower(choose);
  }

  find(path: string): Node {
    let node: Node = this.root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (node instanceof FileNode) throw systemError('ENOTDIR', path);
      const next = node.seen.get(name);
      if (next === undefined) throw systemError('ENOENT', path);
      node = next;
    }
    return node;
  }

  directory(path: string): DirectoryNode {
    const node = this.find(path);
    if (node instanceof FileNode) throw systemError('ENOTDIR', path);
    return node;
  }

  file(path: string): FileNode {
    const node = this.find(path);
    if (!(node instanceof FileNode)) throw systemError('EISDIR', path);
    return node;
  }

  /** Paths of all files below a directory, in order. */
  files(path = '/'): readonly string[] {
    const walk = (node: Node, at: string): string[] => (node instanceof FileNode ? [at] : [...node.seen].flatMap(([name, below]) => walk(below, `${at}/${name}`)));
    return walk(this.find(path), path === '/' ? '' : path).sort();
  }
}
