/**
 * Builds what the analysis is given from documents and the files beside them.
 */
import type { ModuleSource, Project, SourceUnit } from '../analysis/program';
import type { NotebookCell } from './cell';
import { LARGEST_TEXT, replaceTroublesomeCharacters } from './characters';
import { folderOf, isPackageFile, joinPath, normalisePath } from './documentPath';
import type { ExecutionOrder } from './executionOrder';
import type { ImportRequest } from './importRequest';
import type { RunTarget } from './lineMagic';
import type { IMaskMemory } from './maskMemory';
import { readNotebook } from './readNotebook';
import {
  belowFolder,
  createSearchPath,
  filesOfModule,
  importNamesOf,
  ModuleSearch,
  type FoundPaths,
  type PathKnowledge,
  type SearchPath
} from './siblingModules';
import { stitch, type CellProblem, type StitchedNotebook } from './stitch';

/** A document that a report is asked for. */
export type ProjectDocument =
  | {
      readonly kind: 'notebook';
      readonly path: string;
      readonly cells: readonly NotebookCell[];
      readonly isPython: boolean;
    }
  | { readonly kind: 'module'; readonly path: string; readonly text: string };

/** How documents are read. */
export type ReadingOptions = {
  /** Folder that absolute imports start from, beside each document's own; empty for the top. */
  readonly root: string;
  readonly order: ExecutionOrder;
  readonly memory: IMaskMemory;
};

/** What a project is built with. */
export type ProjectOptions = ReadingOptions & {
  /** Texts of files beside the documents, by path; `null` for one that was looked for and is not there. */
  readonly files: ReadonlyMap<string, string | null>;
};

/** Something in a document that could not be read as it stands. */
export type DocumentProblem = Omit<CellProblem, 'cell'> & {
  readonly document: string;
  readonly cell: number | null;
};

/** A project, with all that building it brought to light. */
export type ProjectBuild = {
  readonly project: Project;
  readonly problems: readonly DocumentProblem[];
  /** Paths that documents may import or run and that `files` says nothing about: read them and build again. */
  readonly missing: readonly string[];
  /** Ids of units that may not be Python: what their text fails to parse is not to be reported. */
  readonly uncertainUnits: ReadonlySet<string>;
  /** By document: indices of cells whose execution counts contradict the document order. */
  readonly cellsOutOfOrder: ReadonlyMap<string, readonly number[]>;
};

/** A module's text with what it asks for. */
type ReadModule = {
  readonly path: string;
  readonly unit: SourceUnit;
  readonly isDocument: boolean;
  readonly imports: readonly ImportRequest[];
  readonly searchFolders: readonly string[];
};

function readModule(
  path: string,
  text: string,
  options: { readonly isDocument: boolean; readonly memory: IMaskMemory }
): ReadModule {
  const isTooLarge = text.length > LARGEST_TEXT;
  const python = isTooLarge ? '' : replaceTroublesomeCharacters(text);
  return {
    path,
    unit: {
      id: path,
      document: path,
      cell: null,
      text: python,
      cellOffset: 0,
      cellText: text,
      execution: 'run'
    },
    isDocument: options.isDocument,
    ...options.memory.requestsOf(python)
  };
}

/** A stitched notebook, with its path. */
type ReadNotebookDocument = { readonly path: string; readonly stitched: StitchedNotebook };

/**
 * Builds a project. Call it again with the files that it misses, until it misses none: files import files.
 */
export function createProject(
  documents: readonly ProjectDocument[],
  options: ProjectOptions
): ProjectBuild {
  return buildWith(readDocuments(documents, options), options);
}

/** Documents as they were read, to build a project of them more than once. */
export type ReadDocuments = {
  /** Paths of all documents, in their order. */
  readonly paths: readonly string[];
  readonly notebooks: readonly ReadNotebookDocument[];
  readonly modules: ReadonlyMap<string, ReadModule>;
  readonly searchPath: SearchPath;
};

/** Reads documents, once for all files that are found beside them. */
export function readDocuments(
  documents: readonly ProjectDocument[],
  { root, order, memory }: ReadingOptions
): ReadDocuments {
  const notebooks: ReadNotebookDocument[] = [];
  const modules = new Map<string, ReadModule>();
  for (const document of documents) {
    const { path } = document;
    if (document.kind === 'notebook') {
      const { cells, isPython } = document;
      notebooks.push({ path, stitched: stitch(cells, { path, order, isPython, memory }) });
    } else {
      modules.set(path, readModule(path, document.text, { isDocument: true, memory }));
    }
  }
  const searchPath = createSearchPath(root, [
    ...notebooks.map(({ path, stitched }) => ({ path, searchFolders: stitched.searchFolders })),
    ...modules.values()
  ]);
  return { paths: documents.map(({ path }) => path), notebooks, modules, searchPath };
}

