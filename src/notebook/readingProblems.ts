/**
 * Lays what reading the documents found beside what the analysis found.
 */
import type { DocumentReport, Problem } from '../analysis/report';
import type { ProjectBuild } from './createProject';
import { toReportProblem } from './problemSentence';

/**
 * A document's report with the problems of reading it in front. Problems of the analysis in a cell that
 * may not be Python, since an unknown cell magic holds it, are left out: the magic is reported.
 *
 * @param cellTextOf - the text of a cell, or of the file where the index is `null`.
 */
export function withReadingProblems(
  document: DocumentReport,
  build: ProjectBuild,
  cellTextOf: (cell: number | null) => string
): DocumentReport {
  const reading = build.problems.filter(problem => problem.document === document.path);
  const uncertainCells = new Set<number | null>();
  if (build.uncertainUnits.size > 0) {
    for (const unit of build.project.modules.flatMap(module => module.units)) {
      if (unit.document === document.path && build.uncertainUnits.has(unit.id)) {
        uncertainCells.add(unit.cell);
      }
    }
  }
  const problems: readonly Problem[] = [
    ...reading.map(problem => toReportProblem(problem, cellTextOf(problem.cell))),
    ...document.problems.filter(problem => !uncertainCells.has(problem.cell))
  ];
  return { ...document, problems };
}
