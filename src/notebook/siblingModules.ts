/**
 * Which files an import may mean, beside the documents at hand.
 */
import { folderOf, joinPath, moduleName } from './documentPath';
import type { ImportRequest } from './importRequest';

/** Where absolute imports are looked for, nearest first. */
export type SearchPath = readonly string[];

/** Packages within packages that are looked for. */
const DEEPEST_PACKAGE = 64;

/** The folder that holds a project's packages by convention, where its root does not. */
const SOURCE_FOLDER = 'src';

/**
 * The folders that imports are looked for in: those of the documents, as Jupyter and `python file.py`
 * put them on the path, the root with its source folder, and what the code adds itself.
 */
export function createSearchPath(
  root: string,
  documents: readonly { readonly path: string; readonly searchFolders: readonly string[] }[]
): SearchPath {
  const folders = documents.flatMap(({ path, searchFolders }) => {
    const own = folderOf(path);
    return [own, ...searchFolders.map(folder => joinPath(own, folder))];
  });
  return [...new Set([...folders, root, joinPath(root, SOURCE_FOLDER)])];
}

/** All dotted names of a file, the longest first, which is unique in its project. */
export function importNamesOf(path: string, searchPath: SearchPath): readonly string[] {
  const names = searchPath.flatMap(folder => moduleName(folder, path) ?? []);
  return [...new Set(names)].sort((left, right) => right.length - left.length);
}

/** `a/b.py` and `a/b/__init__.py`. */
function candidates(folder: string, parts: readonly string[]): readonly string[] {
  const path = joinPath(folder, parts.join('/'));
  return [`${path}.py`, `${path}/__init__.py`];
}

/** What is known of a path: its file was read, or is not there, or nobody looked yet. */
export type PathKnowledge = 'present' | 'absent' | 'unknown';

/**
 * The paths to look for next, so that an import can be resolved. They are asked for step by step: `a.b`
 * only when `a` is known to be a package, or a folder without `__init__.py`, which may hold modules too.
 */
export function pathsOfImport(
  request: ImportRequest,
  importer: string,
  searchPath: SearchPath,
  knowledgeOf: (path: string) => PathKnowledge
): readonly string[] {
  const parts = request.module === '' ? [] : request.module.split('.');
  if (parts.length > DEEPEST_PACKAGE || request.level > DEEPEST_PACKAGE) {
    return [];
  }
  const folders =
    request.level > 0
      ? [joinPath(folderOf(importer), '../'.repeat(request.level - 1))]
      : searchPath;
  return folders.flatMap(folder => pathsBelow(folder, parts, request.names, knowledgeOf));
}

function pathsBelow(
  folder: string,
  parts: readonly string[],
  names: readonly string[],
  knowledgeOf: (path: string) => PathKnowledge
): readonly string[] {
  const paths: string[] = [];
  for (let length = 1; length <= parts.length; length += 1) {
    const step = candidates(folder, parts.slice(0, length));
    paths.push(...step);
    const [file = ''] = step;
    if (step.some(path => knowledgeOf(path) === 'unknown') || knowledgeOf(file) === 'present') {
      return paths;
    }
  }
  return [...paths, ...names.flatMap(name => candidates(folder, [...parts, name]))];
}
