/**
 * Replaces a file so that a crash leaves the old one or the new one, never a part.
 */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a text in UTF-8 into a file that exists, keeping its mode; a symbolic link stays one.
 *
 * @throws when the file or its folder cannot be written.
 */
export function replaceFile(path: string, text: string): void {
  const target = realpathSync(path);
  const { mode } = statSync(target);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    const descriptor = openSync(temporary, 'wx', mode);
    try {
      const bytes = Buffer.from(text, 'utf8');
      for (let offset = 0; offset < bytes.length;) {
        offset += writeSync(descriptor, bytes, offset);
      }
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    // The mode of a new file is cut by the process's mask.
    chmodSync(temporary, mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
