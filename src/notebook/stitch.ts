/**
 * Stitches the cells of a notebook into one module of masked units, and the files that it writes into
 * modules of their own.
 */
import type { ModuleSource, SourceUnit } from '../analysis/program';
import { automagicName, mayBind } from './automagic';
import type { NotebookCell } from './cell';
import { LARGEST_TEXT, replaceTroublesomeCharacters } from './characters';
import { joinPath } from './documentPath';
import { cellsOutOfOrder, orderOfExecution, type ExecutionOrder } from './executionOrder';
import { readImports, type ImportRequest } from './importRequest';
import type { RunTarget } from './lineMagic';
import type { MaskedCell } from './mask';
import type { MaskProblem } from './maskProblem';
import type { IMaskMemory } from './maskMemory';

/** Something in a cell that could not be read as it stands. */
export type CellProblem = {
  readonly code: MaskProblem['code'] | 'cell-too-large' | 'too-many-cells';
  /** 0-based index among all cells. */
  readonly cell: number;
  /** Offset in the cell's text. */
  readonly offset: number;
  /** The name of the magic concerned; empty where none is. */
  readonly name: string;
};

/** A file that a `%%writefile` cell writes. */
export type WrittenModule = {
  /** Path as normalised from the notebook's folder. */
  readonly path: string;
  readonly units: readonly SourceUnit[];
};

/** What a notebook is to the analysis. */
export type StitchedNotebook = {
  /** The notebook itself; units in execution order. */
  readonly module: ModuleSource;
  readonly writtenModules: readonly WrittenModule[];
  readonly problems: readonly CellProblem[];
  /** The imports of all units. */
  readonly imports: readonly ImportRequest[];
  /** What `%run` executes, by the id of the unit that does. */
  readonly runs: ReadonlyMap<string, readonly RunTarget[]>;
  /** Folders that literal `sys.path.append('…')` adds, as written. */
  readonly searchFolders: readonly string[];
  /** Ids of units that may not be Python, since an unknown cell magic holds them. */
  readonly uncertainUnits: ReadonlySet<string>;
  /** Indices of cells whose execution counts contradict the document order. */
  readonly cellsOutOfOrder: readonly number[];
};

/** What stitching is told. */
export type StitchOptions = {
  /** The notebook's path, as the report gives it. */
  readonly path: string;
  readonly order: ExecutionOrder;
  /** A notebook of another language has no units. */
  readonly isPython: boolean;
  readonly memory: IMaskMemory;
};

/** Code cells of one notebook that are read; those that come after are reported once (problem `too-many-cells`). */
const CELLS_READ = 20_000;

/**
 * Stitches a notebook. Every code cell of Python becomes one unit with the cell's id; markdown, raw and
 * foreign cells count in the numbering and give none.
 */
export function stitch(cells: readonly NotebookCell[], options: StitchOptions): StitchedNotebook {
  const units: SourceUnit[] = [];
  const written = new Map<string, SourceUnit[]>();
  const problems: CellProblem[] = [];
  const imports: ImportRequest[] = [];
  const searchFolders: string[] = [];
  const runs = new Map<string, readonly RunTarget[]>();
  const uncertainUnits = new Set<string>();
  const earlierTexts: string[] = [];
  for (const index of options.isPython ? orderOfExecution(cells, options.order) : []) {
    const cell = cells[index];
    if (cell === undefined || cell.kind !== 'code') {
      continue;
    }
    if (earlierTexts.length >= CELLS_READ) {
      problems.push({ code: 'too-many-cells', cell: index, offset: 0, name: '' });
      break;
    }
    const unitOf = (
      text: string,
      cellOffset: number,
      execution: SourceUnit['execution']
    ): SourceUnit => ({
      id: cell.id,
      document: options.path,
      cell: index,
      cellText: cell.text,
      text,
      cellOffset,
      execution
    });
    if (cell.text.length > LARGEST_TEXT) {
      problems.push({ code: 'cell-too-large', cell: index, offset: 0, name: '' });
      units.push(unitOf('', 0, 'run'));
      continue;
    }
    const masked = maskInContext(cell.text, earlierTexts, options.memory);
    earlierTexts.push(cell.text);
    problems.push(...masked.problems.map(problem => ({ ...problem, cell: index })));
    if (masked.kind === 'file' && masked.file !== null) {
      const path = joinPath('', masked.file.path);
      const { bodyStart } = masked.file;
      const text = replaceTroublesomeCharacters(cell.text).slice(bodyStart);
      const unit = unitOf(text, bodyStart, 'run');
      written.set(path, [...(written.get(path) ?? []), unit]);
      imports.push(...readImports(text));
      continue;
    }
    if (masked.text.trim() === '') {
      continue;
    }
    units.push(unitOf(masked.text, 0, masked.execution));
    imports.push(...masked.imports);
    searchFolders.push(...masked.searchFolders);
    if (masked.runs.length > 0) {
      runs.set(cell.id, masked.runs);
    }
    if (!masked.isCertain) {
      uncertainUnits.add(cell.id);
    }
  }
  return {
    module: {
      document: options.path,
      kind: 'notebook',
      importNames: [],
      isPackage: false,
      isDocument: true,
      units
    },
    writtenModules: [...written].map(([path, fileUnits]) => ({ path, units: fileUnits })),
    problems: problems.sort((left, right) => left.cell - right.cell || left.offset - right.offset),
    imports,
    runs,
    searchFolders,
    uncertainUnits,
    cellsOutOfOrder: cellsOutOfOrder(cells)
  };
}

/** Masks a cell; whether a bare `ls` is a magic depends on what the cells before it bind. */
function maskInContext(
  text: string,
  earlierTexts: readonly string[],
  memory: IMaskMemory
): MaskedCell {
  const name = automagicName(text);
  const automagic = name !== null && !earlierTexts.some(earlier => mayBind(earlier, name));
  return memory.mask(text, { automagic });
}
