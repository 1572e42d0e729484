/**
 * Where the line of a cell stands in the notebook's file, for tools that know files only.
 */
import { elementsOf } from './jsonSpans';
import type { NotebookFile } from './readNotebook';
import { sourceSpans } from './sourceSpans';

/**
 * The 1-based line in the file that holds a 1-based line of a cell. Where the cell's source is one text,
 * all its lines stand on one line of the file. 1 where there is no such cell.
 */
export function lineInFile(notebook: NotebookFile, cell: number, line: number): number {
  const span = sourceSpans(notebook)[cell] ?? null;
  if (span === null) {
    return 1;
  }
  const { text } = notebook;
  let offset = span.start;
  let passed = 1;
  for (const element of elementsOf(text, span)) {
    offset = element.start;
    const value: unknown = JSON.parse(text.slice(element.start, element.end));
    passed += String(value).split(/\r\n|\r|\n/).length - 1;
    if (passed > line) {
      break;
    }
  }
  return text.slice(0, offset).split('\n').length;
}
