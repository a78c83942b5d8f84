const SECTOR_BYTES = 512;

type Step = { readonly kind: 'write'; readonly position: number; readonly bytes: Buffer } | { readonly kind: 'truncate'; readonly length: number };

/** Picks a whole number from 0 to `most`, both included: how much of something a power cut lets through. */
export type Choose = (most: number) => number;

/** A file: what programs see, what the disk has, and the changes on their way there. */
export class FileNode {
  seen: Buffer = Buffer.alloc(0);
  #durable: Buffer = Buffer.alloc(0);
  #steps: Step[] = [];

  write(position: number, bytes: Uint8Array): void {
    this.#do({ kind: 'write', position, bytes: Buffer.from(bytes) });
  }

  truncate(length: number): void {
    this.#do({ kind: 'truncate', length });
  }

  sync(): void {
    this.#durable = this.#steps.reduce(after, this.#durable);
    this.#steps = [];
  }

  /** What Linux does when a sync fails: the changes are taken for written, still seen, and never written. */
  failSync(): void {
    this.#steps = [];
  }

  /** Each sector is as it was after some of the changes, whichever; so is the length, or somewhere on its way there. */
  losePower(choose: Choose): void {
    const states = [this.#durable];
    for (const step of this.#steps) states.push(after(states.at(-1)!, step));
    const most = states.length - 1;
    const grown = states[choose(most)]!.length - states[0]!.length;
    const left = Buffer.alloc(states[0]!.length + (grown > 0 ? choose(grown) : grown));
    for (let start = 0; start < left.length; start += SECTOR_BYTES) states[choose(most)]!.subarray(start, start + SECTOR_BYTES).copy(left, start);
    this.seen = this.#durable = left;
    this.#steps = [];
  }

  /** The same file on another disk. */
  copy(): FileNode {
    const copy = new FileNode();
    copy.seen = this.seen;
    copy.#durable = this.#durable;
    copy.#steps = [...this.#steps];
    return copy;
  }

  #do(step: Step): void {
    this.#steps.push(step);
    this.seen = after(this.seen, step);
  }
}

/** Buffers are never changed in place, so states can be kept. */
function after(content: Buffer, step: Step): Buffer {
  const end = step.kind === 'write' ? Math.max(content.length, step.position + step.bytes.length) : step.length;
  const next = Buffer.alloc(end);
  content.copy(next);
  if (step.kind === 'write') step.bytes.copy(next, step.position);
  return next;
}