/** Builds the project of documents that were read, as `createProject` does. */
export function buildWith(documents: ReadDocuments, options: ProjectOptions): ProjectBuild {
  const { notebooks, searchPath } = documents;
  const modules = new Map(documents.modules);
  const reader = createReader(modules, notebooks, options, searchPath);
  for (const notebook of notebooks) {
    reader.followNotebook(notebook);
  }
  for (const module of [...modules.values()]) {
    reader.followImports(module.imports, module.path);
  }
  const byPath = new Map([
    ...notebooks.map(notebook => [notebook.path, notebookModule(notebook, reader)] as const),
    ...[...modules.values()].map(module => [module.path, fileModule(module, searchPath)] as const)
  ]);
  const inOrder = documents.paths.flatMap(path => byPath.get(path) ?? []);
  const beside = [...modules.values()]
    .filter(module => !module.isDocument)
    .flatMap(module => byPath.get(module.path) ?? []);
  const written = notebooks.flatMap(notebook => writtenModules(notebook, searchPath));
  return {
    project: { modules: [...inOrder, ...written, ...beside] },
    problems: [
      ...notebooks.flatMap(({ path, stitched }) =>
        stitched.problems.map(problem => ({ ...problem, document: path }))
      ),
      ...[...modules.values()].flatMap(tooLargeProblem)
    ],
    missing: reader.missing(),
    uncertainUnits: new Set(notebooks.flatMap(({ stitched }) => [...stitched.uncertainUnits])),
    cellsOutOfOrder: new Map(
      notebooks.map(({ path, stitched }) => [path, stitched.cellsOutOfOrder])
    )
  };
}

function tooLargeProblem(module: ReadModule): readonly DocumentProblem[] {
  return module.unit.cellText.length > LARGEST_TEXT
    ? [{ code: 'cell-too-large', document: module.path, cell: null, offset: 0, name: '' }]
    : [];
}

function fileModule(module: ReadModule, searchPath: SearchPath): ModuleSource {
  return {
    document: module.path,
    kind: 'module',
    importNames: importNamesOf(module.path, searchPath),
    isPackage: isPackageFile(module.path),
    isDocument: module.isDocument,
    units: [module.unit]
  };
}

function writtenModules(
  notebook: ReadNotebookDocument,
  searchPath: SearchPath
): readonly ModuleSource[] {
  const folder = folderOf(notebook.path);
  return notebook.stitched.writtenModules.map(({ path, units }) => ({
    document: notebook.path,
    kind: 'notebook',
    importNames: importNamesOf(joinPath(folder, path), [folder, ...searchPath]),
    isPackage: isPackageFile(path),
    isDocument: false,
    units
  }));
}

/**
 * A run of a notebook: paths of `%run` start from its folder, and each file is run once, so that
 * notebooks which run each other come to an end.
 */
type NotebookRun = { readonly folder: string; readonly ran: Set<string> };

function runFrom(notebook: ReadNotebookDocument): NotebookRun {
  return { folder: folderOf(notebook.path), ran: new Set([notebook.path]) };
}

/** A notebook's module: in front of a unit that runs a file stand the units of that file. */
function notebookModule(notebook: ReadNotebookDocument, reader: IReader): ModuleSource {
  const { module } = notebook.stitched;
  return { ...module, units: reader.withRunFiles(notebook, runFrom(notebook)) };
}

/** Follows imports and `%run` through the files that are there, and remembers those that are missing. */
interface IReader {
  followNotebook(notebook: ReadNotebookDocument): void;
  followImports(imports: readonly ImportRequest[], importer: string): void;
  withRunFiles(notebook: ReadNotebookDocument, run: NotebookRun): readonly SourceUnit[];
  missing(): readonly string[];
}

/**
 * Files beside the documents that are read, nearest first; what more of them import is not followed: a document that
 * lies in a large library would bring all of it along.
 */
const FILES_FOLLOWED = 300;

/** All folders around files. */
function foldersAround(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    let folder = folderOf(path);
    while (folder !== '' && folder !== '/' && !folders.has(folder)) {
      folders.add(folder);
      folder = folderOf(folder);
    }
  }
  return folders;
}

