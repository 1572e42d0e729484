/**
 * @jest-environment jsdom
 */
import { YNotebook, type ISharedCodeCell } from '@jupyter/ydoc';
import { nullTranslator } from '@jupyterlab/translation';
import { bugReport } from '../../src/lab/measure/bugReport';
import { measurementsAsCsv, measurementsAsJson } from '../../src/lab/measure/measurementExport';
import {
  insertAsOutput,
  keepInMetadata,
  resultAsHtml,
  resultAsText
} from '../../src/lab/measure/measurementOutput';
import {
  MeasurementStore,
  recordOf,
  type MeasurementRecord
} from '../../src/lab/measure/measurementStore';
import { describeResult } from '../../src/lab/measure/resultDisplay';
import { sourceHash } from '../../src/lab/measure/sourceHash';
import type { MeasurementResult } from '../../src/measure/answer';
import { functionReport } from './functionReport';
import { measurementResult } from './measurementFixture';

const trans = nullTranslator.load('test');
const ATTACK = '<img src=x onerror=alert(1)>';
const SOURCE = 'def step(x):\n    return x';

function record(changes: Partial<MeasurementResult> = {}, source = SOURCE): MeasurementRecord {
  const report = functionReport({ verdict: { action: 'hybridize' } });
  const result = measurementResult(changes);
  return recordOf(report, source, result, describeResult(result, report, trans));
}

function notebookWithCell(): { readonly notebook: YNotebook; readonly cell: ISharedCodeCell } {
  const notebook = YNotebook.create();
  const cell = notebook.addCell({ cell_type: 'code', source: SOURCE });
  return { notebook, cell: cell as ISharedCodeCell };
}

describe('results in memory', () => {
  it('are stale while the text is another one, and valid again when it comes back', () => {
    const store = new MeasurementStore();
    const { notebook } = notebookWithCell();
    const first = record();
    store.add(notebook, first);
    expect(store.known(notebook, 'c0/step', SOURCE)).toMatchObject({ isStale: false });
    expect(store.known(notebook, 'c0/step', 'def step(x): pass')).toMatchObject({
      isStale: true,
      record: first
    });
    const second = record({}, 'def step(x): pass');
    store.add(notebook, second);
    expect(store.known(notebook, 'c0/step', SOURCE)).toEqual({
      isStale: false,
      record: first,
      earlier: [second]
    });
    expect(store.known(notebook, 'c0/other', SOURCE)).toBeNull();
    expect(store.known(notebookWithCell().notebook, 'c0/step', SOURCE)).toBeNull();
  });

  it('are forgotten, the oldest first, when there are many', () => {
    const store = new MeasurementStore();
    const { notebook } = notebookWithCell();
    for (let run = 0; run < 30; run++) {
      store.add(notebook, record());
    }
    expect(store.all(notebook)).toHaveLength(20);
  });
});

describe('a result in the notebook', () => {
  it('is an output with a text and an HTML form behind the others', () => {
    const { cell } = notebookWithCell();
    cell.setOutputs([{ output_type: 'stream', name: 'stdout', text: 'before' }]);
    expect(insertAsOutput(cell, record(), trans)).toBe(true);
    const outputs = cell.getOutputs();
    expect(outputs).toHaveLength(2);
    const data = outputs[1].data as Record<string, string>;
    expect(Object.keys(data).sort()).toEqual(['text/html', 'text/plain']);
    expect(data['text/plain']).toContain('step: 5× faster as a graph');
    expect(data['text/plain']).toMatch(/Graph +4 ms 5×/);
    expect(data['text/html']).toContain('<svg');
    expect(data['text/html']).toContain('20 ms');
  });

  it('never makes markup of what the program gave', () => {
    const hostile = record({
      verdict: 'output-differs',
      reasons: [{ path: ATTACK, kind: 'value', detail: ATTACK }],
      arguments: { source: 'typed', text: ATTACK, summary: [ATTACK] }
    });
    const place = document.createElement('div');
    const html = resultAsHtml(hostile, trans, document);
    place.append(document.createRange().createContextualFragment(html));
    expect(place.querySelector('img')).toBeNull();
    expect(place.textContent).toContain(ATTACK);
    expect(resultAsText(hostile, trans)).toContain(ATTACK);
  });

  it('is kept in metadata beside what else is there', () => {
    const { cell } = notebookWithCell();
    cell.setMetadata('hybridize', { other: 1 });
    keepInMetadata(cell, record());
    expect(cell.getMetadata('hybridize')).toMatchObject({
      other: 1,
      measurements: { step: { verdict: 'same', function: 'step' } }
    });
  });

  it('is kept for a function that is named like a built-in property', () => {
    const { cell } = notebookWithCell();
    keepInMetadata(cell, { ...record(), functionName: '__proto__' });
    keepInMetadata(cell, { ...record(), functionName: 'step' });
    const kept = JSON.parse(JSON.stringify(cell.getMetadata('hybridize'))) as {
      measurements: Record<string, unknown>;
    };
    expect(Object.keys(kept.measurements)).toContain('step');
  });
});

describe('exports', () => {
  it('have one CSV line for each way of running, with fields that are no formulas', () => {
    const lines = measurementsAsCsv([
      record({ arguments: { source: 'typed', text: '=cmd("x"), y', summary: [] } })
    ]).split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0].startsWith('function,cell,source_hash')).toBe(true);
    expect(lines[1]).toContain(`"'=cmd(""x""), y"`);
    expect(lines[2]).toContain(',graph,0.004,');
    expect(lines[3]).toBe('');
  });

  it('hold everything as JSON', () => {
    const exported = JSON.parse(measurementsAsJson('a.ipynb', [record()])) as {
      notebook: string;
      measurements: { sourceHash: string; variants: { id: string; times: number[] }[] }[];
    };
    expect(exported.notebook).toBe('a.ipynb');
    expect(exported.measurements[0].sourceHash).toBe(sourceHash(SOURCE));
    expect(exported.measurements[0].variants.map(({ id }) => id)).toEqual(['eager', 'graph']);
    expect(exported.measurements[0].variants[0].times).toEqual([0.019, 0.02, 0.022]);
  });

  it('tell texts apart', () => {
    expect(sourceHash('')).toBe('cbf29ce484222325');
    expect(sourceHash('a')).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set(['a', 'b', 'ab', 'ba', 'é', 'ｅ'].map(sourceHash)).size).toBe(6);
  });
});

describe('a bug report', () => {
  it('says what was predicted and what was measured, with the text of the function', () => {
    const text = bugReport(
      record(
        {
          verdict: 'output-differs',
          reasons: [{ path: 'call 1', kind: 'value', detail: '1.0 and 2.0' }]
        },
        'def step(x):\n    """```"""\n    return x'
      ),
      '1.2.3'
    );
    expect(text).toContain('predicted hybridize (proven), measured output-differs');
    expect(text).toContain('- call 1 (value) 1.0 and 2.0');
    expect(text).toContain('````python\ndef step(x):');
    expect(text).toContain('jupyterlab-hybridize 1.2.3');
  });
});
