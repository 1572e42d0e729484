/**
 * Analyses the parts of projects: in threads side by side, or in the main thread where there is little to do.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Project } from '../analysis/program';
import type { DocumentReport } from '../analysis/report';
import type { NumberedAnswer, NumberedTask, PartTask } from './analysisThread';

/** Characters of Python that are worth a thread: to load the analysis in one takes about as long. */
const CHARACTERS_PER_THREAD = 150_000;

/** Short-lived values of a large notebook fit in; what outlives them is collected far more slowly. */
const YOUNG_GENERATION_MB = 96;

/** Threads that load the analysis while the main thread still finds out what there is to analyse. */
export class AnalysisThreads {
  /** Says that a document is going to be analysed: threads start as soon as there is enough for two of them. */
  expect(characters: number): void {
    this._documents += 1;
    this._characters += characters;
    const count = Math.min(
      availableParallelism(),
      this._documents,
      Math.floor(this._characters / CHARACTERS_PER_THREAD)
    );
    while (count >= 2 && this._threads.length < count) {
      this._threads.push(startThread());
    }
  }

  /** The reports of the documents of each part. */
  async analyse(tasks: readonly PartTask[]): Promise<readonly (readonly DocumentReport[])[]> {
    if (this._threads.length === 0) {
      const { analyseInTurn } = await import('./analysisThread');
      return analyseInTurn(tasks);
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

  private _documents = 0;
  private _characters = 0;
  private readonly _threads: Thread[] = [];
}

/** A thread, and what rejects when it fails, be it before there is something to do. */
type Thread = { readonly worker: Worker; readonly failure: Promise<never> };

function startThread(): Thread {
  const worker = new Worker(join(__dirname, 'analysisThread.js'), {
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
