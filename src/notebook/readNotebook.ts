/**
 * Reads `.ipynb` files of nbformat 3 to 4.5. Nothing is normalised: what was read remembers the file's
 * text, so that writing changes nothing else.
 */
import type { NotebookCell } from './cell';
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
  /** Whether the file has a source to write to. */
  readonly hasSource: boolean;
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
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (json.trim() === '') {
    return fileFailure('empty-file');
  }
  const root = parse(json);
  if (root === undefined) {
    return fileFailure('not-json');
  }
  const format = numberIn(root, 'nbformat');
  const fileCells = findCells(root);
  if (fileCells === null) {
    return fileFailure('not-a-notebook');
  }
  const problems: FileProblem[] = [];
  if (format !== null && (format < OLDEST_FORMAT || format > NEWEST_FORMAT)) {
    problems.push({ code: 'unsupported-version', cell: null });
  }
  const cells = withUniqueIds(
    fileCells.map((fileCell, index) => {
      const cell = readCell(fileCell);
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
      language: detectLanguage(member(root, 'metadata')),
      cells
    },
    problems
  };
}

function fileFailure(code: FileProblem['code']): NotebookReading {
  return { notebook: null, problems: [{ code, cell: null }] };
}

/** Python writes these where JSON has no number, and notebooks hold them in the data of plots. */
const PYTHON_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;

function nullForNumber(token: string): string {
  return token.startsWith('"') ? token : 'null';
}

/** The value of a JSON text in which Python's numbers may stand, then `null`; `undefined` where it is none. */
function parse(json: string): unknown {
  for (const text of [() => json, () => json.replace(PYTHON_NUMBER, nullForNumber)]) {
    try {
      return JSON.parse(text());
    } catch {
      continue;
    }
  }
  return undefined;
}

/** The member of an object; `undefined` where there is none, or no object. */
function member(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, key)
    ? Reflect.get(object, key)
    : undefined;
}

function numberIn(object: unknown, key: string): number | null {
  const value = member(object, key);
  return typeof value === 'number' ? value : null;
}

/** The cells; `null` where there is no list of cells. nbformat 3 keeps them in worksheets. */
function findCells(root: unknown): readonly unknown[] | null {
  const cells = member(root, 'cells');
  if (cells !== undefined) {
    return Array.isArray(cells) ? cells : null;
  }
  const worksheets = member(root, 'worksheets');
  return Array.isArray(worksheets)
    ? worksheets.flatMap((sheet): readonly unknown[] => {
        const sheetCells = member(sheet, 'cells');
        return Array.isArray(sheetCells) ? sheetCells : [];
      })
    : null;
}

type DraftCell = Omit<FileCell, 'id'> & {
  readonly id: string | null;
  readonly isMalformed: boolean;
};

function readCell(cell: unknown): DraftCell {
  const kind = member(cell, 'cell_type');
  // nbformat 3 calls the source of a code cell its input.
  const written = member(cell, 'source');
  const source = joinSource(written === undefined ? member(cell, 'input') : written);
  const id = member(cell, 'id');
  return {
    id: typeof id === 'string' && id !== '' ? id : null,
    kind: toKind(kind, isForeignCell(cell)),
    text: source ?? '',
    executionCount: numberIn(cell, 'execution_count') ?? numberIn(cell, 'prompt_number'),
    hasSource: source !== null,
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
function isForeignCell(cell: unknown): boolean {
  const language =
    member(member(member(cell, 'metadata'), 'vscode'), 'languageId') ?? member(cell, 'language');
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
