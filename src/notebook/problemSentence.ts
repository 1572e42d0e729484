/**
 * Problems as the report has them: with line, column and an English sentence, which the user interface
 * may replace by a translated one.
 */
import type { Problem } from '../analysis/report';
import type { DocumentProblem } from './createProject';
import { lineAndColumn } from './offset';
import type { FileProblem } from './readNotebook';

/** Codes of everything that reading a document can find. */
export type ReadingProblemCode = DocumentProblem['code'] | FileProblem['code'];

/** One sentence for a problem. */
export function problemSentence(code: ReadingProblemCode, name: string): string {
  switch (code) {
    case 'unknown-cell-magic':
      return `The cell magic %%${name} is not known; its body is read as Python.`;
    case 'misplaced-cell-magic':
      return `The cell magic %%${name} stands behind another line, where IPython does not accept it.`;
    case 'non-breaking-space':
      return 'A non-breaking space stands between the words; Python refuses it. It is read as a space.';
    case 'cell-too-large':
      return 'The text is longer than 256 KB and is not read.';
    case 'too-many-cells':
      return 'The notebook has more than 20,000 code cells; this one and those after it are not read.';
    case 'empty-file':
      return 'The file is empty.';
    case 'not-json':
      return 'The file is not a notebook: it is no JSON.';
    case 'not-a-notebook':
      return 'The file is not a notebook: it holds no list of cells.';
    case 'unsupported-version':
      return 'The notebook has a format other than nbformat 3 or 4; it is read as far as it can be.';
    case 'malformed-cell':
      return 'The cell has no source that can be read.';
  }
}

/** A problem of a document, in the report's form. */
export function toReportProblem(problem: DocumentProblem, cellText: string): Problem {
  return {
    cell: problem.cell,
    ...lineAndColumn(cellText, problem.offset),
    message: problemSentence(problem.code, problem.name)
  };
}

/** A problem of a file, in the report's form. */
export function fileProblemToReport(problem: FileProblem): Problem {
  return {
    cell: problem.cell,
    line: 1,
    column: 1,
    message: problemSentence(problem.code, '')
  };
}
