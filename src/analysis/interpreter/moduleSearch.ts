/**
 * Which of several modules of the same name an import means: a script's own folder is searched first, as Python puts it
 * on the path, then the folders around it. Packages are searched last, since what is in them is imported from outside.
 */

/** A name as seen from below a folder. */
function nameBelow(folder: string, name: string): string {
  return `${folder}\u0000${name}`;
}

/** Whether the name belongs to one folder alone. */
export function isNameBelow(name: string): boolean {
  return name.includes('\u0000');
}

/** The name under which a table of modules says that a folder is a package. */
export function packageMark(folder: string): string {
  return nameBelow(folder, '');
}

/** The folder of a document. */
export function folderOfDocument(document: string): string {
  return document.split('/').slice(0, -1).join('/');
}

/**
 * The names to look for, in order, when the document imports `name`; the plain name stands last.
 *
 * @param isPackage - whether a folder is a package.
 */
export function searchedNames(
  document: string,
  name: string,
  isPackage: (folder: string) => boolean
): readonly string[] {
  const parts = document.split('/').slice(0, -1);
  const folders = [
    ...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')),
    ''
  ].filter((folder, index, all) => all.indexOf(folder) === index);
  const packages = folders.filter(isPackage);
  return [
    ...folders.filter(folder => !packages.includes(folder)).map(folder => nameBelow(folder, name)),
    ...packages.map(folder => nameBelow(folder, name)),
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
