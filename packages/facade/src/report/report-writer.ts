import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Where reports go. */
export interface ReportWriter {
  /**
   * Keeps a report; one that was there before under the same path is replaced.
   *
   * @param path - relative to the working directory unless the user gave an absolute one
   */
  write(path: string, text: string): void | Promise<void>;
}

/** Reports as files. Directories are made; a file is replaced as a whole or stays as it was. */
export const FILES: ReportWriter = {
  async write(path, text) {
    const file = resolve(path);
    const directory = dirname(file);
    const unfinished = resolve(directory, `.report-${randomUUID()}`);
    await mkdir(directory, { recursive: true });
    try {
      await writeFile(unfinished, text);
      await rename(unfinished, file);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  },
};
