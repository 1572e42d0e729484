/**
 * `hybridize check`: analyses and reports, and changes nothing.
 */
import type { AnalysisEngine } from '../analysis';
import type { Report } from '../analysis/report';
import { analyseProject, type ProjectReport } from './analyseProject';
import type { AnalysisArguments } from './commandLine';
import type { CliProject } from './projects';
import { withShownPaths } from './shownPaths';

/** Analyses projects one after the other. */
export function analyseProjects(
  engine: AnalysisEngine,
  projects: readonly CliProject[],
  options: AnalysisArguments
): readonly ProjectReport[] {
  return projects.map(project => analyseProject(engine, project, options));
}

/** One report of all projects, with the paths that the user gave. */
export function joinReports(engine: AnalysisEngine, reports: readonly ProjectReport[]): Report {
  const documents = reports.flatMap(({ project, report }) => {
    const shown = new Map(project.documents.map(({ path, shownPath }) => [path, shownPath]));
    return report.documents.map(document =>
      withShownPaths(document, path => shown.get(path) ?? path)
    );
  });
  return { ...(reports[0]?.report ?? emptyReport(engine)), documents };
}

/** What the engine says of nothing at all; it carries the tool's name and version. */
export function emptyReport(engine: AnalysisEngine): Report {
  return engine.analyse({ modules: [] }, { rules: 'recommended', inferSignatures: false });
}