function createReader(
  modules: Map<string, ReadModule>,
  documents: readonly ReadNotebookDocument[],
  options: ProjectOptions,
  searchPath: SearchPath
): IReader {
  const missing = new Set<string>();
  const isEnough =
    [...options.files.values()].filter(text => text !== null).length >= FILES_FOLLOWED;
  const ask = (path: string): void => {
    if (!isEnough) {
      missing.add(path);
    }
  };
  const followed = new Set<string>();
  const notebooks = new Map(documents.map(notebook => [notebook.path, notebook]));
  const written = new Set(
    documents.flatMap(({ path, stitched }) =>
      stitched.writtenModules.map(file => joinPath(folderOf(path), file.path))
    )
  );

  const knowledgeOf = (path: string): PathKnowledge => {
    if (modules.has(path) || written.has(path)) {
      return 'present';
    }
    const text = options.files.get(path);
    return text === undefined ? 'unknown' : text === null ? 'absent' : 'present';
  };

  const folders = foldersAround([
    ...modules.keys(),
    ...written,
    ...[...options.files].flatMap(([path, text]) => (text === null ? [] : path))
  ]);
  const holdsFiles = (folder: string): boolean => folders.has(folder);

  /** Modules import the same; what each means is looked for once. */
  const search = new ModuleSearch(searchPath, { ofFile: knowledgeOf, holdsFiles });
  const found = new Map<string, FoundPaths>();
  const lookedFor = new Set<string>();

  const followImports = (imports: readonly ImportRequest[], importer: string): void => {
    const own = folderOf(importer);
    for (const request of imports) {
      const key = `${request.level === 0 ? '' : own}|${request.level}|${request.module}`;
      let known = found.get(key);
      if (known === undefined) {
        known = search.pathsOf(request, importer);
        found.set(key, known);
        known.paths.forEach(readFile);
      }
      for (const name of request.names) {
        const ofName = `${key}|${name}`;
        if (lookedFor.has(ofName)) {
          continue;
        }
        lookedFor.add(ofName);
        for (const folder of known.folders) {
          filesOfModule(belowFolder(folder, name)).forEach(readFile);
        }
      }
    }
  };

  const readFile = (path: string): ReadModule | null => {
    const known = modules.get(path);
    if (known === undefined && !written.has(path)) {
      const text = options.files.get(path);
      if (text === undefined) {
        ask(path);
      } else if (text !== null) {
        const module = readModule(path, text, { isDocument: false, memory: options.memory });
        modules.set(path, module);
        followImports(module.imports, path);
        return module;
      }
    }
    return known ?? null;
  };

  const readOtherNotebook = (path: string): ReadNotebookDocument | null => {
    const known = notebooks.get(path);
    const text = options.files.get(path);
    if (known !== undefined || text === null) {
      return known ?? null;
    }
    if (text === undefined) {
      ask(path);
      return null;
    }
    const { notebook } = readNotebook(text);
    const read = {
      path,
      // Cells without an id of their own are named alike in all notebooks.
      stitched: stitch(
        (notebook?.cells ?? []).map(cell => ({ ...cell, id: `${path}#${cell.id}` })),
        {
          path,
          order: 'document',
          isPython: notebook?.language.isPython ?? false,
          memory: options.memory
        }
      )
    };
    notebooks.set(path, read);
    return read;
  };

  /** The paths that a `%run` may mean; IPython adds `.py` where no file has the name. */
  const pathsOfRun = (target: RunTarget, folder: string): readonly string[] => {
    if (target.kind === 'module') {
      const path = joinPath(folder, target.name.replace(/\./g, '/'));
      return [`${path}.py`, `${path}/__main__.py`];
    }
    const path = normalisePath(joinPath(folder, target.path));
    return /\.(?:py|ipynb)$/.test(path) ? [path] : [`${path}.py`, `${path}.ipynb`];
  };

  const unitsOfRun = (target: RunTarget, run: NotebookRun): readonly SourceUnit[] => {
    for (const path of pathsOfRun(target, run.folder)) {
      if (run.ran.has(path)) {
        continue;
      }
      if (path.endsWith('.ipynb')) {
        const other = readOtherNotebook(path);
        if (other !== null) {
          run.ran.add(path);
          followNotebook(other);
          return withRunFiles(other, run);
        }
      } else {
        const units = unitsOfWrittenFile(path) ?? unitsOf(readFile(path));
        if (units !== null) {
          run.ran.add(path);
          return units;
        }
      }
    }
    return [];
  };

  const unitsOf = (module: ReadModule | null): readonly SourceUnit[] | null =>
    module === null ? null : [module.unit];

  const unitsOfWrittenFile = (path: string): readonly SourceUnit[] | null => {
    for (const { path: notebookPath, stitched } of notebooks.values()) {
      const file = stitched.writtenModules.find(
        candidate => joinPath(folderOf(notebookPath), candidate.path) === path
      );
      if (file !== undefined) {
        return file.units;
      }
    }
    return null;
  };

  const withRunFiles = (
    notebook: ReadNotebookDocument,
    run: NotebookRun
  ): readonly SourceUnit[] => {
    const { module, runs } = notebook.stitched;
    if (runs.size === 0) {
      return module.units;
    }
    return module.units.flatMap(unit => [
      ...(runs.get(unit.id) ?? []).flatMap(target => unitsOfRun(target, run)),
      unit
    ]);
  };

  const followNotebook = (notebook: ReadNotebookDocument): void => {
    if (followed.has(notebook.path)) {
      return;
    }
    followed.add(notebook.path);
    followImports(notebook.stitched.imports, notebook.path);
    withRunFiles(notebook, runFrom(notebook));
  };

  return {
    followNotebook,
    followImports,
    withRunFiles,
    missing: () => [...missing]
  };
}
