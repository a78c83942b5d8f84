import { basename, dirname } from 'node:path';
import type { FileSystem, OpenFile } from '../../src/index.ts';
import { DirectoryNode } from './directory-node.ts';
import { systemError, type FaultDisk } from './fault-disk.ts';
import { FileNode } from './file-node.ts';

/**
 * What happens at a call: the process dies before or after it; the call fails without effect, or after it had it; it
 * finds no room; or writes one byte only.
 */
export type Fault = 'die-before' | 'die-after' | 'EIO' | 'EIO-after' | 'ENOSPC' | 'short';

/** Calls that may say that there is no room. */
const NEEDS_ROOM: ReadonlySet<string> = new Set(['write', 'create', 'makeDirectory', 'rename', 'sync', 'syncDirectory']);

/** The others leave disk and locks as they are: whoever dies at one of them leaves what the call before it left. */
const CHANGES: ReadonlySet<string> = new Set(['write', 'truncate', 'create', 'makeDirectory', 'rename', 'remove', 'sync', 'syncDirectory', 'lock', 'unlock']);

/** What goes wrong at the call of this number, counted from 1. */
export type FaultPlan = (call: number) => Fault | undefined;

/** One fault, or the same several times in a row. */
export function faultAt(call: number, fault: Fault, times = 1): FaultPlan {
  return (now) => (now >= call && now < call + times ? fault : undefined);
}

/** A process on a disk. Each of its calls is counted, and some may go wrong. */
export class FaultProcess {
  calls = 0;
  isDead = false;
  /** The calls so far, by name. */
  readonly trace: string[] = [];
  readonly fs: FileSystem;
  readonly #disk: FaultDisk;
  #plan: FaultPlan;

  constructor(disk: FaultDisk, plan: FaultPlan = () => undefined) {
    this.#disk = disk;
    this.#plan = plan;
    this.fs = this.#fileSystem();
  }

  /** What goes wrong with the next calls, one after the other. */
  next(...faults: readonly (Fault | undefined)[]): void {
    const first = this.calls + 1;
    this.#plan = (call) => faults[call - first];
  }

  /** The numbers of the calls that change something, or one past the last call. To die at them is to die at any. */
  get changes(): readonly number[] {
    const changes = this.trace.flatMap((call, i) => (CHANGES.has(call.split(' ')[0]!) ? [i + 1] : []));
    return [...changes, this.calls + 1];
  }

  /** The numbers of the calls at which a fault does something that it does not do at others just as well. */
  worth(fault: Fault): readonly number[] {
    if (fault.startsWith('die')) return this.changes;
    const matters = fault === 'ENOSPC' ? NEEDS_ROOM : fault === 'EIO-after' ? CHANGES : undefined;
    return this.trace.flatMap((call, i) => (matters?.has(call.split(' ')[0]!) === false ? [] : [i + 1]));
  }

  /** The kernel takes back its locks. What it wrote stays. */
  die(): void {
    this.isDead = true;
    for (const [node, holder] of this.#disk.locks) if (holder === this) this.#disk.locks.delete(node);
  }

  #fileSystem(): FileSystem {
    const disk = this.#disk;
    return {
      open: (path, how) => this.#call(how === 'create' ? 'create' : 'open', path, () => this.#open(path, how)),
      rename: (from, to) =>
        this.#call('rename', to, () => {
          disk.find(from);
          disk.directory(dirname(from)).rename(basename(from), basename(to));
        }),
      remove: (path) =>
        this.#call('remove', path, () => {
          disk.file(path);
          disk.directory(dirname(path)).unlink(basename(path));
        }),
      makeDirectory: (path) => this.#call('makeDirectory', path, () => void this.#create(path, new DirectoryNode())),
      list: (path) => this.#call('list', path, () => [...disk.directory(path).seen].map(([name, node]) => ({ name, isDirectory: node instanceof DirectoryNode }))),
      stat: (path) => this.#call('stat', path, () => ({ isDirectory: disk.find(path) instanceof DirectoryNode, uid: process.getuid?.() ?? 0, gid: 0, mode: 0o755 })),
      syncDirectory: (path) => this.#call('syncDirectory', path, () => disk.directory(path).sync()),
      lock: (path) => this.#call('lock', path, () => this.#lock(path)),
    };
  }

  #open(path: string, how: 'read' | 'update' | 'create'): OpenFile {
    const file = how === 'create' ? this.#create(path, new FileNode()) : this.#disk.file(path);
    return {
      read: (into, position) => this.#call('read', path, () => file.seen.subarray(position, position + into.length).copy(into)),
      write: (bytes, position) => this.#call('write', path, (part) => this.#write(file, part === 'short' ? bytes.subarray(0, 1) : bytes, position)),
      truncate: (lengthBytes) => this.#call('truncate', path, () => file.truncate(lengthBytes)),
      size: () => this.#call('size', path, () => file.seen.length),
      sync: () => this.#call('sync', path, (part) => (part === 'fail' ? file.failSync() : file.sync())),
      close: () => this.#call('close', path, () => {}),
    };
  }

  #create<T extends FileNode | DirectoryNode>(path: string, node: T): T {
    const directory = this.#disk.directory(dirname(path));
    if (directory.seen.has(basename(path))) throw systemError('EEXIST', path);
    directory.link(basename(path), node);
    return node;
  }

  #write(file: FileNode, bytes: Uint8Array, position: number): number {
    file.write(position, bytes);
    return bytes.length;
  }

  #lock(path: string): { release(): Promise<void> } | null {
    const directory = this.#disk.directory(dirname(path));
    const node = directory.seen.get(basename(path)) ?? this.#create(path, new FileNode());
    if (this.#disk.locks.has(node)) return null;
    this.#disk.locks.set(node, this);
    return { release: () => this.#call('unlock', path, () => void this.#disk.locks.delete(node)) };
  }

  /** What it says does not matter any more. */
  #tried(run: () => unknown): void {
    try {
      run();
    } catch {
      // It would have failed anyway.
    }
  }

  /** @param run - `short` asks for a part of it, `fail` for what a failing call does before it fails */
  async #call<T>(name: string, path: string, run: (part?: 'short' | 'fail') => T): Promise<T> {
    if (this.isDead) throw new Error('the process is dead');
    this.calls++;
    this.trace.push(`${name} ${path}`);
    const fault = this.#plan(this.calls);
    if (fault === undefined) return run();
    if (fault === 'ENOSPC') {
      if (NEEDS_ROOM.has(name)) throw systemError('ENOSPC', path);
      return run();
    }
    if (fault === 'short') return run(name === 'write' ? 'short' : undefined);
    // The kernel holds locks, not the disk: none is taken by a call that failed, or kept by one.
    if (name === 'unlock' || (fault.endsWith('-after') && name !== 'lock')) this.#tried(run);
    if (fault === 'EIO' && name === 'sync') run('fail');
    if (fault.startsWith('die')) this.die();
    throw fault.startsWith('die') ? new Error('the process died') : systemError('EIO', path);
  }
}
