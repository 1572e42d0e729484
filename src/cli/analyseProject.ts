/**
 * One project of the command line: what is analysed, and the report put together.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Project } from '../analysis/program';
import { partsOf } from '../analysis/projectParts';
import { reportOf, type DocumentReport, type Report } from '../analysis/report';
import {
  buildWith,
  createMaskMemory,
  readDocuments,
  withReadingProblems,
  type ProjectBuild
} from '../notebook';
import type { AnalysisArguments } from './commandLine';
import type { CliDocument, CliProject } from './projects';
import { readSourceFile } from './sourceFile';

/** A project's report, with what it was made from. */
export type ProjectReport = {
  readonly project: CliProject;
  readonly build: ProjectBuild;
  /** Paths are those of the project's documents, from its base on. */
  readonly report: Report;
};

/** Builds the analysis' project, reading the modules that documents import, and those modules import. */
function buildProject(project: CliProject, options: AnalysisArguments): ProjectBuild {
  const documents = project.documents.flatMap(({ source }) => source ?? []);
  const files = new Map<string, string | null>();
  const reading = { root: project.root, order: options.order, memory: createMaskMemory() };
  const read = readDocuments(documents, reading);
  for (;;) {
    const build = buildWith(read, { ...reading, files });
    if (build.missing.length === 0) {
      return build;
    }
    for (const path of build.missing) {
      const file = resolve(project.base, path);
      const found = existsSync(file) ? readSourceFile(file) : null;
      files.set(path, found?.kind === 'text' ? found.text : null);
    }
  }
}

function cellTextOf(document: CliDocument, cell: number | null): string {
  if (cell !== null) {
    return document.notebook?.cells[cell]?.text ?? '';
  }
  return document.source?.kind === 'module' ? document.source.text : '';
}

/** A project that is ready to be analysed. */
export type PreparedProject = Pick<ProjectReport, 'project' | 'build'> & {
  /** What can be analysed apart. */
  readonly parts: readonly Project[];
};

/** Reads what the project's documents import. */
export function prepareProject(project: CliProject, options: AnalysisArguments): PreparedProject {
  const build = buildProject(project, options);
  return { project, build, parts: partsOf(build.project) };
}

/** Puts a project's report together. Documents that could not be read are in it with their problem. */
export function reportOfProject(
  { project, build }: PreparedProject,
  found: readonly DocumentReport[],
  options: AnalysisArguments
): ProjectReport {
  const byPath = new Map(found.map(document => [document.path, document]));
  const documents = project.documents.map((document): DocumentReport => {
    const { path, kind } = document;
    const known = byPath.get(path) ?? { path, kind, problems: [], functions: [], findings: [] };
    const read = withReadingProblems(known, build, cell => cellTextOf(document, cell));
    return { ...read, problems: [...document.problems, ...read.problems] };
  });
  return { project, build, report: reportOf(options.rules, documents) };
}
