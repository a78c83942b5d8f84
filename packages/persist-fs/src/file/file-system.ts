/** What the store asks of a file system, so that tests can break it at every call. */
export interface FileSystem {
  /** `create` fails with EEXIST where there is something already. */
  open(path: string, how: 'read' | 'update' | 'create'): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  makeDirectory(path: string): Promise<void>;
  list(directory: string): Promise<readonly DirectoryEntry[]>;
  stat(path: string): Promise<FileStat>;
  /** Makes the names in a directory durable. */
  syncDirectory(path: string): Promise<void>;
  /** An exclusive lock that ends with its process. `null` while somebody else holds it, in this process or another. */
  lock(path: string): Promise<HeldLock | null>;
}

export interface OpenFile {
  /** @returns how many bytes it read, 0 at the end */
  read(into: Uint8Array, position: number): Promise<number>;
  /** @returns how many bytes it wrote, which may be fewer than it was given */
  write(bytes: Uint8Array, position: number): Promise<number>;
  truncate(lengthBytes: number): Promise<void>;
  size(): Promise<number>;
  /** Makes the content and the length durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface HeldLock {
  release(): Promise<void>;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

export interface FileStat {
  readonly isDirectory: boolean;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}
