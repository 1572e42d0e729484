/**
 * The command line: `hybridize check` and `hybridize apply`. Reads files, never runs code.
 */
import type { Report } from '../analysis/report';
import { VERSION } from '../analysis/version';
import { lineInFile } from '../notebook';
import type { ProjectReport } from './analyseProject';
import { AnalysisThreads } from './analysisThreads';
import { applyReports, type ApplyOptions } from './apply';
import { analyseProjects, joinReports } from './check';
import type { FileLine } from './annotation';
import { compileWhatIsHot } from './compilation';
import { HELP, readCommandLine, type AnalysisCommand, type Format } from './commandLine';
import { toCsv } from './csvFormat';
import { toGithub } from './githubFormat';
import { hasWork } from './pendingWork';
import { readProjects, type CliProject } from './projects';
import { toSarif } from './sarifFormat';
import { toText } from './textFormat';

/** Exit statuses, as the contract fixes them. */
const EXIT = { nothingToDo: 0, somethingToDo: 1, error: 2 } as const;

type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

function formatReport(report: Report, format: Format, projects: readonly CliProject[]): string {
  switch (format) {
    case 'text':
      return toText(report, {
        isColoured: process.stdout.isTTY && process.env['NO_COLOR'] === undefined
      });
    case 'json':
      // Indented for eyes only: of a large report that is most of the text.
      return `${JSON.stringify(report, null, process.stdout.isTTY ? 2 : undefined)}\n`;
    case 'csv':
      return toCsv(report, subjectsOf(projects));
    case 'sarif':
      return toSarif(report, fileLines(projects));
    case 'github':
      return toGithub(report, fileLines(projects));
  }
}

/** The name of the project that a document belongs to, by its place in the report. */
function subjectsOf(projects: readonly CliProject[]): (documentIndex: number) => string {
  const subjects = projects.flatMap(({ name, documents }) => documents.map(() => name));
  return index => subjects[index] ?? '';
}

/** Lines of cells as lines of their files. */
function fileLines(projects: readonly CliProject[]): FileLine {
  const notebooks = new Map(
    projects.flatMap(({ documents }) =>
      documents.map(({ shownPath, notebook }) => [shownPath, notebook] as const)
    )
  );
  return (document, cell, line) => {
    const notebook = cell === null ? null : (notebooks.get(document) ?? null);
    return cell === null || notebook === null ? line : lineInFile(notebook, cell, line);
  };
}

function complain(message: string): ExitStatus {
  process.stderr.write(`hybridize: ${message}\n`);
  return EXIT.error;
}

function apply(reports: readonly ProjectReport[], options: ApplyOptions): ExitStatus {
  const { output, failures, functionCount } = applyReports(reports, options);
  process.stdout.write(output);
  failures.forEach(complain);
  if (failures.length > 0) {
    return EXIT.error;
  }
  return options.diff && functionCount > 0 ? EXIT.somethingToDo : EXIT.nothingToDo;
}

async function run(args: readonly string[]): Promise<ExitStatus> {
  const command = readCommandLine(args);
  switch (command.kind) {
    case 'help':
      process.stdout.write(HELP);
      return EXIT.nothingToDo;
    case 'version':
      process.stdout.write(`hybridize ${VERSION}\n`);
      return EXIT.nothingToDo;
    case 'usage-error':
      return complain(`${command.message}\nTry: hybridize --help`);
    case 'check':
    case 'apply': {
      const threads = new AnalysisThreads();
      try {
        return await analyse(command, threads);
      } finally {
        threads.close();
      }
    }
  }
}

async function analyse(command: AnalysisCommand, threads: AnalysisThreads): Promise<ExitStatus> {
  const { analysis } = command;
  const reading = readProjects(analysis.paths, analysis.project, characters => {
    threads.expect(characters);
  });
  if (reading.kind === 'usage-error') {
    return complain(reading.message);
  }
  const reports = await analyseProjects(reading.projects, analysis, threads);
  if (command.kind === 'apply') {
    return apply(reports, command);
  }
  const report = joinReports(analysis.rules, reports);
  process.stdout.write(formatReport(report, command.format, reading.projects));
  return hasWork(report) && !command.exitZero ? EXIT.somethingToDo : EXIT.nothingToDo;
}

// A reader that stops reading (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    throw error;
  }
});

compileWhatIsHot();
run(process.argv.slice(2)).then(
  status => {
    process.exitCode = status;
  },
  (reason: unknown) => {
    const isError = reason instanceof Error;
    process.exitCode = complain(
      `internal error: ${isError ? (reason.stack ?? reason.message) : String(reason)}`
    );
  }
);
