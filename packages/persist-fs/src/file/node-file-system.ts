import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import type { FileSystem, OpenFile } from './file-system.ts';
import { lockFile } from './lock-file.ts';

const FLAGS = {
  read: constants.O_RDONLY,
  update: constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
} as const;

/** The disk. */
export const nodeFileSystem: FileSystem = {
  open: async (path, how) => openFile(await open(path, FLAGS[how])),
  rename,
  remove: (path) => rm(path),
  makeDirectory: (path) => mkdir(path),
  async list(directory) {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }));
  },
  async stat(path) {
    const found = await stat(path);
    return { isDirectory: found.isDirectory(), uid: found.uid, gid: found.gid, mode: found.mode };
  },
  async syncDirectory(path) {
    // Windows opens no directories; NTFS keeps names in a journal of its own.
    if (process.platform === 'win32') return;
    const directory = await open(path, constants.O_RDONLY);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
  lock: lockFile,
};

function openFile(handle: FileHandle): OpenFile {
  return {
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    truncate: (lengthBytes) => handle.truncate(lengthBytes),
    size: async () => (await handle.stat()).size,
    // The length is synced with the data, the time of the change is not: one write of the file system's journal less.
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}
