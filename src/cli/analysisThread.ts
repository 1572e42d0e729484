/**
 * Analyses parts of projects. This is the program of a thread; where there is too little to do for threads, the main
 * thread loads it too. It is a file of its own, so that the command line begins to read without it.
 */
import { isMainThread, parentPort } from 'node:worker_threads';
import type { AnalysisEngine, AnalysisOptions, Project } from '../analysis';
import type { DocumentReport } from '../analysis/report';
import { loadEngine, teach } from './engineFiles';

/** A part of a project, and how it is to be analysed. */
export type PartTask = { readonly part: Project; readonly options: AnalysisOptions };

/** A task as a thread is given it, and what it answers. */
export type NumberedTask = PartTask & { readonly index: number };
export type NumberedAnswer = {
  readonly index: number;
  readonly documents: readonly DocumentReport[];
};

/** The reports of the documents of each part, one after the other. */
export async function analyseInTurn(
  tasks: readonly PartTask[]
): Promise<readonly (readonly DocumentReport[])[]> {
  const engine = await loadEngine();
  return tasks.map(task => analysePart(engine, task));
}

function analysePart(
  engine: AnalysisEngine,
  { part, options }: PartTask
): readonly DocumentReport[] {
  teach(engine, part);
  return engine.analyseOnce(part, options).documents;
}

/** Answers tasks for as long as the thread lives. */
function serveTasks(): void {
  const engine = loadEngine();
  parentPort?.on('message', (task: NumberedTask) => {
    void engine.then(loaded => {
      const answer: NumberedAnswer = { index: task.index, documents: analysePart(loaded, task) };
      parentPort?.postMessage(answer);
    });
  });
}

if (!isMainThread) {
  serveTasks();
}
