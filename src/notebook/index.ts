/**
 * Notebooks: from `.ipynb` files and live cells to the modules that the analysis takes, and back.
 */
export type { NotebookCell } from './cell';
export { LARGEST_TEXT } from './characters';
export {
  buildWith,
  createProject,
  readDocuments,
  type DocumentProblem,
  type ProjectBuild,
  type ProjectDocument,
  type ProjectOptions
} from './createProject';
export type { ExecutionOrder } from './executionOrder';
export { lineInFile } from './lineInFile';
export { detectLanguage, type NotebookLanguage } from './language';
export { maskCell, type MaskedCell } from './mask';
export { createMaskMemory, type IMaskMemory } from './maskMemory';
export {
  asCellOffset,
  asNotebookOffset,
  lineAndColumn,
  type CellOffset,
  type NotebookOffset
} from './offset';
export {
  fileProblemToReport,
  problemSentence,
  toReportProblem,
  type ReadingProblemCode
} from './problemSentence';
export { withReadingProblems } from './readingProblems';
export {
  readNotebook,
  type FileCell,
  type FileProblem,
  type NotebookFile,
  type NotebookReading
} from './readNotebook';
export { stitch, type CellProblem, type StitchedNotebook } from './stitch';
export {
  createStitchedText,
  toNotebookOffset,
  toUnitPlace,
  type StitchedText,
  type UnitPlace
} from './stitchedText';
export { writeNotebook } from './writeNotebook';
