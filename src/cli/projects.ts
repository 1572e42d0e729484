/**
 * From the paths of the command line to projects: which documents belong together, and how their paths
 * are shown.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Problem } from '../analysis/report';
import {
  fileProblemToReport,
  readNotebook,
  type NotebookFile,
  type ProjectDocument
} from '../notebook';
import { isSource, listSources } from './sourceFolder';
import { readSourceFile } from './sourceFile';

/** A document with all that the command line needs to know of its file. */
export type CliDocument = {
  /** Path from the project's base, `/` between folders; absolute where the file lies outside. */
  readonly path: string;
  /** Path as the report shows it. */
  readonly shownPath: string;
  readonly kind: 'notebook' | 'module';
  /** `null` where the file could not be read. */
  readonly source: ProjectDocument | null;
  /** The notebook's file; `null` for modules. */
  readonly notebook: NotebookFile | null;
  /** Whether the file is written in UTF-8, and may be written again. */
  readonly isUtf8: boolean;
  /** What reading the file found. */
  readonly problems: readonly Problem[];
};

/** Documents that are analysed together. */
export type CliProject = {
  /** The name of the folder that was given, or that files were given from. */
  readonly name: string;
  /** The folder that the documents' paths start from, absolute. */
  readonly base: string;
  /** Where absolute imports start, as seen from the base; empty for the base itself. */
  readonly root: string;
  readonly documents: readonly CliDocument[];
};

/** Projects, or a sentence that says what is wrong with a path. */
export type ProjectsReading =
  | { readonly kind: 'projects'; readonly projects: readonly CliProject[] }
  | { readonly kind: 'usage-error'; readonly message: string };

/** The problem of a whole file. */
function fileProblem(message: string): Problem {
  return { cell: null, line: 1, column: 1, message };
}

/** A path as seen from a folder, `/` between folders; absolute where it lies outside. */
export function pathFrom(base: string, path: string): string {
  const inside = relative(base, path);
  const isInside = !inside.startsWith(`..${sep}`) && inside !== '..' && !isAbsolute(inside);
  return (isInside ? inside : path).split(sep).join('/');
}

function readDocument(base: string, file: string, shownPath: string): CliDocument {
  const path = pathFrom(base, file);
  const kind = file.endsWith('.ipynb') ? 'notebook' : 'module';
  const reading = readSourceFile(file);
  if (reading.kind === 'unreadable') {
    const problems = [fileProblem(reading.message)];
    return { path, shownPath, kind, source: null, notebook: null, isUtf8: false, problems };
  }
  if (kind === 'module') {
    const source = { kind, path, text: reading.text } as const;
    const { isUtf8 } = reading;
    return { path, shownPath, kind, source, notebook: null, isUtf8, problems: [] };
  }
  const { notebook, problems } = readNotebook(reading.text);
  const source: ProjectDocument | null =
    notebook === null
      ? null
      : {
          kind,
          path,
          // Cells without an id of their own are named alike in all notebooks.
          cells: notebook.cells.map(cell => ({ ...cell, id: `${path}#${cell.id}` })),
          isPython: notebook.language.isPython
        };
  return {
    path,
    shownPath,
    kind,
    source,
    notebook,
    isUtf8: true,
    problems: problems.map(fileProblemToReport)
  };
}

/** The folder from which what lies in a folder is imported: the nearest one around it that is no package. */
function importRoot(start: string): string {
  let folder = start;
  while (existsSync(join(folder, '__init__.py')) && dirname(folder) !== folder) {
    folder = dirname(folder);
  }
  return folder;
}

type PathKind = 'folder' | 'source' | 'other' | 'absent';

function kindOfPath(path: string): PathKind {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    return 'absent';
  }
  if (stats.isDirectory()) {
    return 'folder';
  }
  return isSource(path) ? 'source' : 'other';
}

function readFolder(
  base: string,
  folder: string,
  readFile: typeof readDocument
): readonly CliDocument[] {
  const { sources, unreadable } = listSources(folder);
  const documents = sources.map(source => readFile(base, join(folder, source), source));
  const problems = [fileProblem('The folder cannot be read.')];
  return [
    ...documents,
    ...unreadable.map((path): CliDocument => ({
      path: pathFrom(base, join(folder, path)),
      shownPath: path,
      kind: 'module',
      source: null,
      notebook: null,
      isUtf8: false,
      problems
    }))
  ];
}

/** The characters of Python in a document. */
function charactersIn({ source }: CliDocument): number {
  if (source === null) {
    return 0;
  }
  return source.kind === 'module'
    ? source.text.length
    : source.cells.reduce((sum, { text }) => sum + text.length, 0);
}

/**
 * Reads all documents. A folder is one project; files are a project each, unless `project` names the
 * folder of one that they all belong to.
 *
 * @param onRead - is told the characters of Python in each document as soon as it is read.
 */
export function readProjects(
  paths: readonly string[],
  project: string | null,
  onRead: (characters: number) => void
): ProjectsReading {
  const readFile: typeof readDocument = (base, file, shownPath) => {
    const document = readDocument(base, file, shownPath);
    onRead(charactersIn(document));
    return document;
  };
  const kinds: PathKind[] = [];
  for (const path of project === null ? paths : [project, ...paths]) {
    let kind: PathKind;
    try {
      kind = kindOfPath(resolve(path));
    } catch {
      kind = 'absent';
    }
    if (kind === 'absent') {
      return { kind: 'usage-error', message: `There is no file or folder ${path}.` };
    }
    if (kind === 'other') {
      return { kind: 'usage-error', message: `${basename(path)} is no notebook and no module.` };
    }
    kinds.push(kind);
  }
  if (project !== null && kinds.shift() !== 'folder') {
    return { kind: 'usage-error', message: `${project} is no folder.` };
  }
  if (project !== null) {
    const base = importRoot(resolve(project));
    const documents = paths.flatMap((path, index) =>
      kinds[index] === 'folder'
        ? readFolder(base, resolve(path), readFile)
        : [readFile(base, resolve(path), path)]
    );
    return {
      kind: 'projects',
      projects: [
        { name: basename(resolve(project)), base, root: '', documents: withoutRepeats(documents) }
      ]
    };
  }
  const projects = paths.map((path, index): CliProject => {
    const file = resolve(path);
    if (kinds[index] === 'folder') {
      const root = importRoot(file);
      return {
        name: basename(file),
        base: root,
        root: '',
        documents: readFolder(root, file, readFile)
      };
    }
    const base = process.cwd();
    return {
      name: basename(base),
      base,
      root: pathFrom(base, importRoot(dirname(file))),
      documents: [readFile(base, file, path)]
    };
  });
  return { kind: 'projects', projects };
}

function withoutRepeats(documents: readonly CliDocument[]): readonly CliDocument[] {
  return [...new Map(documents.map(document => [document.path, document])).values()];
}
