/**
 * A notebook session on the analysis engine. Each notebook has an engine of its own, so that what one
 * keeps for its next edit is not pushed out by another.
 */
import type { AnalysisEngine, AnalysisOptions } from '../analysis';
import { createMaskMemory, createProject, toReportProblem, type ProjectBuild } from '../notebook';
import type { DocumentReport, Problem } from '../analysis/report';
import type { OpenRequest, UpdateRequest } from './messages';
import { emptyDocument } from './messages';
import type { INotebookSession, SessionReport } from './notebookSession';
import { stateOf, updatedState, type NotebookState } from './notebookState';

/** What a session is made from. */
export type EngineSessionParts = {
  readonly createEngine: () => AnalysisEngine;
  /** The parsed JSON of a knowledge file; `null` where there is none. */
  readonly loadKnowledge: (name: string) => Promise<unknown>;
};

/** Badges and cards follow the recommended rules and show signatures. */
const OPTIONS: AnalysisOptions = { rules: 'recommended', inferSignatures: true };

/** Analyses one notebook with the modules beside it. */
export class EngineSession implements INotebookSession {
  constructor(private readonly _parts: EngineSessionParts) {
    this._engine = _parts.createEngine();
  }

  open(request: OpenRequest): void {
    this._state = stateOf(request);
  }

  update(request: UpdateRequest): void {
    if (this._state !== null) {
      this._state = updatedState(this._state, request);
    }
  }

  async analyse(): Promise<SessionReport> {
    const state = this._state;
    if (state === null) {
      throw new Error('A notebook was to be analysed before it was opened.');
    }
    const build = createProject(
      [{ kind: 'notebook', path: state.path, cells: state.cells, isPython: true }],
      { root: '', order: state.order, files: state.files, memory: this._memory }
    );
    this._memory.forgetUnused();
    await this._learn(build);
    const report = this._engine.analyse(build.project, OPTIONS);
    const document =
      report.documents.find(({ path }) => path === state.path) ?? emptyDocument(state.path);
    return { report: withReadingProblems(document, build, state), wantedFiles: build.missing };
  }

  /** Loads what is known of the libraries that the notebook imports and that are new to it. */
  private async _learn(build: ProjectBuild): Promise<void> {
    const names = this._engine.requiredKnowledge(build.project);
    const files = await Promise.all(
      names.map(async name => ({ name, json: await this._parts.loadKnowledge(name) }))
    );
    for (const { name, json } of files) {
      if (json !== null) {
        this._engine.addKnowledge(name, json);
      }
    }
  }

  private _state: NotebookState | null = null;
  private readonly _engine: AnalysisEngine;
  private readonly _memory = createMaskMemory();
}

/** What could not be read in the cells stands before what the analysis found. */
function withReadingProblems(
  document: DocumentReport,
  build: ProjectBuild,
  state: NotebookState
): DocumentReport {
  const own = build.problems.filter(problem => problem.document === state.path);
  const reading: Problem[] = own.map(problem =>
    toReportProblem(problem, problem.cell === null ? '' : (state.cells[problem.cell]?.text ?? ''))
  );
  return reading.length === 0
    ? document
    : { ...document, problems: [...reading, ...document.problems] };
}
