/**
 * Analyses the parts of projects: in the main thread where there is little to do, otherwise in threads side by side.
 * The threads run the program's own file.
 */
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import type { AnalysisEngine, AnalysisOptions, Project } from '../analysis';
import type { DocumentReport } from '../analysis/report';
import { loadEngine, teach } from './engineFiles';

/** A part of a project, and how it is to be analysed. */
export type PartTask = { readonly part: Project; readonly options: AnalysisOptions };

type NumberedTask = PartTask & { readonly index: number };
type NumberedAnswer = { readonly index: number; readonly documents: readonly DocumentReport[] };

/** Characters of Python that are worth a thread: to load the analysis in one takes about as long. */
const CHARACTERS_PER_THREAD = 150_000;

/** Short-lived values of a large notebook fit in; what outlives them is collected far more slowly. */
const YOUNG_GENERATION_MB = 96;

/** Threads that load the analysis while the main thread still finds out what there is to analyse. */
export class AnalysisThreads {
  /**
   * @param sizes - characters of each document: where there is little to do, no thread is started.
   */
  constructor(sizes: readonly number[]) {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const count = Math.min(
      availableParallelism(),
      sizes.length,
      Math.floor(total / CHARACTERS_PER_THREAD)
    );
    this._threads = Array.from({ length: count < 2 ? 0 : count }, startThread);
  }

  /** The reports of the documents of each part; without threads they are made in the main thread. */
  async analyse(tasks: readonly PartTask[]): Promise<readonly (readonly DocumentReport[])[]> {
    if (this._threads.length === 0) {
      const engine = await loadEngine();
      return tasks.map(task => analysePart(engine, task));
    }
    const sizes = tasks.map(({ part }) => sizeOf(part));
    // The largest first, so that none of them is left for the end.
    const queue = tasks
      .map((task, index): NumberedTask => ({ ...task, index }))
      .sort((one, other) => sizes[other.index] - sizes[one.index]);
    const answers = new Map<number, readonly DocumentReport[]>();
    await Promise.all(this._threads.map(async thread => feed(thread, queue, answers)));
    return tasks.map((_, index) => answers.get(index) ?? []);
  }

  /** Ends the threads. That takes them a while, which need not be waited for. */
  close(): void {
    this._threads.forEach(({ worker }) => void worker.terminate());
  }

  private readonly _threads: readonly Thread[];
}

/** A thread, and what rejects when it fails, be it before there is something to do. */
type Thread = { readonly worker: Worker; readonly failure: Promise<never> };

function startThread(): Thread {
  const worker = new Worker(process.argv[1], {
    argv: process.argv.slice(2),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB }
  });
  const failure = new Promise<never>((_, reject) => worker.on('error', reject));
  // Whoever feeds the thread is told; until then nobody is.
  failure.catch(() => undefined);
  return { worker, failure };
}

function sizeOf(part: Project): number {
  return part.modules.reduce(
    (sum, { units }) => sum + units.reduce((size, { text }) => size + text.length, 0),
    0
  );
}

/** Gives one thread tasks until the queue is empty. */
async function feed(
  { worker, failure }: Thread,
  queue: NumberedTask[],
  answers: Map<number, readonly DocumentReport[]>
): Promise<void> {
  const fed = new Promise<void>(resolve => {
    const next = (): void => {
      const task = queue.shift();
      if (task === undefined) {
        void worker.terminate();
        resolve();
      } else {
        worker.postMessage(task);
      }
    };
    worker.on('message', ({ index, documents }: NumberedAnswer) => {
      answers.set(index, documents);
      next();
    });
    next();
  });
  await Promise.race([fed, failure]);
}

/** Whether this is one of the threads: it answers tasks instead of reading the command line. */
export function isAnalysisThread(): boolean {
  return !isMainThread;
}

/** Answers tasks for as long as the thread lives. */
export function serveTasks(): void {
  const engine = loadEngine();
  parentPort?.on('message', (task: NumberedTask) => {
    void engine.then(loaded => {
      const answer: NumberedAnswer = { index: task.index, documents: analysePart(loaded, task) };
      parentPort?.postMessage(answer);
    });
  });
}

function analysePart(
  engine: AnalysisEngine,
  { part, options }: PartTask
): readonly DocumentReport[] {
  teach(engine, part);
  return engine.analyseOnce(part, options).documents;
}
