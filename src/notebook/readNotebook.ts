/**
 * Reads `.ipynb` files of nbformat 3 to 4.5. Nothing is normalised: what was read remembers the file's
 * text and where each cell's source stands in it, so that writing changes nothing else.
 */
import type { NotebookCell } from './cell';
import { elementsOf, isJson, membersOf, valueSpan, type JsonSpan } from './jsonSpans';
import { detectLanguage, type NotebookLanguage } from './language';

/** What is wrong with a file. */
export type FileProblem = {
  /**
   * - `empty-file`: nothing in it.
   * - `not-json`: no JSON.
   * - `not-a-notebook`: JSON, but no list of cells in it.
   * - `unsupported-version`: an nbformat older than 3 or newer than 4; newer ones are read all the same.
   * - `malformed-cell`: a cell that is no object, or whose source is neither text nor a list of texts.
   */
  readonly code:
    'empty-file' | 'not-json' | 'not-a-notebook' | 'unsupported-version' | 'malformed-cell';
  /** Index of the cell; `null` for the file as a whole. */
  readonly cell: number | null;
};

/** A cell of a file. */
export type FileCell = NotebookCell & {
  /** Where the source stands in the file's text; `null` where there is none to write to. */
  readonly sourceSpan: JsonSpan | null;
};

/** A notebook as it stands in its file. */
export type NotebookFile = {
  /** The file's whole text. */
  readonly text: string;
  /** Major version of the format: 3, or 4. */
  readonly format: number;
  readonly language: NotebookLanguage;
  /** All cells of all kinds; of nbformat 3, those of all worksheets. */
  readonly cells: readonly FileCell[];
};

/** What reading a file gives. */
export type NotebookReading = {
  /** `null` where there is no notebook to speak of. */
  readonly notebook: NotebookFile | null;
  readonly problems: readonly FileProblem[];
};

/** The first and the last version of nbformat whose cells are known. */
const OLDEST_FORMAT = 3;
const NEWEST_FORMAT = 4;

/** Reads the text of a file. A byte order mark is accepted, and kept. Never throws. */
export function readNotebook(text: string): NotebookReading {
  const jsonStart = text.startsWith('\ufeff') ? 1 : 0;
  const json = jsonStart === 0 ? text : text.slice(1);
  if (json.trim() === '') {
    return fileFailure('empty-file');
  }
  if (!isJson(json)) {
    return fileFailure('not-json');
  }
  const root = membersOf(text, valueSpan(text, jsonStart));
  const format = numberAt(text, root.get('nbformat'));
  const cellSpans = findCells(text, root);
  if (cellSpans === null) {
    return fileFailure('not-a-notebook');
  }
  const problems: FileProblem[] = [];
  if (format !== null && (format < OLDEST_FORMAT || format > NEWEST_FORMAT)) {
    problems.push({ code: 'unsupported-version', cell: null });
  }
  const cells = withUniqueIds(
    cellSpans.map((span, index) => {
      const cell = readCell(text, span);
      if (cell.isMalformed) {
        problems.push({ code: 'malformed-cell', cell: index });
      }
      return cell;
    })
  );
  return {
    notebook: {
      text,
      format: format ?? NEWEST_FORMAT,
      language: detectLanguage(readMetadata(text, root)),
      cells
    },
    problems
  };
}

function fileFailure(code: FileProblem['code']): NotebookReading {
  return { notebook: null, problems: [{ code, cell: null }] };
}

function parseAt(text: string, span: JsonSpan | undefined): unknown {
  if (span === undefined) {
    return undefined;
  }
  try {
    return JSON.parse(text.slice(span.start, span.end));
  } catch {
    // A number that only Python writes; no field that is read here holds one.
    return undefined;
  }
}

function numberAt(text: string, span: JsonSpan | undefined): number | null {
  const value = parseAt(text, span);
  return typeof value === 'number' ? value : null;
}

type Members = ReadonlyMap<string, JsonSpan>;

function readMetadata(text: string, root: Members): unknown {
  const metadata = membersOf(text, root.get('metadata') ?? null);
  return {
    kernelspec: parseAt(text, metadata.get('kernelspec')),
    language_info: parseAt(text, metadata.get('language_info'))
  };
}

/** The cells' spans; `null` where there is no list of cells. nbformat 3 keeps them in worksheets. */
function findCells(text: string, root: Members): readonly JsonSpan[] | null {
  const cells = root.get('cells');
  if (cells !== undefined) {
    return text[cells.start] === '[' ? elementsOf(text, cells) : null;
  }
  const worksheets = root.get('worksheets');
  if (worksheets === undefined || text[worksheets.start] !== '[') {
    return null;
  }
  return elementsOf(text, worksheets).flatMap(sheet => {
    const sheetCells = membersOf(text, sheet).get('cells');
    return sheetCells === undefined ? [] : elementsOf(text, sheetCells);
  });
}

type DraftCell = Omit<FileCell, 'id'> & {
  readonly id: string | null;
  readonly isMalformed: boolean;
};

function readCell(text: string, span: JsonSpan): DraftCell {
  const members = membersOf(text, span);
  const kind = parseAt(text, members.get('cell_type'));
  // nbformat 3 calls the source of a code cell its input.
  const sourceSpan = members.get('source') ?? members.get('input');
  const source = joinSource(parseAt(text, sourceSpan));
  const id = parseAt(text, members.get('id'));
  const count = members.get('execution_count') ?? members.get('prompt_number');
  return {
    id: typeof id === 'string' && id !== '' ? id : null,
    kind: toKind(kind, isForeignCell(text, members)),
    text: source ?? '',
    executionCount: numberAt(text, count),
    sourceSpan: source === null || sourceSpan === undefined ? null : sourceSpan,
    isMalformed: source === null || typeof kind !== 'string'
  };
}

function toKind(kind: unknown, isForeign: boolean): NotebookCell['kind'] {
  if (kind === 'code') {
    return isForeign ? 'raw' : 'code';
  }
  return kind === 'markdown' || kind === 'heading' ? 'markdown' : 'raw';
}

/** A source is one text, or a list of texts that are joined as they are. */
function joinSource(source: unknown): string | null {
  if (typeof source === 'string') {
    return source;
  }
  if (Array.isArray(source) && source.every(line => typeof line === 'string')) {
    return source.join('');
  }
  return null;
}

/** Visual Studio Code marks a cell of another language; nbformat 3 gives every code cell one. */
function isForeignCell(text: string, cell: Members): boolean {
  const vscode = membersOf(text, cell.get('metadata') ?? null).get('vscode');
  const language =
    parseAt(text, membersOf(text, vscode ?? null).get('languageId')) ??
    parseAt(text, cell.get('language'));
  return typeof language === 'string' && !/^i?python\d?$/i.test(language);
}

/**
 * Gives every cell an id of its own: cells before nbformat 4.5 have none, and damaged files repeat some.
 * A cell without an id is named after its index; of equal ids the second gets the suffix `~2`.
 */
function withUniqueIds(cells: readonly DraftCell[]): readonly FileCell[] {
  const taken = new Set<string>();
  return cells.map(({ isMalformed: _, ...cell }, index) => {
    const wanted = cell.id ?? `cell-${index}`;
    let id = wanted;
    for (let ordinal = 2; taken.has(id); ordinal += 1) {
      id = `${wanted}~${ordinal}`;
    }
    taken.add(id);
    return { ...cell, id };
  });
}
