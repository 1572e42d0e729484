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

/** What is known of a path: its file was read, or is not there, or nobody looked yet. */
export type PathKnowledge = 'present' | 'absent' | 'unknown';

/** What is known of the files beside the documents. */
export type FileKnowledge = {
  readonly ofFile: (path: string) => PathKnowledge;
  /** Whether a file is known that lies somewhere below a folder. */
  readonly holdsFiles: (folder: string) => boolean;
};

/** Where a module is looked for, and where what is imported from it. */
export type FoundPaths = {
  /** The paths of the module and of the packages around it. */
  readonly paths: readonly string[];
  /** What may be the module's folder: each name that is imported from it may be a module there. */
  readonly folders: readonly string[];
};

/** `a/b.py` and `a/b/__init__.py` of `a/b`. */
export function filesOfModule(path: string): readonly [string, string] {
  return [`${path}.py`, `${path}/__init__.py`];
}

/** Of so many folders any may hold a package without `__init__.py` of which no file is known. */
const FEW_FOLDERS = 8;

/**
 * Looks for modules. The paths to look for next are asked for step by step: `a.b` only when `a` is known to be a
 * package, or a folder without `__init__.py`, which may hold modules too.
 */
export class ModuleSearch {
  constructor(
    private readonly _searchPath: SearchPath,
    private readonly _files: FileKnowledge
  ) {}

  /** Where the module of an import is looked for. */
  pathsOf(
    { module, level }: Pick<ImportRequest, 'module' | 'level'>,
    importer: string
  ): FoundPaths {
    const parts = module === '' ? [] : module.split('.');
    if (parts.length > DEEPEST_PACKAGE || level > DEEPEST_PACKAGE) {
      return { paths: [], folders: [] };
    }
    if (level > 0) {
      const start = joinPath(folderOf(importer), '../'.repeat(level - 1));
      return this._below([start], parts);
    }
    const [first, ...rest] = parts;
    if (first === undefined) {
      return { paths: [], folders: this._searchPath };
    }
    let known = this._firsts.get(first);
    if (known === undefined) {
      known = this._below(this._searchPath, [first]);
      this._firsts.set(first, known);
    }
    const below = this._below(known.folders, rest);
    return { paths: [...known.paths, ...below.paths], folders: below.folders };
  }

  private _below(starts: readonly string[], parts: readonly string[]): FoundPaths {
    const paths: string[] = [];
    const folders = starts.flatMap(start => this._folderBelow(start, parts, paths) ?? []);
    return { paths, folders };
  }

  /** Adds the paths of the module below a folder; gives the folder that it may be. */
  private _folderBelow(start: string, parts: readonly string[], paths: string[]): string | null {
    let folder = start;
    for (const part of parts) {
      folder = belowFolder(folder, part);
      const [file, packageFile] = filesOfModule(folder);
      paths.push(file, packageFile);
      const ofPackage = this._files.ofFile(packageFile);
      if (this._files.ofFile(file) !== 'absent' || ofPackage === 'unknown') {
        return null;
      }
      const isFolder =
        ofPackage === 'present' ||
        this._searchPath.length <= FEW_FOLDERS ||
        this._files.holdsFiles(folder);
      if (!isFolder) {
        return null;
      }
    }
    return folder;
  }

  /** By the first name of a module's. */
  private readonly _firsts = new Map<string, FoundPaths>();
}

/** The path of a name in a folder, whose own path is in normal form. */
export function belowFolder(folder: string, name: string): string {
  return folder === '' || folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}
