/**
 * @jest-environment jsdom
 */
import { YNotebook } from '@jupyter/ydoc';
import type { FunctionReport } from '../../src/analysis/report';
import { NotebookAnalysis } from '../../src/lab/analysis/notebookAnalysis';
import type { SiblingFiles } from '../../src/lab/analysis/siblingFiles';
import type {
  AnalysisRequest,
  OpenRequest,
  ReportAnswer,
  SiblingFile,
  UpdateRequest
} from '../../src/worker/messages';
import { emptyDocument } from '../../src/worker/messages';
import { stateOf, updatedState, type NotebookState } from '../../src/worker/notebookState';
import { differenceOf } from '../../src/worker/reportDifference';

/** An analysis at the other end that finds one function for each `def`, and answers when it is told to. */
class OtherEnd {
  readonly requests: AnalysisRequest[] = [];
  state: NotebookState | null = null;

  readonly send = (request: AnalysisRequest): void => {
    this.requests.push(request);
    if (request.kind === 'open') {
      this.state = stateOf(request);
    } else if (request.kind === 'update' && this.state !== null) {
      this.state = updatedState(this.state, request);
    }
  };

  get last(): OpenRequest | UpdateRequest {
    const request = this.requests.at(-1);
    if (request === undefined || request.kind === 'close') {
      throw new Error('nothing to answer');
    }
    return request;
  }

  answer(wantedFiles: readonly string[] = []): ReportAnswer {
    const functions = (this.state?.cells ?? []).flatMap((cell, index) =>
      [...cell.text.matchAll(/def (\w+)/g)].map(match => ({
        id: `${cell.id}/${match[1] ?? ''}`,
        unit: cell.id,
        cell: index,
        name: match[1],
        line: cell.text.slice(0, match.index).split('\n').length
      }))
    ) as unknown as FunctionReport[];
    const report = { ...emptyDocument('a.ipynb'), functions };
    const answer: ReportAnswer = {
      kind: 'report',
      session: this.last.session,
      revision: this.last.revision,
      difference: differenceOf(this.announced, report),
      wantedFiles
    };
    this.announced = report;
    return answer;
  }

  private announced = emptyDocument('a.ipynb');
}

/** Sibling files that lie in a map. */
function filesIn(files: Record<string, string>): SiblingFiles {
  return {
    read: (paths: readonly string[]): Promise<SiblingFile[]> =>
      Promise.resolve(paths.map(path => ({ path, text: files[path] ?? null })))
  } as SiblingFiles;
}

function open(sources: readonly string[], files: Record<string, string> = {}) {
  const notebook = YNotebook.create() as YNotebook;
  notebook.insertCells(
    0,
    sources.map((source, index) => ({ cell_type: 'code', id: `c${index}`, source }))
  );
  const otherEnd = new OtherEnd();
  const analysis = new NotebookAnalysis({
    session: 3,
    path: 'a.ipynb',
    notebook,
    order: 'document',
    siblings: filesIn(files),
    send: otherEnd.send
  });
  const changes: string[][] = [];
  analysis.changed.connect((_, change) => {
    changes.push([...change.cells].sort());
  });
  return { notebook, otherEnd, analysis, changes };
}

const names = (analysis: NotebookAnalysis): string[] =>
  analysis.report.functions.map(report => report.name);

