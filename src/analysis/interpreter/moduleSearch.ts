/**
 * Which of several modules of the same name an import means: a script's own folder is searched first, as Python puts it
 * on the path, then the folders around it.
 */

/** A name as seen from below a folder. */
function nameBelow(folder: string, name: string): string {
  return `${folder}\u0000${name}`;
}

/** Whether the name belongs to one folder alone. */
export function isNameBelow(name: string): boolean {
  return name.includes('\u0000');
}

/** The names to look for, nearest first, when the document imports `name`; the plain name stands last. */
export function searchedNames(document: string, name: string): readonly string[] {
  const parts = document.split('/').slice(0, -1);
  return [
    ...parts.map((_, index) => nameBelow(parts.slice(0, parts.length - index).join('/'), name)),
    nameBelow('', name),
    name
  ];
}

/** The name of a module below the folder from which `name` leads to its file; `null` where it does not. */
export function ownName(document: string, name: string): string | null {
  const path = document.replace(/(?:\/__init__)?\.py$/u, '');
  const tail = name.replace(/\./gu, '/');
  if (path === tail) {
    return nameBelow('', name);
  }
  return path.endsWith(`/${tail}`)
    ? nameBelow(path.slice(0, path.length - tail.length - 1), name)
    : null;
}
