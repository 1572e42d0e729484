/**
 * `hybridize check`: analyses and reports, and changes nothing.
 */
import { reportOf, type Report } from '../analysis/report';
import { prepareProject, reportOfProject, type ProjectReport } from './analyseProject';
import type { AnalysisThreads } from './analysisThreads';
import type { AnalysisArguments } from './commandLine';
import type { CliProject } from './projects';
import { withShownPaths } from './shownPaths';

/** Analyses projects; the parts of all of them side by side where they are many. */
export async function analyseProjects(
  projects: readonly CliProject[],
  options: AnalysisArguments,
  threads: AnalysisThreads
): Promise<readonly ProjectReport[]> {
  const { rules, inferSignatures } = options;
  const prepared = projects.map(project => prepareProject(project, options));
  const found = await threads.analyse(
    prepared.flatMap(({ parts }) =>
      parts.map(part => ({ part, options: { rules, inferSignatures } }))
    )
  );
  let first = 0;
  return prepared.map(entry => {
    const documents = found.slice(first, first + entry.parts.length).flat();
    first += entry.parts.length;
    return reportOfProject(entry, documents, options);
  });
}

/** One report of all projects, with the paths that the user gave. */
export function joinReports(rules: Report['rules'], reports: readonly ProjectReport[]): Report {
  return reportOf(
    rules,
    reports.flatMap(({ project, report }) => {
      if (project.documents.every(({ path, shownPath }) => path === shownPath)) {
        return report.documents;
      }
      const shown = new Map(project.documents.map(({ path, shownPath }) => [path, shownPath]));
      return report.documents.map(document =>
        withShownPaths(document, path => shown.get(path) ?? path)
      );
    })
  );
}
