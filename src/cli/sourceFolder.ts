/**
 * Finds the notebooks and modules in a folder.
 */
import { existsSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

/** Folders that hold what was installed, generated or saved aside. Hidden folders are left out too. */
const IGNORED_FOLDERS: ReadonlySet<string> = new Set([
  'node_modules',
  'site-packages',
  '__pycache__',
  'venv',
  'env',
  'build',
  'dist'
]);

/** What lies in a folder: sources with paths from the folder on, and folders that could not be read. */
export type FolderContents = {
  readonly sources: readonly string[];
  readonly unreadable: readonly string[];
};

/** Whether a path names a notebook or a module. */
export function isSource(path: string): boolean {
  return path.endsWith('.ipynb') || path.endsWith('.py');
}

function isVirtualEnvironment(folder: string): boolean {
  return existsSync(join(folder, 'pyvenv.cfg'));
}

type EntryKind = 'file' | 'folder' | 'other';

/** Follows symbolic links. */
function kindOf(entry: Dirent, path: string): EntryKind {
  if (entry.isFile()) {
    return 'file';
  }
  if (entry.isDirectory()) {
    return 'folder';
  }
  try {
    const target = statSync(path);
    return target.isFile() ? 'file' : target.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'other';
  }
}

/** Finds all sources below a folder, in the order of their names. A folder that links to itself is read once. */
export function listSources(root: string): FolderContents {
  const sources: string[] = [];
  const unreadable: string[] = [];
  const visited = new Set<string>();
  const pending: string[] = [''];
  while (pending.length > 0) {
    const folder = pending.pop() ?? '';
    const path = join(root, folder);
    let entries: readonly Dirent[];
    try {
      const real = realpathSync(path);
      if (visited.has(real)) {
        continue;
      }
      visited.add(real);
      entries = readdirSync(path, { withFileTypes: true });
    } catch {
      unreadable.push(folder);
      continue;
    }
    for (const entry of entries) {
      const inside = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const kind = kindOf(entry, join(root, inside));
      if (kind === 'file' && isSource(entry.name)) {
        sources.push(inside);
      } else if (
        kind === 'folder' &&
        !entry.name.startsWith('.') &&
        !IGNORED_FOLDERS.has(entry.name) &&
        !isVirtualEnvironment(join(root, inside))
      ) {
        pending.push(inside);
      }
    }
  }
  return { sources: sources.sort(), unreadable: unreadable.sort() };
}