// Yjs warns of every cell that the shared model makes before it stands in a document.
beforeAll(() => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

describe('the analysis of an open notebook', () => {
  it('starts with all cells and holds the report', () => {
    const { analysis, otherEnd, changes } = open(['x = 1', 'def f(): pass']);
    expect(otherEnd.last.kind).toBe('open');
    expect(analysis.isUpToDate).toBe(false);
    analysis.take(otherEnd.answer());
    expect(analysis.isUpToDate).toBe(true);
    expect(names(analysis)).toEqual(['f']);
    expect(changes).toEqual([['c1']]);
    analysis.dispose();
  });

  it('sends what changed, and nothing else', async () => {
    const { notebook, analysis, otherEnd } = open(['x = 1', 'def f(): pass']);
    analysis.take(otherEnd.answer());
    notebook.getCell(0).updateSource(0, 0, 'def g(): pass\n');
    await Promise.resolve();
    expect(otherEnd.last).toMatchObject({
      kind: 'update',
      changed: [{ id: 'c0', text: 'def g(): pass\nx = 1' }],
      sequence: null
    });
    analysis.take(otherEnd.answer());
    expect(names(analysis)).toEqual(['g', 'f']);
    analysis.dispose();
  });

  it('sends one request for many changes while an answer is awaited', async () => {
    const { notebook, analysis, otherEnd } = open(['x = 1']);
    for (const letter of ['a', 'b', 'c']) {
      notebook.getCell(0).updateSource(0, 0, letter);
      await Promise.resolve();
    }
    expect(otherEnd.requests).toHaveLength(1);
    analysis.take(otherEnd.answer());
    expect(otherEnd.requests).toHaveLength(2);
    expect(otherEnd.last).toMatchObject({ changed: [{ text: 'cbax = 1' }] });
    analysis.dispose();
  });

  it('keeps back what an older answer says about a newer text', async () => {
    const { notebook, analysis, otherEnd, changes } = open(['def f(): pass', 'def g(): pass']);
    notebook.getCell(0).updateSource(0, 0, '\n');
    await Promise.resolve();
    const older = { ...otherEnd.answer(), revision: 1 };
    analysis.take(older);
    expect(changes).toEqual([['c1']]);
    analysis.take(otherEnd.answer());
    expect(changes).toEqual([['c1'], ['c0']]);
    analysis.dispose();
  });

  it('ignores answers to revisions that nobody awaits', () => {
    const { analysis, otherEnd, changes } = open(['def f(): pass']);
    analysis.take({ ...otherEnd.answer(), revision: 99 });
    expect(changes).toEqual([]);
    analysis.dispose();
  });

  it('follows cells that come, go and move', async () => {
    const { notebook, analysis, otherEnd, changes } = open(['def f(): pass', 'def g(): pass']);
    analysis.take(otherEnd.answer());
    notebook.moveCell(0, 1);
    await Promise.resolve();
    expect(otherEnd.last).toMatchObject({ sequence: ['c1', 'c0'] });
    analysis.take(otherEnd.answer());
    expect(names(analysis)).toEqual(['g', 'f']);
    const moved = notebook.getCell(1);
    expect(analysis.keyOf(moved)).toBe('c0');
    expect(changes.at(-1)).toContain('c0');

    notebook.deleteCell(1);
    await Promise.resolve();
    analysis.take(otherEnd.answer());
    expect(names(analysis)).toEqual(['g']);
    analysis.dispose();
  });

  it('tells apart cells to which a damaged file gives one id', () => {
    const notebook = YNotebook.create() as YNotebook;
    notebook.insertCells(0, [
      { cell_type: 'code', id: 'same', source: 'def f(): pass' },
      { cell_type: 'code', id: 'same', source: 'def g(): pass' }
    ]);
    const otherEnd = new OtherEnd();
    const analysis = new NotebookAnalysis({
      session: 1,
      path: 'a.ipynb',
      notebook,
      order: 'document',
      siblings: filesIn({}),
      send: otherEnd.send
    });
    analysis.take(otherEnd.answer());
    expect(analysis.functionsOf('same').map(report => report.name)).toEqual(['f']);
    expect(analysis.functionsOf('same~2').map(report => report.name)).toEqual(['g']);
    analysis.dispose();
  });

  it('reads the files that the analysis asks for, each once', async () => {
    const { analysis, otherEnd } = open(['import helpers'], { 'helpers.py': 'x = 1' });
    analysis.take(otherEnd.answer(['helpers.py', 'helpers/__init__.py']));
    await analysis.settled();
    await new Promise(resolve => setTimeout(resolve));
    expect(otherEnd.last).toMatchObject({
      kind: 'update',
      files: [
        { path: 'helpers.py', text: 'x = 1' },
        { path: 'helpers/__init__.py', text: null }
      ]
    });
    const count = otherEnd.requests.length;
    analysis.take(otherEnd.answer(['helpers.py', 'helpers/__init__.py']));
    await new Promise(resolve => setTimeout(resolve));
    expect(otherEnd.requests).toHaveLength(count);
    analysis.dispose();
  });

  it('takes its badges away when it ends', () => {
    const { analysis, otherEnd, changes } = open(['def f(): pass']);
    analysis.take(otherEnd.answer());
    analysis.dispose();
    expect(changes.at(-1)).toEqual(['c0']);
    expect(analysis.functionsOf('c0')).toEqual([]);
    expect(otherEnd.requests.at(-1)).toEqual({ kind: 'close', session: 3 });
  });
});
