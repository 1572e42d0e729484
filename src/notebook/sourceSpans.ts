/**
 * Where the sources of a notebook's cells stand in the text of its file.
 */
import { elementsOf, membersOf, valueSpan, type JsonSpan } from './jsonSpans';
import type { NotebookFile } from './readNotebook';

const _spans = new WeakMap<NotebookFile, readonly (JsonSpan | null)[]>();

/** The span of each cell's source, by the cell's index; `null` where there is none to write to. */
export function sourceSpans(notebook: NotebookFile): readonly (JsonSpan | null)[] {
  let spans = _spans.get(notebook);
  if (spans === undefined) {
    const { text, cells } = notebook;
    spans = cellSpans(text).map((span, index) => {
      const members = membersOf(text, span);
      const source = members.get('source') ?? members.get('input');
      return cells[index]?.hasSource === true && source !== undefined ? source : null;
    });
    _spans.set(notebook, spans);
  }
  return spans;
}

/** The cells of a file, in the order in which `readNotebook` gives them. */
function cellSpans(text: string): readonly JsonSpan[] {
  const root = membersOf(text, valueSpan(text, text.startsWith('\ufeff') ? 1 : 0));
  const cells = root.get('cells');
  if (cells !== undefined) {
    return elementsOf(text, cells);
  }
  const worksheets = root.get('worksheets');
  return worksheets === undefined
    ? []
    : elementsOf(text, worksheets).flatMap(sheet => {
        const sheetCells = membersOf(text, sheet).get('cells');
        return sheetCells === undefined ? [] : elementsOf(text, sheetCells);
      });
}
