/**
 * Paths of documents: `/` between folders, no leading `/` needed, as Jupyter's contents service has them.
 */

/** Resolves `.` and `..`, and removes doubled slashes. `..` above the start stays. */
export function normalisePath(path: string): string {
  const isAbsolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') {
      continue;
    }
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') {
      parts.pop();
    } else if (part !== '..' || !isAbsolute) {
      parts.push(part);
    }
  }
  return (isAbsolute ? '/' : '') + parts.join('/');
}

/** Joins a folder and a path; an absolute path stands for itself. */
export function joinPath(folder: string, path: string): string {
  return normalisePath(path.startsWith('/') || folder === '' ? path : `${folder}/${path}`);
}

/** The folder of a path; empty at the top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0
    ? path.slice(0, Math.max(0, slash + 1)).replace(/^\/$/, '/')
    : path.slice(0, slash);
}

/** The last part of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path as seen from a folder; `null` where it lies outside. */
export function pathWithin(folder: string, path: string): string | null {
  if (folder === '') {
    return path.startsWith('/') || path.startsWith('../') ? null : path;
  }
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : null;
}

const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/**
 * The dotted name under which a file is imported from a folder of the search path: `pkg/sub/__init__.py`
 * is `pkg.sub`. `null` where no import statement can name it.
 */
export function moduleName(searchFolder: string, path: string): string | null {
  const inside = pathWithin(searchFolder, path);
  if (inside === null || !inside.endsWith('.py')) {
    return null;
  }
  const parts = inside.slice(0, -'.py'.length).split('/');
  if (parts.at(-1) === '__init__') {
    parts.pop();
  }
  return parts.length > 0 && parts.every(part => IDENTIFIER.test(part)) ? parts.join('.') : null;
}

/** Whether a file makes its folder a package. */
export function isPackageFile(path: string): boolean {
  return fileNameOf(path) === '__init__.py';
}
