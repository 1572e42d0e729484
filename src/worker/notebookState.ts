/**
 * The cells of a notebook as the requests tell them.
 */
import type {
  CellSource,
  ExecutionOrder,
  OpenRequest,
  SiblingFile,
  UpdateRequest
} from './messages';

/** A notebook's cells, and the files beside it that are known. */
export type NotebookState = {
  readonly path: string;
  readonly order: ExecutionOrder;
  /** In document order. */
  readonly cells: readonly CellSource[];
  /** Text by path; `null` for a file that is known not to exist. */
  readonly files: ReadonlyMap<string, string | null>;
};

/** The notebook that a session is opened with. */
export function stateOf(request: OpenRequest): NotebookState {
  return {
    path: request.path,
    order: request.order,
    cells: request.cells,
    files: new Map()
  };
}

/** The notebook after an update. Cells that did not change stay the same objects. */
export function updatedState(state: NotebookState, request: UpdateRequest): NotebookState {
  return {
    path: request.path ?? state.path,
    order: request.order ?? state.order,
    cells: updatedCells(state.cells, request),
    files: updatedFiles(state.files, request.files)
  };
}

function updatedCells(cells: readonly CellSource[], request: UpdateRequest): readonly CellSource[] {
  if (request.changed.length === 0 && request.sequence === null) {
    return cells;
  }
  const changed = new Map(request.changed.map(cell => [cell.id, cell]));
  if (request.sequence === null) {
    return cells.map(cell => changed.get(cell.id) ?? cell);
  }
  const known = new Map(cells.map(cell => [cell.id, cell]));
  return request.sequence.flatMap(id => changed.get(id) ?? known.get(id) ?? []);
}

function updatedFiles(
  files: ReadonlyMap<string, string | null>,
  changed: readonly SiblingFile[]
): ReadonlyMap<string, string | null> {
  return changed.length === 0
    ? files
    : new Map([...files, ...changed.map(file => [file.path, file.text] as const)]);
}
